import { bedDay, consultation, imagingServices, procedures, storyDrug, storyTest } from './catalogue.ts';
import { ageAt, compactDay, dayText, minuteOf, monthOf } from './days.ts';
import { districtHospitalOf, provincialHospitalOf, type Facility } from './facility.ts';
import { acuteIllnesses, type AcuteIllness } from './acute-illnesses.ts';
import type { ChronicIllness, Place } from './chronic-illnesses.ts';
import { drawResults, drawVitals, type Condition } from './measures.ts';
import { blockSize, slotsOf } from './household.ts';
import { personAt, type Person } from './person.ts';
import { createRandom, type Random } from './random.ts';
import type { StoryOrder, StoryPrescription, Visit } from './visit.ts';
import type { World } from './world.ts';

/** Why somebody comes on a day, before it is known what is done. */
export interface Cause {
  readonly day: number;
  readonly code: string;
  readonly place: Place;
  readonly reason: string;
  readonly drugs: readonly string[];
  readonly drugDays: number;
  readonly tests: readonly string[];
  readonly imaging?: string | undefined;
  readonly procedure?: string | undefined;
  readonly days: number;
  readonly fever: boolean;
  readonly others: readonly string[];
  readonly again: boolean;
  readonly birthOf?: number;
}

/** All visits of one person in the years told, oldest first; `more` adds what a story wants to happen. */
export function visitsOf(world: World, person: Person, more: readonly Cause[] = []): Visit[] {
  const from = Math.max(person.born + 1, world.today - Math.round(world.years * 365.25));
  const causes = [
    ...more,
    ...chronicCauses(world, person, from),
    ...acuteCauses(world, person, from),
    ...birthCauses(world, person, from),
  ];
  causes.sort((a, b) => a.day - b.day);
  return causes.map((cause, nth) => tell(world, person, cause, nth));
}

function chronicCauses(world: World, person: Person, from: number): Cause[] {
  const random = createRandom(world.seed, 'chronic', person.index);
  // One illness leads; the others are cared for in the same visits, as secondary diagnoses.
  const [lead, ...others] = person.chronic.toSorted((a, b) => a.illness.everyDays - b.illness.everyDays);
  if (lead === undefined) return [];
  const place = person.careAt ?? random.weighted(lead.illness.at);
  const causes: Cause[] = [];
  const faithful = random.normal(1, 0.2);
  let day = Math.max(from, lead.since) + random.int(0, lead.illness.everyDays);
  for (let nth = 0; day < world.today; nth += 1) {
    const known = others.filter((other) => other.since <= day);
    causes.push(
      chronicCause(
        lead.illness,
        known.map((other) => other.illness),
        day,
        place,
        nth,
      ),
    );
    day += Math.max(20, Math.round(lead.illness.everyDays * Math.max(0.6, faithful) + random.normal(0, 6)));
  }
  return causes;
}

function chronicCause(
  lead: ChronicIllness,
  others: readonly ChronicIllness[],
  day: number,
  place: Place,
  nth: number,
): Cause {
  const all = [lead, ...others];
  const atStation = place === 'station';
  return {
    day,
    code: lead.code,
    place,
    reason: lead.reason,
    drugs: [...new Set(all.flatMap((illness) => illness.drugs))].slice(0, 6),
    drugDays: 30,
    // A station has no laboratory of its own beside the glucose meter; hospitals test every second or third time.
    tests: atStation
      ? lead.code === 'E11.9'
        ? ['glucose']
        : []
      : nth % 2 === 0
        ? [...new Set(all.flatMap((illness) => illness.tests))].slice(0, 7)
        : lead.tests.slice(0, 1),
    imaging: !atStation && nth % 4 === 0 ? lead.imaging : undefined,
    days: 0,
    fever: false,
    others: others.map((illness) => illness.code),
    again: true,
  };
}

function acuteCauses(world: World, person: Person, from: number): Cause[] {
  const random = createRandom(world.seed, 'acute', person.index);
  const causes: Cause[] = [];
  for (const illness of acuteIllnesses) {
    if (illness.sex !== undefined && illness.sex !== person.sex) continue;
    for (let day = from; day < world.today; day += 30) {
      const age = ageAt(person.born, day);
      const rate = illness.rates.find(([low, high]) => age >= low && age <= high)?.[2] ?? 0;
      const inSeason = illness.season.includes(monthOf(day));
      // Three times as many in season, and so many fewer outside that the year keeps its sum.
      const months = illness.season.length;
      const weight = months === 0 ? 1 : (inSeason ? 36 : 12) / (12 + 2 * months);
      if (!random.chance((rate * weight) / 12)) continue;
      const on = Math.min(world.today - 1, day + random.int(0, 29));
      causes.push(acuteCause(illness, on, ageAt(person.born, on), random));
    }
  }
  return causes;
}

function acuteCause(illness: AcuteIllness, day: number, age: number, random: Random): Cause {
  const place = random.weighted(illness.at);
  const isAdmitted =
    place !== 'station' && illness.admitted !== undefined && random.chance(illness.admitted[0]);
  const childForm = (word: string) =>
    age < 12 && (word === 'paracetamol' || word === 'amoxicilin') ? `${word}-child` : word;
  return {
    day,
    code: illness.code,
    place,
    reason: illness.reason,
    drugs: illness.drugs.map(childForm),
    drugDays: random.int(3, 7),
    tests: place === 'station' ? [] : illness.tests,
    imaging: place === 'station' ? undefined : illness.imaging,
    procedure: illness.procedure,
    days: isAdmitted ? random.int(illness.admitted![1], illness.admitted![2]) : 0,
    fever: illness.fever ?? false,
    others: illness.cause === undefined ? [] : [illness.cause],
    again: false,
  };
}

/** A mother comes three times before a birth that falls into the years told, and stays three days for it. */
function birthCauses(world: World, person: Person, from: number): Cause[] {
  if (person.sex !== 'female') return [];
  const causes: Cause[] = [];
  for (const slot of slotsOf(world, Math.floor(person.index / blockSize))) {
    if (slot.mother !== person.index || slot.index >= world.citizens) continue;
    const child = personAt(world, slot.index);
    if (child.born - 3 < from || child.born + 3 >= world.today) continue;
    const base = {
      drugs: ['iron'],
      drugDays: 30,
      fever: false,
      others: [],
      again: true,
    } as const;
    for (const before of [190, 110, 40])
      if (child.born - before > from)
        causes.push({
          ...base,
          day: child.born - before,
          code: 'Z34.9',
          place: 'station',
          reason: 'Khám thai định kỳ',
          tests: [],
          days: 0,
        });
    causes.push({
      ...base,
      day: child.born - 1,
      code: 'O80.0',
      place: 'district',
      reason: 'Đau bụng chuyển dạ',
      tests: ['cbc'],
      imaging: 'pregnancy',
      procedure: 'birth',
      days: 3,
      birthOf: child.index,
    });
  }
  return causes;
}

/** The visit that a cause makes; `nth` numbers the visits of the person. */
export function tell(world: World, person: Person, cause: Cause, nth: number): Visit {
  const random = createRandom(world.seed, 'visit', person.index, nth);
  const facility = facilityFor(world, person, cause.place);
  const emergency = cause.days > 0;
  const start = minuteOf(cause.day, emergency ? random.int(0, 22) : random.int(7, 15), random.int(0, 59));
  const end =
    cause.days > 0
      ? minuteOf(cause.day + cause.days, random.int(8, 15), random.int(0, 59))
      : start + random.int(40, 110);
  const age = ageAt(person.born, cause.day);
  const condition: Condition = {
    person,
    age,
    codes: [cause.code, ...cause.others],
    fever: cause.fever,
    treated: (code) => treatedFor(person, code, cause.day),
  };
  const vitals = drawVitals(random, condition);
  const orders = drawOrders(random, cause, condition, start, end);
  const again = cause.again && cause.days === 0 ? cause.day + 30 : undefined;
  return {
    person,
    key: `SYN${world.seed}-${facility.code}${compactDay(cause.day)}-${String(person.index).padStart(7, '0')}${String(nth).padStart(3, '0')}`,
    facility,
    doctor: random.pick(facility.workers),
    start,
    end,
    admitted: cause.days > 0,
    ...(cause.days > 0 && {
      recordNumber: `SYN${world.seed}-${dayText(cause.day).slice(2, 4)}-${person.index}-${nth}`,
    }),
    reason: cause.reason,
    diagnosis: cause.code,
    others: cause.others,
    vitals,
    orders,
    prescriptions: drawPrescriptions(random, cause, person, end),
    notes: drawNotes(cause, start),
    emergency,
    outcome: cause.again ? '2' : '1',
    ...(again !== undefined && { again }),
    insured: isCovered(person, cause.day),
    ...(cause.birthOf !== undefined && { birthOf: cause.birthOf }),
  };
}

/** Three years of treatment do what treatment can. */
function treatedFor(person: Person, code: string, day: number): number {
  const known = person.chronic.find(({ illness }) => illness.code.startsWith(code));
  return known === undefined ? 0 : Math.min(1, Math.max(0, (day - known.since) / 1100));
}

function isCovered(person: Person, day: number): boolean {
  return person.card !== undefined && person.card.from <= day && day <= person.card.to;
}

function facilityFor(world: World, person: Person, place: Place): Facility {
  if (place === 'station') return person.station;
  return place === 'district'
    ? districtHospitalOf(world, person.commune)
    : provincialHospitalOf(world, person.commune);
}

function drawOrders(
  random: Random,
  cause: Cause,
  condition: Condition,
  start: number,
  end: number,
): StoryOrder[] {
  const orders: StoryOrder[] = [
    {
      service: consultation,
      quantity: 1,
      orderedAt: start + 5,
      doneAt: start + 15,
      section: '',
      results: [],
    },
  ];
  const orderedAt = start + 16;
  for (const word of cause.tests) {
    const test = storyTest(word);
    const doneAt = Math.min(end - 2, orderedAt + random.int(15, 25));
    orders.push({
      service: test,
      quantity: 1,
      orderedAt,
      doneAt,
      section: test.section,
      results: drawResults(random, test, condition),
    });
  }
  if (cause.imaging !== undefined) {
    const { finding, conclusion, section, ...service } = imagingServices[cause.imaging]!;
    orders.push({
      service,
      quantity: 1,
      orderedAt,
      doneAt: Math.min(end - 2, orderedAt + 20),
      section,
      results: [],
      finding,
      conclusion,
    });
  }
  if (cause.procedure !== undefined)
    orders.push({
      service: procedures[cause.procedure]!,
      quantity: 1,
      orderedAt,
      doneAt: orderedAt + 10,
      section: '',
      results: [],
    });
  if (cause.days > 0)
    orders.push({
      service: bedDay,
      quantity: cause.days,
      orderedAt: start + 20,
      doneAt: end - 5,
      section: '',
      results: [],
    });
  return orders;
}

/** Nobody is given what she is known not to bear. */
function drawPrescriptions(random: Random, cause: Cause, person: Person, end: number): StoryPrescription[] {
  return cause.drugs
    .map(storyDrug)
    .filter((drug) => !drug.drug.name.startsWith(person.allergy?.word ?? '\u0000'))
    .map((drug) => ({
      drug,
      quantity: Math.max(
        1,
        Math.ceil(drug.perDay * (drug.drug.route === 'Tiêm' ? Math.max(1, cause.days) : cause.drugDays)),
      ),
      orderedAt: end - random.int(3, 10),
    }));
}

function drawNotes(cause: Cause, start: number): Visit['notes'] {
  if (cause.days === 0) return [];
  const course =
    cause.birthOf !== undefined
      ? ['Chuyển dạ, ối còn, tim thai đều', 'Sau đẻ tử cung co tốt, sản dịch ít, mẹ và con ổn định']
      : ['Người bệnh tỉnh, sốt, mệt, ăn kém', 'Hết sốt, ăn uống khá hơn, toàn trạng ổn định'];
  return [
    { at: start + 30, text: course[0]! },
    { at: start + 1440 * Math.max(1, cause.days - 1), text: course[1]! },
  ];
}
