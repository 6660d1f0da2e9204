import type { Commune } from '#kernel/vietnam/communes.ts';
import { makeInsuranceCard } from '#kernel/vietnam/insurance-card.ts';
import { makePersonalNumber } from '#kernel/vietnam/personal-number.ts';
import { oldProvinces } from '#kernel/vietnam/provinces.ts';
import { ageAt, yearOf } from './days.ts';
import { stationOf, type Facility } from './facility.ts';
import { blockSize, slotsOf, type Slot } from './household.ts';
import { chronicIllnesses, shareAt, type ChronicIllness, type Place } from './chronic-illnesses.ts';
import { drawFamily, drawGiven } from './names.ts';
import { createRandom, type Random } from './random.ts';
import type { World } from './world.ts';

/** A synthetic citizen. Every number has the shape of a real one and belongs to nobody on purpose. */
export interface Person {
  readonly index: number;
  readonly name: string;
  readonly sex: 'male' | 'female';
  /** Day number of birth. */
  readonly born: number;
  readonly personalNumber: string;
  readonly card?: { readonly number: string; readonly from: number; readonly to: number };
  readonly hospitalNumber: string;
  readonly phone?: string;
  readonly ethnicGroup: string;
  readonly bloodGroup?: string;
  readonly line: string;
  readonly commune: Commune;
  readonly station: Facility;
  readonly mother?: number;
  readonly father?: number;
  readonly household: string;
  readonly allergy?: { readonly word: string; readonly reaction: string };
  /** Illnesses with the day they were found. */
  readonly chronic: readonly { readonly illness: ChronicIllness; readonly since: number }[];
  /** Adult height in cm and a factor of weight; children grow towards it. */
  /** Where a story wants her long illnesses to be cared for; drawn for everybody else. */
  readonly careAt?: Place;
  readonly build: { readonly heightCm: number; readonly weight: number };
}

/** One citizen, made alone from its index and the seed: any machine makes the same. */
export function personAt(world: World, index: number): Person {
  const block = Math.floor(index / blockSize);
  return personOfSlot(world, slotsOf(world, block)[index % blockSize]!);
}

/** The citizens of a block in their order; the last block ends with the population. */
export function peopleOfBlock(world: World, block: number): Person[] {
  return slotsOf(world, block)
    .filter((slot) => slot.index < world.citizens)
    .map((slot) => personOfSlot(world, slot));
}

function personOfSlot(world: World, slot: Slot): Person {
  const random = createRandom(world.seed, 'person', slot.index);
  const household = createRandom(world.seed, 'household', slot.block, slot.household);
  const commune = world.communeOf(slot.block);
  const born = world.today - Math.round(slot.age * 365.25) - 1;
  const birthYear = yearOf(born);
  const fatherFamily = drawFamily(household);
  const line = drawLine(household);
  // Children carry the father's family; a wife and her mother-in-law keep their own.
  const family = slot.role === 'wife' || slot.role === 'grandmother' ? drawFamily(random) : fatherFamily;
  const oldCodes = [...oldProvinces.values()].filter((old) => old.newCode === commune.provinceCode);
  const birthProvince = random.chance(0.9) ? random.pick(oldCodes) : random.pick([...oldProvinces.values()]);
  const age = ageAt(born, world.today);
  const phone = drawPhone(random, age, slot.index);
  const card = drawCard(world, random, slot.index, age, commune);
  return {
    index: slot.index,
    name: `${family} ${drawGiven(random, slot.sex, birthYear)}`,
    sex: slot.sex,
    born,
    personalNumber: makePersonalNumber({
      provinceCode: `0${birthProvince.code}`,
      sex: slot.sex,
      birthYear,
      // Spreads neighbours apart; no two people of the same million share a serial.
      serial: (slot.index * 317_537 + 104_729 + (world.seed % 1_000_000)) % 1_000_000,
    }),
    ...(card && { card }),
    hospitalNumber: hospitalNumber(world, slot.index),
    ...(phone !== undefined && { phone }),
    ethnicGroup: household.weighted([
      ['01', 85],
      ['02', 2],
      ['03', 2],
      ['06', 2],
      ['05', 1.5],
      ['08', 1.5],
      ['07', 1],
      ['09', 1],
      ['04', 1],
    ]),
    ...(random.chance(0.3) && {
      bloodGroup: random.weighted([
        ['O+', 42],
        ['B+', 30],
        ['A+', 21],
        ['AB+', 6],
        ['O-', 0.5],
      ] as const),
    }),
    line,
    commune,
    station: stationOf(world, commune),
    ...(slot.mother !== undefined && { mother: slot.mother }),
    ...(slot.father !== undefined && { father: slot.father }),
    household: `${slot.block}-${slot.household}`,
    ...drawAllergy(random),
    chronic: drawChronic(world, random, slot, born),
    build: {
      heightCm: Math.round(random.normal(slot.sex === 'male' ? 166 : 155, 5.5)),
      weight: Math.min(1.6, Math.max(0.75, random.normal(1, 0.13))),
    },
  };
}

/** Carries the seed, so that two populations may live on one server. */
export function hospitalNumber(world: World, index: number): string {
  return `SYN${world.seed}-${String(index + 1).padStart(7, '0')}`;
}

function drawLine(random: Random): string {
  const village = random.pick([
    'Đông',
    'Đoài',
    'Thượng',
    'Hạ',
    'Trung',
    'Nội',
    'Ngoài',
    'Chùa',
    'Đình',
    'Giữa',
  ]);
  return random.chance(0.6) ? `Thôn ${village}` : `Tổ ${random.int(1, 15)}, số ${random.int(1, 180)}`;
}

/** 0950 is a prefix that no network gives out today, so that nobody is called by mistake. */
function drawPhone(random: Random, age: number, index: number): string | undefined {
  if (age < 15 || !random.chance(0.9)) return undefined;
  return `0950${String((index * 7919 + 13) % 1_000_000).padStart(6, '0')}`;
}

/** Nine in ten are insured; the group follows age and a throw of the dice for the household's means. */
function drawCard(
  world: World,
  random: Random,
  index: number,
  age: number,
  commune: Commune,
): Person['card'] | undefined {
  const insured = random.chance(age < 6 || age >= 80 ? 1 : 0.93);
  const [group, benefit] = cardGroup(random, age);
  // Seven is coprime to ten: the serials of all people differ.
  const serial = (index * 7_654_321 + 1_234_567 + Math.abs(world.seed) * 15_485_863) % 100_000_000;
  const number = makeInsuranceCard({
    groupCode: group,
    benefit,
    provinceCode: commune.provinceCode,
    socialInsuranceNumber: `${commune.provinceCode}${String(serial).padStart(8, '0')}`,
  });
  const year = yearOf(world.today);
  const from = Date.UTC(year - 12, 0, 1) / 86_400_000;
  return insured ? { number, from, to: Date.UTC(year, 11, 31) / 86_400_000 } : undefined;
}

function cardGroup(random: Random, age: number): readonly [string, number] {
  if (age < 6) return ['TE', 1];
  if (age < 18)
    return random.weighted([
      [['HS', 4], 85],
      [['HN', 2], 8],
      [['CN', 3], 7],
    ] as const);
  if (age < 23 && random.chance(0.5)) return ['SV', 4];
  if (age >= 60)
    return random.weighted([
      [['HT', 3], 35],
      [['GD', 4], 35],
      [['BT', 2], 12],
      [['CB', 2], 8],
      [['HN', 2], 10],
    ] as const);
  return random.weighted([
    [['DN', 4], 42],
    [['GD', 4], 36],
    [['HN', 2], 6],
    [['CN', 3], 6],
    [['HC', 4], 6],
    [['CH', 4], 4],
  ] as const);
}

function drawAllergy(random: Random): { allergy?: Person['allergy'] & object } {
  if (!random.chance(0.05)) return {};
  const [word, reaction] = random.pick([
    ['Amoxicilin', 'Nổi mề đay'],
    ['Cefalexin', 'Ngứa, phát ban'],
    ['Ibuprofen', 'Khó thở'],
    ['Hải sản', 'Nổi mề đay'],
    ['Đậu phộng', 'Sưng môi'],
  ] as const);
  return { allergy: { word, reaction } };
}

/** One throw for each illness; who would have it at a younger age has had it since. */
function drawChronic(world: World, random: Random, slot: Slot, born: number): Person['chronic'] {
  const found: { illness: ChronicIllness; since: number }[] = [];
  for (const illness of chronicIllnesses) {
    const throwOfDice = random.next() / (slot.sex === 'male' ? illness.male : illness.female);
    if (throwOfDice >= shareAt(illness.prevalence, slot.age)) continue;
    let age = Math.floor(slot.age);
    while (age > 0 && shareAt(illness.prevalence, age - 1) > throwOfDice) age -= 1;
    found.push({
      illness,
      since: Math.min(world.today - 30, born + Math.round((age + random.next()) * 365.25)),
    });
  }
  return found;
}
