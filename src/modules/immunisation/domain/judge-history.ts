import { addDays, daysBetween } from '#kernel/vietnam/calendar-days.ts';
import type { GivenDose, PersonFacts, Reason } from './facts.ts';
import { ageDaysOn, findSeries, isLiveInjected, seriesFor } from './national-schedule.ts';
import type { DoseRule, Series, SeriesCode } from './schedule.ts';

/** Days between two injected live vaccines that are not given on one day. @source QĐ 1575/QĐ-BYT 2023 */
export const liveSpacingDays = 28;
/** Days after a dose that did not count before it is given again. Own rule, verify. */
const repeatAfterDays = 28;

/** What a dose is worth for one series. */
export interface Worth {
  readonly series: SeriesCode;
  /** The place in the series, from 1; absent where it does not count or is one too many. */
  readonly number?: number;
  readonly isValid: boolean;
  readonly reasons: readonly Reason[];
}

/** A dose with what it is worth. */
export interface JudgedDose {
  readonly given: GivenDose;
  readonly worth: readonly Worth[];
}

/** How far a series is. */
export interface Progress {
  readonly series: SeriesCode;
  /** Doses that count, in their order. */
  readonly valid: readonly GivenDose[];
  /** Day of the last dose, also of one that did not count: intervals begin there. */
  readonly lastOn?: string;
}

/** The whole history judged. */
export interface JudgedHistory {
  readonly doses: readonly JudgedDose[];
  readonly progress: ReadonlyMap<SeriesCode, Progress>;
  /** Days of injected live vaccines, also of those that did not count. */
  readonly liveDays: readonly string[];
}

/**
 * Judges each dose in the order in which they were given. A dose that was given late counts, and nothing begins anew.
 * @source QĐ 1575/QĐ-BYT 2023 (late doses go on, 28 days between injected live vaccines)
 */
export function judgeHistory(facts: Pick<PersonFacts, 'birth' | 'given'>, today: string): JudgedHistory {
  const progress = new Map<SeriesCode, Progress>();
  const liveDays: string[] = [];
  const doses = facts.given
    .toSorted((a, b) => (a.on === b.on ? (a.id < b.id ? -1 : 1) : a.on < b.on ? -1 : 1))
    .map((given): JudgedDose => {
      const impossible = impossibleDay(given.on, facts.birth, today);
      const age = ageDaysOn(facts.birth, given.on);
      const codes = seriesFor(given, Math.max(0, age));
      if (impossible !== undefined)
        return { given, worth: codes.map((series) => ({ series, isValid: false, reasons: [impossible] })) };
      const worth = codes.map((code) => judgeFor(findSeries(code)!, given, age, progress, liveDays));
      if (codes.some((code) => findSeries(code)!.live === 'live-injected') || isLiveInjected(given.cvx))
        liveDays.push(given.on);
      return { given, worth };
    });
  return { doses, progress, liveDays };
}

function impossibleDay(on: string, birth: string, today: string): Reason | undefined {
  if (on < birth) return { code: 'before-birth', day: birth };
  return on > today ? { code: 'in-future', day: on } : undefined;
}

function judgeFor(
  series: Series,
  given: GivenDose,
  age: number,
  progress: Map<SeriesCode, Progress>,
  liveDays: readonly string[],
): Worth {
  const before = progress.get(series.code) ?? { series: series.code, valid: [] };
  const rule = series.doses[before.valid.length];
  const faults = rule === undefined ? [] : faultsOf(series, rule, given.on, age, before.lastOn, liveDays);
  const isValid = faults.length === 0;
  progress.set(series.code, {
    series: series.code,
    valid: isValid && rule !== undefined ? [...before.valid, given] : before.valid,
    lastOn: given.on,
  });
  if (rule === undefined) return { series: series.code, isValid: true, reasons: [{ code: 'extra' }] };
  if (!isValid) return { series: series.code, isValid, reasons: faults };
  return { series: series.code, number: before.valid.length + 1, isValid, reasons: [{ code: 'counts' }] };
}

function faultsOf(
  series: Series,
  rule: DoseRule,
  on: string,
  age: number,
  lastOn: string | undefined,
  liveDays: readonly string[],
): Reason[] {
  const faults: Reason[] = [];
  if (age < (rule.minAgeDays ?? 0)) faults.push({ code: 'too-young', days: age, least: rule.minAgeDays! });
  const interval = intervalOf(rule);
  if (lastOn !== undefined && daysBetween(lastOn, on) < interval)
    faults.push({ code: 'too-soon', day: lastOn, days: daysBetween(lastOn, on), least: interval });
  if (rule.maxAgeDays !== undefined && age > rule.maxAgeDays)
    faults.push({ code: 'too-old', days: age, least: rule.maxAgeDays });
  const close = series.live === 'live-injected' ? tooCloseTo(on, liveDays) : undefined;
  if (close !== undefined)
    faults.push({ code: 'live-too-close', day: close, days: daysBetween(close, on), least: liveSpacingDays });
  return faults;
}

/** Least days after the last dose of the series, whatever became of that one. */
export function intervalOf(rule: DoseRule): number {
  return rule.minIntervalDays ?? repeatAfterDays;
}

function tooCloseTo(on: string, liveDays: readonly string[]): string | undefined {
  return liveDays.find((day) => day < on && on < addDays(day, liveSpacingDays));
}
