import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { programmes } from '#kernel/vietnam/programmes.ts';
import { allRules, isFor, ruledCodes, rulesOf } from './all-rules.ts';
import { gatherFacts, suppliedUntil } from './gather-facts.ts';
import { gradeOf, readLmsTable, rowAt, valueOf, zScore } from './growth.ts';
import { planVisit } from './plan-visit.ts';
import { gestationOn, planPregnancy, risksOf, visitsByPeriod } from './pregnancy.ts';
import { passes, testSql, type Facts } from './test-rule.ts';

const today = '2026-11-23';
const pressure = (on: string, systolic: number, diastolic: number) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
  effectiveDateTime: `${on}T08:00:00+07:00`,
  component: [
    { code: { coding: [{ code: '8480-6' }] }, valueQuantity: { value: systolic } },
    { code: { coding: [{ code: '8462-4' }] }, valueQuantity: { value: diastolic } },
  ],
});
const supply = (on: string, days: number) => ({
  resourceType: 'MedicationDispense',
  status: 'completed',
  whenHandedOver: on,
  daysSupply: { value: days },
});

describe('hypertension', () => {
  const rules = rulesOf('hypertension')!;
  const facts = (sources: Parameters<typeof gatherFacts>[1]) =>
    gatherFacts(rules, sources, '2026-01-05', today);

  test('whoever was never seen is due on the day she came in', () => {
    expect(planVisit(rules, facts({}), today)).toMatchObject({ dueOn: '2026-01-05' });
  });

  test('is seen a month after a good pressure, two weeks after one that is not, three days after a dangerous one', () => {
    const dueAfter = (systolic: number, diastolic: number) =>
      planVisit(rules, facts({ bloodPressure: [pressure('2026-11-01', systolic, diastolic)] }), today)?.dueOn;
    expect(dueAfter(128, 78)).toBe('2026-12-01');
    expect(dueAfter(150, 78)).toBe('2026-11-15');
    expect(dueAfter(128, 122)).toBe('2026-11-04');
  });

  test('nobody is left without drugs: the day on which they are used up comes first', () => {
    const known = facts({
      bloodPressure: [pressure('2026-11-01', 128, 78)],
      dispensing: [supply('2026-10-20', 30), supply('2026-10-20', 14)],
    });
    expect(known['suppliedUntil']).toBe('2026-11-19');
    expect(planVisit(rules, known, today)).toMatchObject({
      dueOn: '2026-11-19',
      why: { vi: expect.stringContaining('Thuốc') },
    });
  });

  test('pressures of before the programme are facts and no visits; those to come are nothing', () => {
    const known = facts({
      bloodPressure: [pressure('2025-12-01', 150, 90), pressure('2026-12-24', 120, 70)],
    });
    expect(known).toMatchObject({ systolic: 150, visits: 0 });
    expect(known['lastVisitOn']).toBeUndefined();
  });

  test('what was entered in error is not read', () => {
    const wrong = { ...pressure('2026-11-01', 250, 150), status: 'entered-in-error' };
    expect(facts({ bloodPressure: [wrong] })['systolic']).toBeUndefined();
  });

  test('a visit is a day, however much is measured on it', () => {
    const day = [pressure('2026-11-01', 150, 90), pressure('2026-11-01', 140, 85)];
    expect(facts({ bloodPressure: day })).toMatchObject({ visits: 1, systolic: 140 });
  });
});

test('what was handed out is surer than what was only prescribed', () => {
  const prescription = {
    resourceType: 'MedicationRequest',
    status: 'active',
    authoredOn: '2026-11-01',
    dispenseRequest: { expectedSupplyDuration: { value: 60 } },
  };
  expect(suppliedUntil({ prescription: [prescription] }, today)).toBe('2026-12-31');
  expect(suppliedUntil({ prescription: [prescription], dispensing: [supply('2026-11-01', 30)] }, today)).toBe(
    '2026-12-01',
  );
});

describe('pregnancy', () => {
  const at = (weeks: number, more: Facts = {}): Facts => ({
    lastMenses: addDays(today, -weeks * 7),
    startedOn: addDays(today, -7),
    ...more,
  });

  test('counts weeks and days from the last menses, and believes a settled due date more', () => {
    expect(gestationOn(at(20), today)).toEqual({
      weeks: 20,
      days: 0,
      dueOn: addDays(today, 140),
      by: 'last-menses',
    });
    expect(gestationOn(at(20, { dueDate: addDays(today, 133) }), today)).toMatchObject({
      weeks: 21,
      by: 'due-date',
    });
    expect(gestationOn(at(50), today)).toBeUndefined();
    expect(gestationOn({}, today)).toBeUndefined();
  });

  test('the next visit is that of the next planned week', () => {
    expect(planPregnancy(at(21, { lastVisitOn: today }), today)).toMatchObject({
      dueOn: addDays(today, 21),
      why: { vi: 'Lần khám tuần thai 24' },
    });
  });

  test('with signs of danger she comes within a week', () => {
    expect(planPregnancy(at(21, { lastVisitOn: today, systolic: 145 }), today)?.dueOn).toBe(
      addDays(today, 7),
    );
  });

  test('past the due date without a birth she is looked for', () => {
    expect(planPregnancy(at(41, { lastVisitOn: addDays(today, -3) }), today)).toMatchObject({
      dueOn: addDays(today, -6),
      why: { en: 'Past the due date' },
    });
  });

  test.each([
    [{ ageYears: 16 }, ['young']],
    [{ ageYears: 36, height: 140 }, ['old', 'short']],
    [{ haemoglobin: 65 }, ['anaemia', 'severe-anaemia']],
    [{ proteinuria: '2+' }, ['protein']],
    [{ proteinuria: 'NEG', systolic: 120, diastolic: 70, haemoglobin: 120 }, []],
  ])('risks of %j', (facts, codes) => {
    expect(risksOf(facts as Facts).map(({ code }) => code)).toEqual(codes);
  });

  test('visits are counted in three periods, each day once', () => {
    const due = addDays(today, 70);
    const begin = addDays(due, -280);
    const days = [8, 20, 20, 30, 32].map((week) => addDays(begin, week * 7));
    expect(visitsByPeriod(days, due)).toEqual([1, 1, 2]);
  });
});

describe('growth', () => {
  // An invented table: the WHO's own is loaded by whoever runs the house.
  const table = readLmsTable('Month\tL\tM\tS\n0\t0.5\t3\t0.15\n1\t0.4\t4\t0.14\n2\t0.3\t5\t0.13\n')!;

  test('reads a table by its headings and refuses what is none', () => {
    expect(table).toHaveLength(3);
    expect(readLmsTable('a b c\n1 2 3')).toBeUndefined();
    expect(readLmsTable('Month L M S\n1 0 3 0.1\n0 0 3 0.1')).toBeUndefined();
    expect(readLmsTable('Month L M S\n0 0 -3 0.1\n1 0 3 0.1')).toBeUndefined();
  });

  test('the median is zero, and between two rows the line between them counts', () => {
    expect(zScore(rowAt(table, 1)!, 4)).toBeCloseTo(0);
    expect(rowAt(table, 0.5)).toMatchObject({ m: 3.5 });
    expect(rowAt(table, 3)).toBeUndefined();
    expect(rowAt(table, -1)).toBeUndefined();
  });

  it('value and z-score undo each other within three deviations, and both rise together beyond', () => {
    const row = fc.record({
      l: fc.double({ min: -1.5, max: 1.5, noNaN: true }).map((l) => (Math.abs(l) < 0.01 ? 0 : l)),
      m: fc.double({ min: 2, max: 120, noNaN: true }),
      s: fc.double({ min: 0.03, max: 0.18, noNaN: true }),
    });
    fc.assert(
      fc.property(row, fc.double({ min: -3, max: 3, noNaN: true }), (lms, z) => {
        expect(zScore(lms, valueOf(lms, z))).toBeCloseTo(z, 5);
        const beyond = valueOf(lms, 3) * 1.05;
        expect(zScore(lms, beyond)).toBeGreaterThan(3);
        expect(zScore(lms, beyond * 1.05)).toBeGreaterThan(zScore(lms, beyond));
      }),
    );
  });

  test.each([
    [-3.1, 'severe'],
    [-2.5, 'low'],
    [0, 'usual'],
    [2.1, 'high'],
  ])('%d is %s', (z, grade) => expect(gradeOf(z)).toBe(grade));
});

describe('all programmes', () => {
  test('those with a register have rules, but for vaccinations, which have a module of their own', () => {
    const registers = programmes.filter(({ kind }) => kind === 'register').map(({ code }) => code);
    expect(registers.filter((code) => !ruledCodes.has(code))).toEqual(['immunisation']);
  });

  test.each(allRules.map((rules) => [rules.code, rules] as const))(
    '%s: every question is about a fact that is gathered',
    (_code, rules) => {
      const given = new Set(
        [
          'lastVisitOn visits startedOn suppliedUntil ageMonths ageYears weightForAge heightForAge'.split(
            ' ',
          ),
          rules.facts.flatMap(({ code }) => [code, `${code}On`]),
        ].flat(),
      );
      const asked = JSON.stringify([rules.visits, rules.indicators]).matchAll(
        /"(?:fact|day|known|unknown)":"([^"]+)"/gu,
      );
      for (const [, fact] of asked) expect(given).toContain(fact);
      expect(rules.visits.at(-1)?.when).toBeUndefined();
      expect(rules.indicators.length).toBeGreaterThan(0);
    },
  );

  test('age and sex keep out whom a programme is not for; what is not known keeps out nobody', () => {
    expect(isFor(rulesOf('antenatal')!, { sex: 'male', years: 30 })).toBe(false);
    expect(isFor(rulesOf('antenatal')!, { sex: 'female', years: 30 })).toBe(true);
    expect(isFor(rulesOf('child-growth')!, { sex: 'male', years: 5 })).toBe(false);
    expect(isFor(rulesOf('elderly')!, {})).toBe(true);
  });
});

test('a question in SQL takes every name and value as a parameter', () => {
  const part = testSql(
    { all: [{ fact: "x'; drop", is: '<', value: 1 }, { day: 'd', withinDays: 3 }, { unknown: 'u' }] },
    today,
    4,
  );
  expect(part.text).not.toContain('drop');
  expect(part.values).toEqual(["x'; drop", 1, 'd', '2026-11-20', 'd', today, 'u']);
  expect(passes({ day: 'd', withinDays: 3 }, { d: '2026-11-20' }, today)).toBe(false);
  expect(passes({ day: 'd', withinDays: 3 }, { d: '2026-11-21' }, today)).toBe(true);
});
