import { beforeAll, describe, expect, test } from 'vitest';
import { loadIcd10, type Icd10 } from '#kernel/terminology/icd10.ts';
import { parseInsuranceCard } from '#kernel/vietnam/insurance-card.ts';
import { isSyllable } from '#kernel/vietnam/typing-slip.ts';
import { checkPersonalNumber, parsePersonalNumber } from '#kernel/vietnam/personal-number.ts';
import { acuteIllnesses } from './acute-illnesses.ts';
import { storyDrug, storyTest, words } from './catalogue.ts';
import { chronicIllnesses } from './chronic-illnesses.ts';
import { ageAt, dayNumber, dayText, yearOf } from './days.ts';
import { blockSize } from './household.ts';
import { immunisationsOf } from './immunisations.ts';
import { peopleOfBlock, personAt, type Person } from './person.ts';
import type { Visit } from './visit.ts';
import { visitsOf } from './visits.ts';
import { openWorld, type World } from './world.ts';

const citizens = 1200;
let world: World;
let people: Person[];
let visits: Visit[];
let icd10: Icd10;

beforeAll(async () => {
  world = await openWorld({ seed: 11, citizens });
  icd10 = await loadIcd10();
  people = Array.from({ length: citizens / blockSize }, (_, block) => peopleOfBlock(world, block)).flat();
  visits = people.flatMap((person) => visitsOf(world, person));
}, 60_000);

const ageOf = (person: Person): number => ageAt(person.born, world.today);
const shareOf = (test: (person: Person) => boolean): number => people.filter(test).length / people.length;

describe('the synthetic people', () => {
  test('one of them made alone is the same as in the crowd', () => {
    for (const index of [0, 23, 24, 1000, citizens - 1])
      expect(personAt(world, index)).toEqual(people[index]);
  });

  test('another seed makes other people, who may live on the same server', async () => {
    const other = await openWorld({ seed: 12, citizens });
    const numbers = (list: readonly Person[]) =>
      list.flatMap((person) => [
        person.personalNumber,
        person.hospitalNumber,
        person.card?.number.slice(5) ?? '',
      ]);
    const mine = new Set(numbers(people).filter(Boolean));
    const others = [0, 1, 2].flatMap((block) => peopleOfBlock(other, block));
    expect(numbers(others).filter((number) => mine.has(number))).toEqual([]);
    expect(others[0]!.name).not.toBe(people[0]!.name);
  });

  test('each has a personal number that agrees with her sex and birth year, and nobody shares one', () => {
    for (const person of people) {
      const number = parsePersonalNumber(person.personalNumber)!;
      expect(
        checkPersonalNumber(number, {
          sex: person.sex,
          birthYear: yearOf(person.born),
          year: yearOf(world.today),
        }),
      ).toEqual([]);
    }
    expect(new Set(people.map((person) => person.personalNumber)).size).toBe(citizens);
    expect(new Set(people.map((person) => person.hospitalNumber)).size).toBe(citizens);
  });

  test('cards are of a known group and nobody shares a social-insurance number', () => {
    const cards = people.flatMap((person) => (person.card ? [parseInsuranceCard(person.card.number)!] : []));
    expect(cards.every((card) => card.form === 'full' && card.group !== undefined)).toBe(true);
    expect(new Set(cards.map((card) => card.socialInsuranceNumber)).size).toBe(cards.length);
    expect(cards.length / citizens).toBeGreaterThan(0.88);
    for (const person of people)
      if (ageOf(person) < 6) expect(person.card?.number.startsWith('TE1')).toBe(true);
  });

  test('their names are Vietnamese, three in ten are Nguyễn, and Thị is for women', () => {
    const odd = people.filter((person) => !person.name.split(' ').every(isSyllable));
    expect(odd.map((person) => person.name)).toEqual([]);
    expect(shareOf((person) => person.name.startsWith('Nguyễn '))).toBeGreaterThan(0.25);
    expect(people.some((person) => person.sex === 'male' && person.name.includes(' Thị '))).toBe(false);
  });

  test('their ages form the pyramid of the country', () => {
    expect(shareOf((person) => ageOf(person) < 15)).toBeGreaterThan(0.18);
    expect(shareOf((person) => ageOf(person) < 15)).toBeLessThan(0.28);
    expect(shareOf((person) => ageOf(person) >= 60)).toBeGreaterThan(0.1);
    expect(shareOf((person) => ageOf(person) >= 60)).toBeLessThan(0.18);
    expect(Math.max(...people.map(ageOf))).toBeLessThan(106);
    expect(Math.abs(shareOf((person) => person.sex === 'female') - 0.51)).toBeLessThan(0.04);
  });

  test('mothers were 18 to 42 when their children were born, and live with them', () => {
    for (const child of people) {
      if (child.mother === undefined) continue;
      const mother = people[child.mother]!;
      expect(mother.household).toBe(child.household);
      expect(mother.sex).toBe('female');
      expect(ageAt(mother.born, child.born)).toBeGreaterThanOrEqual(18);
      expect(ageAt(mother.born, child.born)).toBeLessThanOrEqual(42);
    }
  });

  test('live all over the country, each at the station of her commune', () => {
    expect(new Set(people.map((person) => person.commune.provinceCode)).size).toBeGreaterThan(15);
    for (const person of people) expect(person.station.code.slice(0, 2)).toBe(person.commune.provinceCode);
  });
});

describe('what happens to them', () => {
  test('is known to medicine: every illness, drug and test exists, and none is only for the other sex', () => {
    for (const illness of [...chronicIllnesses, ...acuteIllnesses]) {
      const entry = icd10.find(illness.code)!;
      expect(entry.notPrincipal).toBe(false);
      if (entry.sex === 'female') expect('sex' in illness && illness.sex).toBe('female');
      if (entry.sex === 'male') expect('female' in illness && illness.female).toBe(0);
    }
    for (const drug of words.drugs) expect(storyDrug(drug).priceDong).toBeGreaterThan(0);
    for (const word of words.tests) expect(storyTest(word).indices.length).toBeGreaterThan(0);
    expect(() => storyDrug('nothing')).toThrow(RangeError);
  });

  test('comes between birth and today, in order, and ends after it began', () => {
    expect(visits.length).toBeGreaterThan(citizens * 3);
    for (const visit of visits) {
      expect(visit.end).toBeGreaterThan(visit.start);
      expect(Math.floor(visit.start / 1440)).toBeGreaterThan(visit.person.born);
      expect(Math.floor(visit.start / 1440)).toBeLessThan(world.today);
      for (const order of visit.orders) {
        expect(order.orderedAt).toBeGreaterThanOrEqual(visit.start);
        expect(order.doneAt).toBeGreaterThanOrEqual(order.orderedAt);
        expect(order.doneAt).toBeLessThanOrEqual(visit.end);
      }
    }
    expect(new Set(visits.map((visit) => visit.key)).size).toBe(visits.length);
  });

  test('fits their age and sex', () => {
    const ages = (code: string) =>
      visits
        .filter((visit) => visit.diagnosis === code)
        .map((visit) => ageAt(visit.person.born, Math.floor(visit.start / 1440)));
    expect(Math.min(...ages('I10'))).toBeGreaterThanOrEqual(25);
    expect(Math.max(...ages('B08.4'))).toBeLessThanOrEqual(5);
    expect(
      visits.filter((visit) => visit.diagnosis === 'N40').every((visit) => visit.person.sex === 'male'),
    ).toBe(true);
    const births = visits.filter((visit) => visit.birthOf !== undefined);
    expect(births.length).toBeGreaterThan(10);
    for (const birth of births)
      expect(Math.abs(people[birth.birthOf!]!.born - Math.floor(birth.start / 1440))).toBeLessThanOrEqual(1);
  });

  test('dengue comes with the rains', () => {
    const months = visits
      .filter((visit) => visit.diagnosis === 'A97.0')
      .map((visit) => Number(dayText(Math.floor(visit.start / 1440)).slice(5, 7)));
    expect(months.filter((month) => month >= 7 && month <= 11).length / months.length).toBeGreaterThan(0.5);
  });

  test('vital signs and results are those of living people', () => {
    for (const { vitals, orders } of visits) {
      expect(vitals.temperature).toBeGreaterThanOrEqual(35.5);
      expect(vitals.temperature).toBeLessThanOrEqual(41);
      expect(vitals.saturation).toBeGreaterThanOrEqual(86);
      expect(vitals.weightKg).toBeGreaterThan(2);
      expect(vitals.weightKg).toBeLessThan(130);
      if (vitals.systolic !== undefined)
        expect(vitals.systolic - vitals.diastolic!).toBeGreaterThanOrEqual(20);
      for (const result of orders.flatMap((order) => order.results))
        if (/\d/.test(result.value)) expect(Number(result.value)).toBeGreaterThan(0);
    }
  });

  test('the pressure of the treated falls over the years', () => {
    const pressures = visits
      .filter((visit) => visit.diagnosis === 'I10')
      .map((visit) => ({
        since: visit.person.chronic.find(({ illness }) => illness.code === 'I10')!.since,
        at: visit.start / 1440,
        systolic: visit.vitals.systolic!,
      }));
    const mean = (list: typeof pressures) => list.reduce((sum, one) => sum + one.systolic, 0) / list.length;
    const early = pressures.filter((one) => one.at - one.since < 300);
    const late = pressures.filter((one) => one.at - one.since > 1000);
    expect(mean(early) - mean(late)).toBeGreaterThan(5);
  });

  test('nobody is given the drug she does not bear', () => {
    for (const visit of visits) {
      const { allergy } = visit.person;
      if (allergy !== undefined)
        expect(visit.prescriptions.some(({ drug }) => drug.drug.name === allergy.word)).toBe(false);
    }
  });
});

describe('immunisation', () => {
  test('gives no dose too early or too close to the one before', () => {
    for (const person of people) {
      const doses = immunisationsOf(world, person);
      for (const { dose, at } of doses) {
        expect(Math.floor(at / 1440)).toBeLessThan(world.today);
        expect(Math.floor(at / 1440) - person.born).toBeGreaterThanOrEqual(dose.minAgeDays ?? 0);
        const before = doses.find(
          (other) =>
            other.dose.code.replace(/\d+$/, '') === dose.code.replace(/\d+$/, '') &&
            other.dose.doseNumber === dose.doseNumber - 1,
        );
        if (before !== undefined && dose.minIntervalDays !== undefined)
          expect(Math.floor(at / 1440) - Math.floor(before.at / 1440)).toBeGreaterThanOrEqual(
            dose.minIntervalDays,
          );
      }
    }
  });

  test('reaches nearly every child and no grown-up', () => {
    const toddlers = people.filter((person) => ageOf(person) === 2);
    const bcg = toddlers.filter((person) =>
      immunisationsOf(world, person).some(({ dose }) => dose.code === 'BCG'),
    );
    expect(bcg.length / toddlers.length).toBeGreaterThan(0.85);
    expect(
      people
        .filter((person) => ageOf(person) > 15)
        .every((person) => immunisationsOf(world, person).length === 0),
    ).toBe(true);
  });
});

test('a day number is the day of the calendar', () => {
  for (const day of ['1900-03-01', '1970-01-01', '2000-02-29', '2026-11-01', '2100-12-31'])
    expect(dayText(dayNumber(day))).toBe(day);
  expect(ageAt(dayNumber('2000-02-29'), dayNumber('2026-02-28'))).toBe(25);
  expect(ageAt(dayNumber('2000-02-29'), dayNumber('2026-03-01'))).toBe(26);
});
