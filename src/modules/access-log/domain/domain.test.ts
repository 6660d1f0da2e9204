import type { Patient } from '@medplum/fhirtypes';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockOf } from '#kernel/vietnam/law-clock.ts';
import { gatherLooks, type LookLine } from './looks.ts';
import { areNeighbours, isWellKnown, mayBeFamily } from './near.ts';
import { rankSuspects } from './rank-leak.ts';
import { precisionOf, raiseAt, scoreReading, unusualRules, type ReadingFacts } from './unusual-rules.ts';

const quiet: ReadingFacts = {
  peopleInHour: 6,
  peopleInDay: 25,
  usualPeople: 24,
  isOwnFamily: false,
  isNeighbour: false,
  isColleague: false,
  isWellKnown: false,
  isAtUnusualNight: false,
  hasVisit: true,
  daysOfSame: 1,
  brokeGlass: false,
};
const scoreOf = (part: Partial<ReadingFacts>): number => scoreReading({ ...quiet, ...part }).score;

describe('what is unusual', () => {
  it('leaves a doctor who reads her patients of the day alone', () => {
    expect(scoreReading(quiet)).toEqual({ score: 0, rules: [] });
    expect(scoreOf({ isNeighbour: true })).toBeLessThan(raiseAt);
    expect(scoreOf({ isAtUnusualNight: true })).toBeLessThan(raiseAt);
    expect(scoreOf({ hasVisit: false })).toBeLessThan(raiseAt);
  });
  it.each([
    ['many within an hour', { peopleInHour: 60 }],
    ['many on a day against her habit', { peopleInDay: 90 }],
    ['family without a visit', { isOwnFamily: true, hasVisit: false }],
    ['a neighbour without a visit', { isNeighbour: true, hasVisit: false }],
    ['a colleague without a visit', { isColleague: true, hasVisit: false }],
    ['somebody famous at night', { isWellKnown: true, isAtUnusualNight: true }],
    ['the same person for days without a visit', { daysOfSame: 5, hasVisit: false }],
    ['broken glass', { brokeGlass: true }],
  ] as const)('raises %s', (_name, part) => {
    expect(scoreOf(part)).toBeGreaterThanOrEqual(raiseAt);
  });
  it('never scores less where more is unusual', () => {
    const flag = fc.boolean();
    const facts = fc.record({
      peopleInHour: fc.nat(200),
      peopleInDay: fc.nat(500),
      usualPeople: fc.option(fc.nat(100), { nil: undefined }),
      isOwnFamily: flag,
      isNeighbour: flag,
      isColleague: flag,
      isWellKnown: flag,
      isAtUnusualNight: flag,
      hasVisit: flag,
      daysOfSame: fc.nat(14),
      brokeGlass: flag,
    });
    fc.assert(
      fc.property(facts, (some) => {
        const { score } = scoreReading(some);
        for (const more of [
          { hasVisit: false },
          { isColleague: true },
          { isOwnFamily: true },
          { isWellKnown: true },
          { brokeGlass: true },
          { daysOfSame: some.daysOfSame + 3 },
          { peopleInHour: some.peopleInHour + 50 },
        ])
          expect(scoreReading({ ...some, ...more }).score).toBeGreaterThanOrEqual(score);
      }),
    );
  });
  it('counts how often a rule was right, and leaves out what was only closed', () => {
    const rules = [unusualRules[0]!.id];
    const decided = ['confirmed', 'explained', 'explained', 'closed', 'open'].map((state) => ({
      rules,
      state,
    }));
    expect(precisionOf(decided)).toEqual([{ rule: rules[0], decided: 3, confirmed: 1 }]);
  });
});

describe('who is near whom', () => {
  const person = (family: string, line: string, city = 'Phường Sen'): Patient => ({
    resourceType: 'Patient',
    name: [{ use: 'official', text: `${family} Thị Hoa`, family }],
    address: [{ line: [line], city, state: 'Đồng Tháp' }],
  });
  it('takes the same surname in the same house for family, however it is spelt', () => {
    expect(mayBeFamily(person('Nguyễn', '12 Lê Lợi'), person('NGUYỄN', '12, Lê Lợi'), false)).toBe(true);
    expect(mayBeFamily(person('Nguyễn', '12 Lê Lợi'), person('Nguyễn', '14 Lê Lợi'), false)).toBe(false);
    expect(mayBeFamily(person('Nguyễn', '12 Lê Lợi'), person('Trần', '90 Hùng Vương'), true)).toBe(true);
  });
  it('takes another number of the same street for a neighbour, and not the street of that name elsewhere', () => {
    expect(areNeighbours(person('Trần', '12 Lê Lợi'), person('Lê', '14 Lê Lợi'))).toBe(true);
    expect(areNeighbours(person('Trần', '12 Lê Lợi'), person('Lê', '14 Lê Lợi', 'Xã Tháp'))).toBe(false);
    expect(areNeighbours({ resourceType: 'Patient' }, { resourceType: 'Patient' })).toBe(false);
  });
  it('knows who is under special protection by the label', () => {
    expect(isWellKnown({ resourceType: 'Patient', meta: { security: [{ code: 'CEL' }] } })).toBe(true);
    expect(isWellKnown({ resourceType: 'Patient' })).toBe(false);
  });
});

describe('the clock of the law', () => {
  it('gives two working days to acknowledge, ten days to be done, and ten more to put it off', () => {
    expect(clockOf(new Date('2026-11-23T02:00:00Z'))).toEqual({
      acknowledgeBy: '2026-11-25',
      doneBy: '2026-12-03',
      extendedBy: '2026-12-13',
    });
  });
  it('leaves out Saturday and Sunday, and goes by the day of Viet Nam', () => {
    expect(clockOf(new Date('2026-11-19T20:00:00Z'))).toEqual({
      acknowledgeBy: '2026-11-24',
      doneBy: '2026-11-30',
      extendedBy: '2026-12-10',
    });
  });
});

const aLine = (
  part: Partial<LookLine> & { patient_id?: string | null },
): LookLine & { patient_id: string | null } => ({
  id: 'x',
  at: new Date('2026-03-01T02:00:00Z'),
  actor_kind: 'person',
  actor_id: 'lan',
  actor_roles: ['station-doctor'],
  facility_id: 'f1',
  purpose: 'care',
  action: 'read',
  resource_type: 'Observation',
  query: null,
  outcome: 'ok',
  patient_id: 'p1',
  ...part,
});

describe('who has seen a record', () => {
  it('is gathered by person, facility, reason and day, with an emergency and a refusal told apart', () => {
    const looks = gatherLooks([
      aLine({ id: '4', action: 'refused', outcome: 'refused', actor_id: 'minh' }),
      aLine({ id: '3', purpose: 'emergency', resource_type: 'Patient' }),
      aLine({ id: '2', resource_type: 'Patient' }),
      aLine({ id: '1' }),
    ]);
    expect(looks.map(({ lineId, kinds, lines }) => [lineId, kinds, lines])).toEqual([
      ['4', ['results'], 1],
      ['3', ['person'], 1],
      ['2', ['person', 'results'], 2],
    ]);
    expect(looks.map(({ isEmergency, isRefused }) => [isEmergency, isRefused])).toEqual([
      [false, true],
      [true, false],
      [false, false],
    ]);
  });
});

describe('who could have leaked', () => {
  it('puts who saw all the persons before who saw one, and leaves out who was refused or saw other kinds', () => {
    const lines = [
      aLine({ actor_id: 'one' }),
      ...['p1', 'p2'].map((patient_id) => aLine({ actor_id: 'both', patient_id })),
      aLine({ actor_id: 'refused', action: 'refused', outcome: 'refused' }),
      aLine({ actor_id: 'other-kind', resource_type: 'Coverage' }),
      aLine({ actor_id: 'export', action: 'export', patient_id: null }),
    ];
    const suspects = rankSuspects(lines, { people: 2, kinds: ['results'] });
    expect(suspects.map(({ actorId }) => actorId)).toEqual(['both', 'one', 'export']);
  });
});
