import { compileFhirPath } from '#kernel/fhir/fhirpath/evaluate.ts';
import { inlineLimits } from '#kernel/fhir/fhirpath/limits.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { monthsBetween } from '#kernel/vietnam/calendar-days.ts';
import type { Before, Facts, Ground, ReadingFact } from './facts.ts';
import type { Rule, Stage } from './rule.ts';

/** That a rule asks for something, and by what lines. */
export interface Finding {
  readonly stage: Stage;
  readonly grounds: readonly Ground[];
}

const hourMs = 3_600_000;
/** Readings closer together than this are one sitting. Own rule, verify. */
const sittingMs = 30 * 60_000;
const mostGrounds = 10;

/**
 * What a rule asks for: the gravest of its steps that holds, or nothing. The same facts give the same answer, in whatever order they came.
 * Pure.
 */
export function evaluate(rule: Rule, facts: Facts, before: Before): readonly Finding[] {
  const variables = variablesOf(facts, before);
  for (const stage of rule.stages.toReversed()) {
    if (!isTrue(stage.when, variables)) continue;
    const grounds = new Map<string, Ground>();
    for (const item of run(stage.evidence, variables)) {
      const key = (item as { key?: string } | null)?.key;
      const ground = groundOf(facts, key);
      if (key !== undefined && ground !== undefined && grounds.size < mostGrounds) grounds.set(key, ground);
    }
    return [{ stage, grounds: [...grounds.values()] }];
  }
  return [];
}

/** Whether an open alert is over by itself. */
export function isOver(rule: Rule, stageId: string, facts: Facts, before: Before): boolean {
  const stop = rule.stages.find(({ id }) => id === stageId)?.stop;
  return stop !== undefined && isTrue(stop, variablesOf(facts, before));
}

/** Whether one reading is enough for somebody to be looked at. */
export function isRemarkable(rules: readonly Rule[], reading: ReadingFact): boolean {
  const { kind, value, systolic, diastolic } = reading;
  const variables = { reading: clean({ kind, value, systolic, diastolic }) };
  return rules.some(({ stages }) =>
    stages.some(({ triggers }) => triggers.some((trigger) => isTrue(trigger, variables))),
  );
}

/** The facts as expressions see them: plain numbers and words; what is unknown is empty. */
function variablesOf(facts: Facts, { open, answeredMs, settledMs }: Before): Record<string, unknown> {
  const { nowMs, birthDate } = facts;
  const hours = (ms: number): number => (nowMs - ms) / hourMs;
  const ageMonths =
    birthDate === undefined ? undefined : monthsBetween(birthDate, dayInVietnam(new Date(nowMs)));
  return {
    now: new Date(nowMs).toISOString(),
    person: ageMonths === undefined ? [] : { ageMonths, ageYears: Math.floor(ageMonths / 12) },
    readings: shownReadings(
      facts.readings.filter(({ atMs }) => settledMs === undefined || atMs > settledMs),
      nowMs,
      answeredMs,
    ),
    results: facts.results
      .filter(({ atMs }) => settledMs === undefined || atMs > settledMs)
      .map(({ key, critical, followed, atMs }) => ({
        key,
        critical,
        followed,
        daysAgo: Math.floor(hours(atMs) / 24),
      })),
    clashes: facts.clashes
      .filter(({ atMs }) => settledMs === undefined || atMs > settledMs)
      .map(({ key, kind }) => ({ key, kind })),
    late: facts.late.map(({ key, what, days }) => ({ key, what, lateDays: days })),
    open: open === undefined ? [] : { stage: open.stage, openHours: hours(open.sinceMs) },
    answered: answeredMs === undefined ? [] : { daysAgo: Math.floor(hours(answeredMs) / 24) },
  };
}

/** Newest first, each with whether it is the newest of its kind, the first of its sitting, and was answered already. */
function shownReadings(
  readings: readonly ReadingFact[],
  nowMs: number,
  answeredMs: number | undefined,
): object[] {
  const latest = new Set<string>();
  const sitting = new Map<string, number>();
  const firsts = new Set<string>();
  const oldestFirst = readings.toSorted((a, b) => a.atMs - b.atMs || a.key.localeCompare(b.key));
  for (const { kind, key, atMs } of oldestFirst) {
    if (atMs - (sitting.get(kind) ?? Number.NEGATIVE_INFINITY) < sittingMs) continue;
    sitting.set(kind, atMs);
    firsts.add(key);
  }
  return oldestFirst.toReversed().map(({ key, kind, value, systolic, diastolic, atMs }) => {
    const isLatest = !latest.has(kind);
    latest.add(kind);
    return clean({
      key,
      kind,
      value,
      systolic,
      diastolic,
      hoursAgo: Math.max(0, (nowMs - atMs) / hourMs),
      first: firsts.has(key),
      latest: isLatest,
      seen: answeredMs !== undefined && atMs <= answeredMs,
    });
  });
}

function groundOf(facts: Facts, key: string | undefined): Ground | undefined {
  return [...facts.readings, ...facts.results, ...facts.clashes, ...facts.late].find((one) => one.key === key)
    ?.ground;
}

function run(expression: string, variables: Record<string, unknown>): unknown[] {
  return compileFhirPath(expression, inlineLimits)({}, variables);
}

/** Only a true that stands alone is true: what cannot be said is no alert. */
function isTrue(expression: string, variables: Record<string, unknown>): boolean {
  const found = run(expression, variables);
  return found.length === 1 && found[0] === true;
}

function clean(fact: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fact).filter(([, value]) => value !== undefined));
}
