import { timeRange } from '#kernel/fhir/date-range.ts';

/** Longest time that is a moment of a clock; whatever covers more was written as a day, a month or a year. */
const moment = 60_000;

/** When a period begins, in milliseconds since 1970; a day, month or year with its first moment in Viet Nam. Undefined where no date stands. */
export function beginningOf(value: unknown): number | undefined {
  return typeof value === 'string' ? timeRange(value)?.lo : undefined;
}

/**
 * When a period is over, in milliseconds since 1970: the last day belongs to it whole, as does a month or year of which no more is said; a
 * moment of a clock is itself. Undefined where no date stands.
 * @source FHIR R4 datatypes, Period.end: "the end value includes any matching date/time"
 */
export function endOf(value: unknown): number | undefined {
  const range = typeof value === 'string' ? timeRange(value) : undefined;
  if (range === undefined) return undefined;
  return range.hi - range.lo > moment ? range.hi : range.lo;
}
