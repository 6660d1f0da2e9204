import { addDays, addMonths, daysBetween, latestDay } from '#kernel/vietnam/calendar-days.ts';
import type { GivenDose, PersonFacts, Reason } from './facts.ts';
import { hindrancesOf, type Hindrance } from './hindrance.ts';
import {
  intervalOf,
  judgeHistory,
  liveSpacingDays,
  type JudgedDose,
  type JudgedHistory,
} from './judge-history.ts';
import { ageDaysOn, scheduleOn } from './national-schedule.ts';
import type { DoseRule, DueAge, Series, SeriesCode } from './schedule.ts';

/**
 * How a dose stands. 'later': its day has not come; 'waits': the dose before it comes first; 'postponed': something passing keeps it back;
 * 'contraindicated': not for her; 'too-late': not given any more at this age.
 */
export type DoseState =
  'given' | 'overdue' | 'due' | 'later' | 'waits' | 'postponed' | 'contraindicated' | 'too-late';

/** A dose of the schedule, for one person. */
export interface DoseForecast {
  readonly code: string;
  readonly series: SeriesCode;
  /** From 1. */
  readonly number: number;
  readonly state: DoseState;
  readonly given?: GivenDose;
  /** The first day on which it would count. */
  readonly earliestOn?: string;
  readonly dueOn?: string;
  /** From this day on it is late. */
  readonly overdueOn?: string;
  /** The last day on which it is worthwhile. */
  readonly latestOn?: string;
  /** True where it may be given today. */
  readonly mayGive: boolean;
  readonly reasons: readonly Reason[];
}

/** What is to be done for one person. */
export interface Forecast {
  readonly doses: readonly DoseForecast[];
  readonly history: readonly JudgedDose[];
  /**
   * All that a child should have before her first birthday. From general knowledge, verify: BCG, three doses of the five-in-one (with which
   * hepatitis B comes), three of bOPV, one of IPV, measles.
   */
  readonly isCompleteUnderOne: boolean;
  /** Compulsory doses that count, of those that were due by today. */
  readonly compulsory: { readonly had: number; readonly due: number };
  /** The next day on which something is due that she may have; absent where nothing is left. */
  readonly nextDueOn?: string;
  /** Whether it is overdue, and not merely past its day. */
  readonly isNextLate: boolean;
}

/**
 * Works out for one person which doses are given, due, late, to come, or not for her, each with its reasons. The days do not depend on
 * today, only the states do: a plan that was kept stays true as days go by.
 * @source TT 10/2024/TT-BYT, TT 52/2025/TT-BYT, TT 13/2026/TT-BYT; QĐ 1575/QĐ-BYT 2023
 */
export function forecast(facts: PersonFacts, today: string): Forecast {
  const history = judgeHistory(facts, today);
  const doses = scheduleOn(today)
    .filter((series) => isFor(series, facts, history, today))
    .flatMap((series) => forecastSeries(series, facts, history, today));
  const open = doses.filter(({ state }) => state === 'overdue' || state === 'due' || state === 'later');
  const nextDueOn = open.flatMap(({ dueOn }) => dueOn ?? []).toSorted()[0];
  return {
    doses,
    history: history.doses,
    isCompleteUnderOne: isCompleteUnderOne(history),
    compulsory: countCompulsory(doses, today),
    ...(nextDueOn !== undefined && { nextDueOn }),
    isNextLate: open.some(({ state, dueOn }) => state === 'overdue' && dueOn === nextDueOn),
  };
}

/** Women of 15 to 35 years, and pregnant women of any age. @source TT 10/2024/TT-BYT */
const womanYears = [15, 36] as const;
const childYears = 18;

function isFor(series: Series, facts: PersonFacts, history: JudgedHistory, today: string): boolean {
  if (history.progress.has(series.code)) return true;
  if (series.sex !== undefined && facts.sex !== series.sex) return false;
  const age = ageDaysOn(facts.birth, today);
  if (series.target === 'woman') {
    const isPregnant = facts.circumstances.some(({ kind }) => kind === 'pregnant');
    return isPregnant || (age >= womanYears[0] * 365.25 && age < womanYears[1] * 365.25);
  }
  if (age >= childYears * 365.25) return false;
  if (series.obligation !== 'area') return true;
  return facts.circumstances.some((one) => one.kind === 'area' && one.series === series.code);
}

function forecastSeries(
  series: Series,
  facts: PersonFacts,
  history: JudgedHistory,
  today: string,
): DoseForecast[] {
  const progress = history.progress.get(series.code);
  const given = progress?.valid ?? [];
  const hindrances = hindrancesOf(series, facts.circumstances);
  const doses: DoseForecast[] = [];
  let before = progress?.lastOn;
  for (const [at, rule] of series.doses.entries()) {
    const base = { code: rule.code, series: series.code, number: at + 1 };
    const had = given[at];
    if (had !== undefined) {
      doses.push({
        ...base,
        state: 'given',
        given: had,
        mayGive: false,
        reasons: [{ code: 'counts', day: had.on }],
      });
      continue;
    }
    const dose = forecastDose(series, rule, {
      facts,
      hindrances,
      before,
      isNext: at === given.length,
      liveDays: history.liveDays,
      today,
    });
    doses.push({ ...base, ...dose });
    // Those after it are planned as if it were given on its day, or today where that has passed.
    before = latestDay(dose.dueOn, today);
  }
  return doses;
}

interface Setting {
  readonly facts: PersonFacts;
  readonly hindrances: readonly Hindrance[];
  readonly before: string | undefined;
  readonly isNext: boolean;
  readonly liveDays: readonly string[];
  readonly today: string;
}

function forecastDose(
  series: Series,
  rule: DoseRule,
  { facts, hindrances, before, isNext, liveDays, today }: Setting,
): Omit<DoseForecast, 'code' | 'series' | 'number'> {
  const reasons: Reason[] = [];
  const { birth } = facts;
  const leastAge = addDays(birth, rule.minAgeDays ?? 0);
  const afterBefore = before === undefined ? undefined : addDays(before, intervalOf(rule));
  const spaced = series.live === 'live-injected' && isNext ? afterLive(liveDays, today) : undefined;
  const natural = latestDay(leastAge, afterBefore, series.validFrom, spaced)!;
  const earliestOn = latestDay(natural, ...hindrances.map(({ until }) => until))!;
  const byAge = rule.due === undefined ? undefined : dueDay(birth, rule.due);
  const byBefore =
    before === undefined || rule.dueDaysAfterPrevious === undefined
      ? undefined
      : addDays(before, rule.dueDaysAfterPrevious);
  const dueOn = latestDay(byAge, byBefore, earliestOn)!;
  const overdueOn = addDays(dueOn, rule.graceDays + 1);
  const latestOn = rule.maxAgeDays === undefined ? undefined : addDays(birth, rule.maxAgeDays);

  if (dueOn === spaced) reasons.push({ code: 'live-spacing', least: liveSpacingDays });
  else if (dueOn === byAge) reasons.push({ code: 'by-age', day: dueOn });
  else if (dueOn === series.validFrom) reasons.push({ code: 'since-law', day: dueOn });
  else if (before !== undefined && (dueOn === byBefore || dueOn === afterBefore))
    reasons.push({ code: 'after-previous', day: before, least: daysBetween(before, dueOn) });
  else if (dueOn === leastAge) reasons.push({ code: 'from-least-age', least: rule.minAgeDays ?? 0 });

  const days = { earliestOn, dueOn, overdueOn, ...(latestOn !== undefined && { latestOn }) };
  const stands = (state: DoseState, more: readonly Reason[] = []) => ({
    ...days,
    state,
    mayGive: false,
    reasons: [...more, ...reasons],
  });

  const forGood = hindrances.filter(({ isForGood }) => isForGood);
  if (forGood.length > 0)
    return stands(
      'contraindicated',
      forGood.map(({ reason }) => reason),
    );
  if (latestOn !== undefined && today > latestOn)
    return stands('too-late', [{ code: 'max-age-passed', day: latestOn }]);
  const waits = hindrances.filter(({ until }) => until === undefined || until > today);
  if (waits.length > 0)
    return stands(
      'postponed',
      waits.map(({ reason }) => reason),
    );
  if (!isNext) return stands('waits', [{ code: 'waits-for-previous' }]);
  // Nobody is late for what her province may not offer yet.
  const mayBeLate = series.obligation !== 'roadmap';
  const state = mayBeLate && today >= overdueOn ? 'overdue' : today >= dueOn ? 'due' : 'later';
  return { ...days, state, mayGive: today >= earliestOn, reasons };
}

/** The first day on which another injected live vaccine may follow; on the day of one itself it may be given beside it. */
function afterLive(liveDays: readonly string[], today: string): string | undefined {
  const last = liveDays
    .filter((day) => day < today)
    .toSorted()
    .at(-1);
  return last === undefined ? undefined : addDays(last, liveSpacingDays);
}

function dueDay(birth: string, due: DueAge): string {
  if ('days' in due) return addDays(birth, due.days);
  return addMonths(birth, 'months' in due ? due.months : due.years * 12);
}

const underOne: ReadonlyArray<readonly [SeriesCode, number]> = [
  ['BCG', 1],
  ['DPT', 3],
  ['BOPV', 3],
  ['IPV', 1],
  ['MCV', 1],
];

function isCompleteUnderOne({ progress }: JudgedHistory): boolean {
  return underOne.every(([series, count]) => (progress.get(series)?.valid.length ?? 0) >= count);
}

function countCompulsory(doses: readonly DoseForecast[], today: string): { had: number; due: number } {
  const compulsory = new Set(
    scheduleOn(today)
      .filter(({ obligation }) => obligation === 'compulsory')
      .map(({ code }) => code),
  );
  const counted = doses.filter(
    ({ series, state }) =>
      compulsory.has(series) && (state === 'given' || state === 'due' || state === 'overdue'),
  );
  return { had: counted.filter(({ state }) => state === 'given').length, due: counted.length };
}
