import type { Observation } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, isOver, isRemarkable } from './evaluate.ts';
import type { Before, Facts, ReadingFact, ResultFact } from './facts.ts';
import { isToBeSilenced, isUnderBar } from './quality.ts';
import { newestOf, readingOf, resultOf } from './read-observation.ts';
import { findRule, planDefinitions, rules } from './rules.ts';
import { readRule } from './rule.ts';
import { wordsForHer } from './words-for-her.ts';

const now = new Date('2026-11-23T03:00:00Z');
const hour = 3_600_000;
const pressure = findRule('home-pressure')!;
let made = 0;
const at = (hoursAgo: number): number => now.getTime() - hoursAgo * hour;
const reading = (hoursAgo: number, systolic: number, diastolic = 80): ReadingFact => {
  const key = `Observation/r${(made += 1)}`;
  return { key, kind: 'pressure', systolic, diastolic, atMs: at(hoursAgo), ground: groundOf(key) };
};
const single = (kind: 'sugar' | 'oxygen' | 'temperature', hoursAgo: number, value: number): ReadingFact => {
  const key = `Observation/s${(made += 1)}`;
  return { key, kind, value, atMs: at(hoursAgo), ground: groundOf(key) };
};
const groundOf = (key: string) => ({ ref: key, words: { vi: key, en: key }, at: now.toISOString() });
const facts = (more: Partial<Facts>): Facts => ({
  nowMs: now.getTime(),
  readings: [],
  results: [],
  clashes: [],
  late: [],
  ...more,
});
const stageOf = (code: string, more: Partial<Facts>, before: Before = {}): string | undefined =>
  evaluate(findRule(code)!, facts(more), before)[0]?.stage.id;

describe('high blood pressure at home', () => {
  it.each([
    ['one that is usual', [reading(1, 128)], undefined],
    ['one that is high, not very high', [reading(1, 150, 95)], undefined],
    ['one very high asks for a second', [reading(1, 184)], 'repeat'],
    ['very high below', [reading(1, 150, 112)], 'repeat'],
    ['the second is usual', [reading(2, 184), reading(1, 132)], undefined],
    ['very high twice in a day', [reading(2, 184), reading(1, 190)], 'act'],
    ['very high twice, a week apart', [reading(170, 184), reading(1, 190)], 'repeat'],
    ['high on three mornings', [reading(49, 152), reading(25, 148), reading(1, 155)], 'act'],
    ['three times within one sitting', [reading(1, 152), reading(1.1, 148), reading(1.2, 155)], undefined],
    [
      'high on three days, one of them last week',
      [reading(200, 152), reading(25, 148), reading(1, 155)],
      undefined,
    ],
  ])('%s', (_, readings, expected) => {
    expect(stageOf('home-pressure', { readings })).toBe(expected);
  });

  it('without a second reading for a day the station is told', () => {
    const readings = [reading(25, 184)];
    const open = (hoursAgo: number): Before => ({ open: { stage: 'repeat', sinceMs: at(hoursAgo) } });
    expect(stageOf('home-pressure', { readings }, open(23))).toBeUndefined();
    expect(stageOf('home-pressure', { readings }, open(24))).toBe('act');
  });

  it('what was answered is not asked again, what is measured later is', () => {
    const answered: Before = { answeredMs: at(1), settledMs: at(1) };
    expect(
      stageOf('home-pressure', { readings: [reading(3, 184), reading(2, 190)] }, answered),
    ).toBeUndefined();
    expect(stageOf('home-pressure', { readings: [reading(3, 184), reading(0.5, 190)] }, answered)).toBe(
      'repeat',
    );
  });

  it('an asked second reading that is usual ends the alert; one that was told to the station stays', () => {
    const after = facts({ readings: [reading(2, 184), reading(1, 132)] });
    expect(isOver(pressure, 'repeat', after, {})).toBe(true);
    expect(isOver(pressure, 'act', after, {})).toBe(false);
  });

  it('in any order of arrival the same is found, by lines of hers alone, and more high readings take nothing back', () => {
    const one = fc.record({
      hoursAgo: fc.double({ min: 0, max: 300, noNaN: true }),
      systolic: fc.integer({ min: 60, max: 300 }),
      diastolic: fc.integer({ min: 30, max: 58 }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), fc.nat(), (drawn, seed) => {
        const readings = drawn.map(({ hoursAgo, systolic, diastolic }) =>
          reading(hoursAgo, systolic, diastolic),
        );
        const turned = readings.toSorted(
          (a, b) => ((a.atMs * (seed + 1)) % 97) - ((b.atMs * (seed + 1)) % 97),
        );
        const [found] = evaluate(pressure, facts({ readings }), {});
        const [again] = evaluate(pressure, facts({ readings: turned }), {});
        expect(again?.stage.id).toBe(found?.stage.id);
        const own = new Set(readings.map(({ key }) => key));
        for (const { ref } of found?.grounds ?? []) expect(own.has(ref!)).toBe(true);
        if (found !== undefined) expect(found.grounds.length).toBeGreaterThan(0);
        // Whoever makes an alert was let through by a trigger.
        if (found !== undefined) expect(readings.some((some) => isRemarkable(rules, some))).toBe(true);
        const more = evaluate(pressure, facts({ readings: [...readings, reading(0, 300)] }), {});
        const step = (id: string | undefined): number =>
          pressure.stages.findIndex((stage) => stage.id === id);
        expect(step(more[0]?.stage.id)).toBeGreaterThanOrEqual(Math.max(0, step(found?.stage.id)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('other readings', () => {
  it.each([
    ['home-glucose', [single('sugar', 1, 3.4)], undefined, 'repeat'],
    ['home-glucose', [single('sugar', 2, 17), single('sugar', 1, 3.4)], undefined, 'act'],
    ['home-glucose', [single('sugar', 1, 5.4)], undefined, undefined],
    ['home-oxygen', [single('oxygen', 1, 90)], undefined, 'repeat'],
    ['home-oxygen', [single('oxygen', 1, 92)], undefined, undefined],
    ['home-oxygen', [single('oxygen', 2, 90), single('oxygen', 1, 91)], undefined, 'act'],
    ['infant-fever', [single('temperature', 1, 38)], '2026-10-01', 'act'],
    ['infant-fever', [single('temperature', 1, 39)], '2026-05-01', undefined],
    ['infant-fever', [single('temperature', 1, 39)], undefined, undefined],
  ] as const)('%s %#', (code, readings, birthDate, expected) => {
    const more = { readings, ...(birthDate !== undefined && { birthDate }) };
    expect(stageOf(code, more)).toBe(expected);
  });
});

describe('what is late', () => {
  const late = (days: number) => [{ key: 'v', what: 'vaccination' as const, days, ground: groundOf('v') }];
  it('a dose a week overdue is told once a month, and goes to the station after fourteen days', () => {
    expect(stageOf('vaccination-late', { late: late(6) })).toBeUndefined();
    expect(stageOf('vaccination-late', { late: late(7) })).toBe('remind');
    const since = (days: number): Before => ({ open: { stage: 'remind', sinceMs: at(days * 24) } });
    expect(stageOf('vaccination-late', { late: late(30) }, since(13))).toBe('remind');
    expect(stageOf('vaccination-late', { late: late(30) }, since(14))).toBe('act');
    expect(stageOf('vaccination-late', { late: late(30) }, { answeredMs: at(29 * 24) })).toBeUndefined();
    expect(stageOf('vaccination-late', { late: late(60) }, { answeredMs: at(30 * 24) })).toBe('remind');
    expect(isOver(findRule('vaccination-late')!, 'remind', facts({}), {})).toBe(true);
  });
  it('a result out of range waits fourteen days for a visit, a critical one two', () => {
    const result = (days: number, critical: boolean, followed: boolean): ResultFact[] => [
      { key: 'l', critical, followed, atMs: at(days * 24), ground: groundOf('l') },
    ];
    expect(stageOf('result-open', { results: result(13, false, false) })).toBeUndefined();
    expect(stageOf('result-open', { results: result(14, false, false) })).toBe('act');
    expect(stageOf('result-open', { results: result(2, true, false) })).toBe('act');
    expect(stageOf('result-open', { results: result(30, true, true) })).toBeUndefined();
  });
});

describe('readings of another planet', () => {
  const observation = (more: Partial<Observation> = {}): Observation => ({
    resourceType: 'Observation',
    id: 'one',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '14743-9' }] },
    subject: { reference: 'Patient/p' },
    effectiveDateTime: '2026-11-23T09:00:00+07:00',
    valueQuantity: { value: 3.1, code: 'mmol/L' },
    ...more,
  });
  const quantity = (value: number, code: string) => ({ valueQuantity: { value, code } });
  it('a plain one is a reading', () => {
    expect(readingOf(observation(), { now })).toMatchObject({ kind: 'sugar', value: 3.1 });
  });
  it.each([
    ['beyond what a living person has', quantity(900, 'mmol/L')],
    ['below nothing', quantity(-3, 'mmol/L')],
    ['in a unit of elsewhere', quantity(3, 'parsec')],
    ['without a number', { valueQuantity: { code: 'mmol/L' } }],
    ['only a limit', { valueQuantity: { value: 3, code: 'mmol/L', comparator: '<' as const } }],
    ['of the future', { effectiveDateTime: '2087-01-01T00:00:00Z' }],
    ['of no time', { effectiveDateTime: 'yesterday evening T' }],
    ['of a day without an hour', { effectiveDateTime: '2026-11-23' }],
    ['taken back', { status: 'entered-in-error' as const }],
    ['of a visit', { encounter: { reference: 'Encounter/e' } }],
    ['under a label of secrecy', { meta: { security: [{ code: 'HIV' }] } }],
  ])('%s makes no reading', (_, more) => {
    expect(readingOf(observation(more), { now })).toBeUndefined();
  });
  it('of before she was born makes none', () => {
    expect(readingOf(observation(), { now, birthDate: '2026-11-24' })).toBeUndefined();
  });
  it('whatever numbers come, only possible ones pass', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (high, low) => {
        const found = readingOf(
          observation({
            code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
            component: [
              {
                code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
                valueQuantity: { value: high, code: 'mm[Hg]' },
              },
              {
                code: { coding: [{ system: 'http://loinc.org', code: '8462-4' }] },
                valueQuantity: { value: low, code: 'mm[Hg]' },
              },
            ],
          }),
          { now },
        );
        const isPossible = high >= 40 && high <= 300 && low >= 20 && low <= 200 && high > low;
        expect(found !== undefined).toBe(isPossible);
      }),
    );
  });
  it('a result is followed by a visit, or by the same test', () => {
    const result = observation({
      category: [{ coding: [{ code: 'laboratory' }] }],
      interpretation: [{ coding: [{ code: 'HH' }] }],
    });
    const later = now.getTime();
    expect(resultOf(result, newestOf([]), now)).toMatchObject({ critical: true, followed: false });
    expect(resultOf(result, newestOf([{ atMs: later }]), now)?.followed).toBe(true);
    expect(resultOf(result, newestOf([{ atMs: later, codes: ['14743-9'] }]), now)?.followed).toBe(true);
    expect(resultOf(result, newestOf([{ atMs: later, codes: ['other'] }]), now)?.followed).toBe(false);
  });
});

describe('the rules themselves', () => {
  it('each has its version, ground, both languages, who answers and by when, and asks the station in the end', () => {
    expect(rules.map(({ code }) => code)).toEqual(planDefinitions.map(({ id }) => id));
    for (const rule of rules) {
      expect(rule.stages.at(-1), rule.code).toMatchObject({ id: 'act', asks: 'facility' });
      expect(rule.stages.at(-1)?.meanwhile, rule.code).toBeDefined();
      const verified = rule.grounds.filter(({ label }) => label === 'verify').map(({ words }) => words.vi);
      expect(verified.join(' '), rule.code).toContain('dưới 50 % có ích trong 20 câu trả lời');
      expect(rule, rule.code).toMatchObject({ leastPrecision: 0.5, leastAnswers: 20 });
    }
  });
  it('an urgent one tells the danger signs, whoever is asked; where nobody is in charge nobody is said to be told', () => {
    const urgent = rules.filter((rule) => rule.urgent);
    expect(urgent.map(({ code }) => code)).toEqual([
      'home-pressure',
      'home-glucose',
      'home-oxygen',
      'infant-fever',
    ]);
    for (const rule of rules) {
      const stage = rule.stages.at(-1)!;
      const alone = wordsForHer(stage, 'person');
      const asked = wordsForHer(stage, 'facility');
      expect(stage.danger !== undefined, rule.code).toBe(rule.urgent);
      expect(alone.vi, rule.code).toContain('chưa ai khác được báo');
      expect(alone.en, rule.code).toContain('nobody else was told');
      expect(alone.vi.includes('115'), rule.code).toBe(rule.urgent);
      if (stage.danger === undefined) continue;
      expect(alone.vi.endsWith(stage.danger.vi), rule.code).toBe(true);
      expect(asked.en.endsWith(stage.danger.en), rule.code).toBe(true);
    }
    expect(JSON.stringify(planDefinitions)).not.toContain('Trạm đã được báo');
  });
  it('none names a disease as what she has', () => {
    const words = JSON.stringify(planDefinitions);
    expect(words).not.toMatch(/bạn bị|bạn mắc|you have (diabetes|hypertension|an infection)/iu);
    expect(words).not.toMatch(/(bị|mắc|chẩn đoán là) (tăng huyết áp|đái tháo đường|nhiễm)/u);
  });
  it('one that lacks its ground is refused', () => {
    const { relatedArtifact: _, ...bare } = planDefinitions[0]!;
    expect(() => readRule(bare)).toThrow('asks for nothing');
  });
  it('what no rule can say stays silent', () => {
    for (const rule of rules) expect(evaluate(rule, facts({}), {})).toEqual([]);
  });
});

it('a rule is silenced by enough answers of which too few are useful, not before', () => {
  const bar = { leastPrecision: 0.5, leastAnswers: 20 };
  expect(isUnderBar(bar, { useful: 0, notUseful: 19 })).toBe(false);
  expect(isUnderBar(bar, { useful: 9, notUseful: 11 })).toBe(true);
  expect(isUnderBar(bar, { useful: 10, notUseful: 10 })).toBe(false);
  expect(isUnderBar(bar, { useful: 0, notUseful: 0 })).toBe(false);
});

it('no single facility silences a rule for everybody; several do, each counted five times at most', () => {
  const bar = { leastPrecision: 0.5, leastAnswers: 20 };
  const no = (notUseful: number, useful = 0) => ({ useful, notUseful });
  expect(isToBeSilenced(bar, [no(500)])).toBe(false);
  expect(isToBeSilenced(bar, [no(500), no(500)])).toBe(false);
  expect(isToBeSilenced(bar, [no(500), no(1), no(1), no(1)])).toBe(false);
  expect(isToBeSilenced(bar, [no(5), no(5), no(5), no(5)])).toBe(true);
  // One that answers very often and never finds it useful outweighs nobody.
  expect(isToBeSilenced(bar, [no(500), no(0, 5), no(1, 4), no(1, 4)])).toBe(false);
  // However few answers a rule asks for, three facilities must have given them.
  expect(isToBeSilenced({ ...bar, leastAnswers: 2 }, [no(5), no(5), no(0)])).toBe(false);
  expect(isToBeSilenced({ ...bar, leastAnswers: 2 }, [no(5), no(5), no(1)])).toBe(true);
});
