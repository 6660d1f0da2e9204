import type { Communes } from '../../src/kernel/vietnam/communes.ts';
import { makePersonalNumber } from '../../src/kernel/vietnam/personal-number.ts';
import { mergerDay, oldProvinces } from '../../src/kernel/vietnam/provinces.ts';
import type { PersonTraits } from '../../src/kernel/matching/person-features.ts';
import { drawFamily, drawGiven } from '../../src/modules/synth/domain/names.ts';
import { createRandom, type Random } from '../../src/modules/synth/domain/random.ts';

/** Somebody of the invented country, with what corrupting needs to know. */
export interface Citizen {
  readonly name: string;
  readonly sex: 'male' | 'female';
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly line: string;
  readonly commune: string;
  readonly phone: string | undefined;
  readonly personal: string | undefined;
  readonly oldCard: string | undefined;
  readonly insurance: string | undefined;
  /** Another phone of the same home. */
  readonly homePhone: string | undefined;
  readonly mother: { readonly name: string; readonly personal: string | undefined } | undefined;
  /** Born with another child of the same mother. */
  readonly twin: boolean;
}

const thisYear = 2026;
const villages = [
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
  'Mới',
  'Bến',
];
const streets = [
  'Trần Phú',
  'Lê Lợi',
  'Quang Trung',
  'Hùng Vương',
  'Nguyễn Trãi',
  'Hai Bà Trưng',
  'Lý Thường Kiệt',
];

/** Rough shares of people by province, the largest ones; the rest share what is left. Only the unevenness matters. */
const crowded: Readonly<Record<string, number>> = {
  '79': 13,
  '01': 9,
  '75': 4,
  '31': 4,
  '38': 4,
  '37': 4,
  '25': 4,
};

/** A commune drawn so that crowded provinces have more people. */
function communeDrawer(communes: Communes): (random: Random) => string {
  const byProvince = Map.groupBy(communes.all, ({ provinceCode }) => provinceCode);
  const codes = [...byProvince.keys()];
  const weights = codes.map((code) => [code, crowded[code] ?? 2] as const);
  return (random) => random.pick(byProvince.get(random.weighted(weights))!).code;
}

/**
 * The people of an invented country, home by home: the same seed makes the same people on every machine. Families, twins with names alike,
 * phones that a home shares, a clinic's phone that a whole commune gave, elders who know only their year.
 */
export function* citizensOf(seed: number, count: number, communes: Communes): Generator<Citizen> {
  const drawCommune = communeDrawer(communes);
  const serials = serialsOf(seed);
  let people = seed % 1000;
  const numbers = { next: () => (people += 1) };
  let made = 0;
  for (let home = 0; made < count; home += 1) {
    const random = createRandom(seed, 'home', home);
    for (const citizen of makeHome(random, drawCommune(random), serials, numbers)) {
      yield citizen;
      made += 1;
      if (made === count) return;
    }
  }
}

/** Serials of numbers and phones: spread over their range, never twice. */
function serialsOf(seed: number): () => number {
  let next = seed % 9973;
  return () => {
    next += 1;
    return (next * 7_654_321) % 99_999_989;
  };
}

function makeHome(
  random: Random,
  commune: string,
  serial: () => number,
  numbers: Place['numbers'],
): Citizen[] {
  const line = random.chance(0.5)
    ? `Thôn ${random.pick(villages)}`
    : random.chance(0.5)
      ? `Số ${random.int(1, 400)}, đường ${random.pick(streets)}`
      : `Tổ ${random.int(1, 20)}, số nhà ${random.int(1, 90)}`;
  const place = { line, commune, numbers };
  const fatherFamily = drawFamily(random);
  const kind = random.weighted([
    ['family', 55],
    ['old', 14],
    ['alone', 16],
    ['mother', 15],
  ] as const);
  const homePhone = random.chance(0.9) ? phoneOf(serial()) : undefined;
  const base = kind === 'old' ? random.int(60, 90) : random.int(22, 58);
  const people: Citizen[] = [];
  const grown = (sex: Citizen['sex'], age: number, family: string): Citizen => {
    const own = random.chance(0.8) ? phoneOf(serial()) : undefined;
    const phone = age > 65 && random.chance(0.5) ? homePhone : (own ?? homePhone);
    return person(random, { sex, age, family, phone, homePhone, place, serial });
  };
  if (kind !== 'alone' || random.chance(0.5)) people.push(grown('female', base, drawFamily(random)));
  if (kind !== 'mother' && (people.length === 0 || kind !== 'alone'))
    people.push(grown('male', base + random.int(0, 6), fatherFamily));
  if (kind === 'family' && random.chance(0.3))
    people.push(grown('female', Math.min(95, base + random.int(20, 32)), drawFamily(random)));
  const mother = people.find(({ sex }) => sex === 'female');
  if (mother === undefined || (kind !== 'family' && kind !== 'mother')) return people;
  return [...people, ...makeChildren(random, mother, { family: fatherFamily, place, homePhone, serial })];
}

interface Place {
  readonly line: string;
  readonly commune: string;
  readonly numbers: { next(): number };
}

interface Nest {
  readonly family: string;
  readonly place: Place;
  readonly homePhone: string | undefined;
  readonly serial: () => number;
}

function makeChildren(random: Random, mother: Citizen, nest: Nest): Citizen[] {
  const children: Citizen[] = [];
  const sharedMiddle = random.chance(0.35);
  let age = thisYear - mother.year - random.int(20, 29);
  const wanted = random.weighted([
    [0, 10],
    [1, 30],
    [2, 45],
    [3, 15],
  ] as const);
  for (let born = 0; born < wanted && age >= 0; born += 1) {
    const draw = (sex: Citizen['sex']): Citizen =>
      person(random, {
        sex,
        age,
        family: nest.family,
        phone: age >= 15 && random.chance(0.7) ? phoneOf(nest.serial()) : (mother.phone ?? nest.homePhone),
        homePhone: nest.homePhone,
        place: nest.place,
        serial: nest.serial,
        mother: { name: mother.name, personal: mother.personal },
        ...(sharedMiddle && children[0] !== undefined && { middleOf: children[0].name }),
      });
    const child = draw(random.chance(0.52) ? 'male' : 'female');
    if (age < 24) children.push(child);
    // About one birth in eighty gives twins, more often than not of one sex, with names that go together.
    if (age < 24 && random.chance(0.0125)) children.push(twinOf(random, child, draw));
    age -= random.int(2, 6);
  }
  return children;
}

function twinOf(random: Random, first: Citizen, draw: (sex: Citizen['sex']) => Citizen): Citizen {
  const sex = random.chance(0.65) ? first.sex : first.sex === 'male' ? 'female' : 'male';
  const drawn = draw(sex);
  const words = first.name.split(' ');
  const given = drawn.name.split(' ').at(-1)!;
  const alike = random.chance(0.6) ? [...words.slice(0, -1), given].join(' ') : drawn.name;
  const name = alike === first.name ? drawn.name : alike;
  const { year, month, day } = first;
  return { ...drawn, name, year, month, day, twin: true, personal: drawn.personal && renumber(drawn, year) };
}

function renumber(citizen: Citizen, year: number): string {
  return makePersonalNumber({
    provinceCode: citizen.personal!.slice(0, 3),
    sex: citizen.sex,
    birthYear: year,
    serial: Number(citizen.personal!.slice(6)),
  });
}

interface Facts {
  readonly sex: Citizen['sex'];
  readonly age: number;
  readonly family: string;
  readonly phone: string | undefined;
  readonly homePhone: string | undefined;
  readonly place: Place;
  readonly serial: () => number;
  readonly mother?: Citizen['mother'];
  /** A name whose middle part this one has too. */
  readonly middleOf?: string;
}

function person(random: Random, facts: Facts): Citizen {
  const { sex, age, family, phone, homePhone, place, serial, mother } = facts;
  const year = thisYear - age;
  const drawn = `${family} ${drawGiven(random, sex, year)}`;
  const words = drawn.split(' ');
  const middle = facts.middleOf?.split(' ').slice(1, -1) ?? [];
  const name = middle.length > 0 ? [family, ...middle, words.at(-1)].join(' ') : drawn;
  const onlyYear = age > 60 && random.chance(0.12);
  const number = serial();
  const hasNumber = random.chance(age < 14 ? 0.75 : 0.96);
  return {
    name,
    sex,
    year,
    month: onlyYear ? 1 : random.int(1, 12),
    day: onlyYear ? 1 : random.int(1, 28),
    line: place.line,
    commune: place.commune,
    // The desk of a clinic wrote its own number where somebody had none.
    phone: random.chance(0.01) ? `0951${place.commune}0` : phone,
    homePhone,
    personal: hasNumber
      ? makePersonalNumber({
          provinceCode: `0${random.pick([...oldProvinces.keys()])}`,
          sex,
          birthYear: year,
          // Coprime to a million: no two of the same million share it.
          serial: (place.numbers.next() * 317_537 + 104_729) % 1_000_000,
        })
      : undefined,
    oldCard: age > 22 && random.chance(0.5) ? String(100_000_000 + number) : undefined,
    insurance: random.chance(0.9) ? String(1_000_000_000 + number) : undefined,
    mother,
    twin: false,
  };
}

/** Only ever held in memory, so that no real subscriber is meant by it. */
function phoneOf(serial: number): string {
  return `09${String(serial).padStart(8, '0')}`;
}

/** What a record says of a citizen, in the way of a careful clerk of today. */
export function traitsOf(citizen: Citizen): PersonTraits {
  const numbers = [
    ...(citizen.personal === undefined ? [] : [{ kind: 'personal' as const, value: citizen.personal }]),
    ...(citizen.oldCard === undefined ? [] : [{ kind: 'old-card' as const, value: citizen.oldCard }]),
    ...(citizen.insurance === undefined ? [] : [{ kind: 'insurance' as const, value: citizen.insurance }]),
  ];
  return {
    names: [citizen.name],
    birthDate: `${citizen.year}-${two(citizen.month)}-${two(citizen.day)}`,
    gender: citizen.sex,
    addresses: [{ line: citizen.line, communeCode: citizen.commune, codesOf: mergerDay }],
    phones: citizen.phone === undefined ? [] : [citizen.phone],
    numbers,
  };
}

/** Two digits. */
export function two(value: number): string {
  return String(value).padStart(2, '0');
}
