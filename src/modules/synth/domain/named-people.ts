import type { Commune } from '#kernel/vietnam/communes.ts';
import { schedule } from '#kernel/terminology/immunisation-schedule.ts';
import { makeInsuranceCard } from '#kernel/vietnam/insurance-card.ts';
import { makePersonalNumber } from '#kernel/vietnam/personal-number.ts';
import { dayNumber, minuteOf, yearOf } from './days.ts';
import { stationOf } from './facility.ts';
import { immunisationsOf, type GivenDose } from './immunisations.ts';
import { chronicIllnesses, type Place } from './chronic-illnesses.ts';
import { hospitalNumber, type Person } from './person.ts';
import type { Visit } from './visit.ts';
import { visitsOf, type Cause } from './visits.ts';
import type { World } from './world.ts';

/** The family around which the demo is told. All invented. */
export interface NamedFamily {
  readonly hoa: Person;
  readonly mother: Person;
  readonly child: Person;
}

/** Chị Hoa, 52, her mother and her daughter, in the commune of the demo. */
export function namedFamily(world: World, commune: Commune): NamedFamily {
  const year = yearOf(world.today);
  const mother = person(world, commune, {
    place: 0,
    name: 'Trần Thị Mận',
    sex: 'female',
    born: dayNumber(`${year - 76}-09-02`),
    card: ['HT', 3],
    chronic: [
      ['I10', 9],
      ['M17.9', 7],
    ],
    heightCm: 150,
  });
  const hoa = person(world, commune, {
    place: 3,
    careAt: 'district',
    name: 'Nguyễn Thị Hoa',
    sex: 'female',
    born: dayNumber(`${year - 52}-03-12`),
    card: ['GD', 4],
    chronic: [
      ['I10', 8],
      ['E11.9', 6],
      ['E78.5', 5],
    ],
    heightCm: 156,
    mother: mother.index,
    allergy: { word: 'Amoxicilin', reaction: 'Nổi mề đay toàn thân' },
    bloodGroup: 'O+',
    phone: '0950001975',
  });
  const child = person(world, commune, {
    place: 4,
    name: 'Phạm Ngọc Mai',
    sex: 'female',
    born: dayNumber(`${year - 10}-06-18`),
    card: ['HS', 4],
    chronic: [],
    heightCm: 158,
    mother: hoa.index,
    bloodGroup: 'O+',
  });
  return { hoa, mother, child };
}

/** What happened to chị Hoa beside her regular visits: dengue with a stay, pneumonia, a cut finger. */
function eventsOf(world: World): Cause[] {
  const base = {
    place: 'district',
    fever: true,
    others: ['I10', 'E11.9'],
    again: false,
  } as const;
  return [
    {
      ...base,
      day: world.today - 1130,
      code: 'A97.0',
      reason: 'Sốt cao ngày thứ ba, đau đầu, mỏi người',
      drugs: ['paracetamol', 'oresol'],
      drugDays: 5,
      tests: ['cbc', 'ns1', 'glucose', 'ast', 'alt'],
      imaging: 'abdomen',
      days: 6,
    },
    {
      ...base,
      day: world.today - 215,
      code: 'J18.9',
      reason: 'Ho, sốt, khó thở',
      drugs: ['ceftriaxon', 'paracetamol', 'metformin'],
      drugDays: 7,
      tests: ['cbc', 'crp', 'glucose', 'creatinin'],
      imaging: 'chest',
      days: 7,
    },
    {
      ...base,
      day: world.today - 640,
      code: 'S61.0',
      place: 'station',
      reason: 'Vết thương ngón tay do dao cắt',
      drugs: ['cefalexin', 'paracetamol'],
      drugDays: 5,
      tests: [],
      procedure: 'suture',
      days: 0,
      fever: false,
    },
  ];
}

/** Eight years of a named person's visits. */
export function namedVisits(world: World, family: NamedFamily, of: Person): Visit[] {
  const long: World = { ...world, years: 8, mistakes: 0 };
  return visitsOf(long, of, of === family.hoa ? eventsOf(world) : []);
}

/** Doses of a named person: the child's whole book; for the grown-ups influenza and COVID-19. */
export function namedDoses(world: World, family: NamedFamily, of: Person): GivenDose[] {
  if (of === family.child) return immunisationsOf(world, of);
  const year = yearOf(world.today);
  const given: readonly (readonly [string, string, string, string, number])[] = [
    ['COVID1', 'COVID-19 (AstraZeneca)', 'COVID-19', '210', dayNumber('2021-08-20')],
    ['COVID2', 'COVID-19 (AstraZeneca)', 'COVID-19', '210', dayNumber('2021-11-15')],
    ['COVID3', 'COVID-19 (Pfizer)', 'COVID-19', '208', dayNumber('2022-03-10')],
    ['FLU1', 'Cúm mùa', 'Influenza', '88', dayNumber(`${year - 2}-10-08`)],
    ['FLU2', 'Cúm mùa', 'Influenza', '88', dayNumber(`${year - 1}-10-05`)],
  ];
  return given.map(([code, vaccine, antigen, cvx, day]) => ({
    person: of,
    dose: { ...schedule[0]!, code, vaccine, antigens: [antigen], doseNumber: Number(code.at(-1)), cvx },
    at: minuteOf(day, 8, 30),
    facility: of.station,
    worker: of.station.workers[0]!,
    lot: `SYN${cvx}${code.at(-1)}`,
    expires: day + 300,
  }));
}

/** Far behind the crowd, and the same whatever its size. */
const firstIndex = 990_000;

interface Draft {
  readonly place: number;
  readonly careAt?: Place;
  readonly name: string;
  readonly sex: 'male' | 'female';
  readonly born: number;
  readonly card: readonly [group: string, benefit: number];
  /** Code and how many years ago it was found. */
  readonly chronic: readonly (readonly [string, number])[];
  readonly heightCm: number;
  readonly mother?: number;
  readonly allergy?: Person['allergy'] & object;
  readonly bloodGroup?: string;
  readonly phone?: string;
}

function person(world: World, commune: Commune, draft: Draft): Person {
  const index = firstIndex + draft.place;
  const { provinceCode } = commune;
  const year = yearOf(world.today);
  const [groupCode, benefit] = draft.card;
  return {
    index,
    name: draft.name,
    sex: draft.sex,
    born: draft.born,
    personalNumber: makePersonalNumber({
      provinceCode: `0${provinceCode}`,
      sex: draft.sex,
      birthYear: yearOf(draft.born),
      serial: 990_000 + draft.place,
    }),
    card: {
      number: makeInsuranceCard({
        groupCode,
        benefit,
        provinceCode,
        socialInsuranceNumber: `${provinceCode}9900000${draft.place}`,
      }),
      from: dayNumber(`${year - 12}-01-01`),
      to: dayNumber(`${year}-12-31`),
    },
    hospitalNumber: hospitalNumber(world, index),
    ...(draft.phone !== undefined && { phone: draft.phone }),
    ethnicGroup: '01',
    ...(draft.bloodGroup !== undefined && { bloodGroup: draft.bloodGroup }),
    line: 'Thôn Đoài',
    commune,
    station: stationOf(world, commune),
    ...(draft.mother !== undefined && { mother: draft.mother }),
    household: 'named',
    ...(draft.allergy !== undefined && { allergy: draft.allergy }),
    chronic: draft.chronic.map(([code, years]) => ({
      illness: chronicIllnesses.find((illness) => illness.code === code)!,
      since: world.today - Math.round(years * 365.25),
    })),
    ...(draft.careAt !== undefined && { careAt: draft.careAt }),
    build: { heightCm: draft.heightCm, weight: 1.08 },
  };
}
