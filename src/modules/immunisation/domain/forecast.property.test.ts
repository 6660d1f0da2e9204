import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, daysBetween } from '#kernel/vietnam/calendar-days.ts';
import type { Circumstance, GivenDose, PersonFacts } from './facts.ts';
import { forecast } from './forecast.ts';
import { intervalOf, judgeHistory } from './judge-history.ts';
import { findSeries, scheduleOn } from './national-schedule.ts';

const birth = '2024-02-10';
const codes = scheduleOn('2027-01-01').flatMap(({ doses }) => doses.map(({ code }) => code));

/** Any history, wrong ones included: doses on any day, in any order, of any series. */
const history = fc
  .array(fc.record({ day: fc.integer({ min: -20, max: 1500 }), code: fc.constantFrom(...codes) }), {
    maxLength: 25,
  })
  .map((list) =>
    list.map(({ day, code }, at): GivenDose => ({
      id: `d${String(at).padStart(2, '0')}`,
      on: addDays(birth, day),
      doseCode: code,
      name: code,
    })),
  );
const circumstances = fc.subarray<Circumstance>([
  { kind: 'immunodeficiency' },
  { kind: 'immunoglobulin', on: addDays(birth, 200) },
  { kind: 'low-birth-weight', until: addDays(birth, 40) },
  { kind: 'severe-reaction', series: 'DPT' },
  { kind: 'area', series: 'OCV' },
]);
const person = fc
  .record({ given: history, circumstances, sex: fc.constantFrom('male', 'female') })
  .map((part) => ({
    ...part,
    birth,
  })) as fc.Arbitrary<PersonFacts>;
const day = fc.integer({ min: 0, max: 1600 }).map((days) => addDays(birth, days));
const runs = { numRuns: 300 };

it('no dose that counts was given before its least age or interval, after its last age, or before birth', () => {
  fc.assert(
    fc.property(person, day, (facts, today) => {
      for (const { valid } of judgeHistory(facts, today).progress.values())
        for (const given of valid) {
          expect(given.on >= birth && given.on <= today).toBe(true);
        }
      for (const [code, { valid }] of judgeHistory(facts, today).progress) {
        const series = findSeries(code)!;
        for (const [at, given] of valid.entries()) {
          const rule = series.doses[at]!;
          expect(daysBetween(birth, given.on)).toBeGreaterThanOrEqual(rule.minAgeDays ?? 0);
          if (rule.maxAgeDays !== undefined)
            expect(daysBetween(birth, given.on)).toBeLessThanOrEqual(rule.maxAgeDays);
          if (at > 0)
            expect(daysBetween(valid[at - 1]!.on, given.on)).toBeGreaterThanOrEqual(intervalOf(rule));
        }
      }
    }),
    runs,
  );
});

it('nothing is forecast before its least age or the least interval after the dose before', () => {
  fc.assert(
    fc.property(person, day, (facts, today) => {
      const { progress } = judgeHistory(facts, today);
      for (const dose of forecast(facts, today).doses) {
        if (dose.state === 'given') continue;
        const rule = findSeries(dose.series)!.doses[dose.number - 1]!;
        expect(daysBetween(birth, dose.earliestOn!)).toBeGreaterThanOrEqual(rule.minAgeDays ?? 0);
        expect(dose.dueOn! >= dose.earliestOn!).toBe(true);
        expect(dose.overdueOn! > dose.dueOn!).toBe(true);
        const last = progress.get(dose.series)?.lastOn;
        if (last !== undefined)
          expect(daysBetween(last, dose.earliestOn!)).toBeGreaterThanOrEqual(intervalOf(rule));
      }
    }),
    runs,
  );
});

it('what may be given today counts when it is given today', () => {
  fc.assert(
    fc.property(person, day, (facts, today) => {
      for (const dose of forecast(facts, today).doses.filter(({ mayGive }) => mayGive)) {
        const shot: GivenDose = { id: 'zz', on: today, doseCode: dose.code, name: dose.code };
        const judged = judgeHistory({ ...facts, given: [...facts.given, shot] }, today);
        const worth = judged.doses.find(({ given }) => given.id === 'zz')!.worth[0];
        expect(worth).toMatchObject({ isValid: true, number: dose.number });
      }
    }),
    runs,
  );
});

it('what is forecast may be given on its first day', () => {
  fc.assert(
    fc.property(person, day, (facts, today) => {
      for (const dose of forecast(facts, today).doses) {
        if (dose.state !== 'later' && dose.state !== 'due' && dose.state !== 'overdue') continue;
        const on = dose.earliestOn! > today ? dose.earliestOn! : today;
        // A day before its last one: afterwards it is rightly not offered any more.
        if (dose.latestOn !== undefined && on > dose.latestOn) continue;
        const then = forecast({ ...facts, given: facts.given.filter((one) => one.on <= today) }, on);
        expect(then.doses.find(({ code }) => code === dose.code)?.mayGive).toBe(true);
      }
    }),
    runs,
  );
});

it('one more dose at the end never makes anybody less complete', () => {
  fc.assert(
    fc.property(person, day, fc.constantFrom(...codes), (facts, today, code) => {
      const past = { ...facts, given: facts.given.filter(({ on }) => on <= today) };
      const shot: GivenDose = { id: 'zz', on: today, doseCode: code, name: code };
      const before = judgeHistory(past, today).progress;
      const after = judgeHistory({ ...past, given: [...past.given, shot] }, today).progress;
      for (const [series, { valid }] of before)
        expect(after.get(series)!.valid.length).toBeGreaterThanOrEqual(valid.length);
    }),
    runs,
  );
});

it('the order in which the doses stand in the record changes nothing', () => {
  fc.assert(
    fc.property(person, day, (facts, today) => {
      const turned = { ...facts, given: facts.given.toReversed() };
      expect(forecast(turned, today)).toEqual(forecast(facts, today));
    }),
    runs,
  );
});
