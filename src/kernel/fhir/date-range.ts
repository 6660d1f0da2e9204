/** A half-open range of time in milliseconds since 1970. */
export interface TimeRange {
  readonly lo: number;
  readonly hi: number;
}

/** Days and times written without a zone are Vietnam's: UTC+7 all year, no summer time. */
export const civilOffsetMs = 7 * 3_600_000;

const pattern =
  /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])(?:T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:\.(\d{1,9}))?)?(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?)?)?)?$/;

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days of a month (1-12) in the Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : monthDays[month - 1]!;
}

/**
 * The time that a FHIR date, dateTime or instant covers with the precision it is written in: '2024' is the whole year,
 * '2024-05-01T08:30' the minute. Undefined for what is no such value or no day of the calendar.
 */
export function timeRange(text: string): TimeRange | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  if (year === 0) return undefined;
  const month = match[2] === undefined ? undefined : Number(match[2]);
  if (month === undefined) return { lo: local(year, 0, 1), hi: local(year + 1, 0, 1) };
  if (match[3] === undefined) return { lo: local(year, month - 1, 1), hi: local(year, month, 1) };
  const day = Number(match[3]);
  if (day > daysInMonth(year, month)) return undefined;
  const start = local(year, month - 1, day);
  if (match[4] === undefined) return { lo: start, hi: start + 86_400_000 };
  const shift = match[8] === undefined ? 0 : civilOffsetMs - offsetMs(match[8]);
  const minute = start + shift + Number(match[4]) * 3_600_000 + Number(match[5]) * 60_000;
  if (match[6] === undefined) return { lo: minute, hi: minute + 60_000 };
  const second = minute + Number(match[6]) * 1000;
  const fraction = match[7];
  if (fraction === undefined) return { lo: second, hi: second + 1000 };
  const lo = second + Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6);
  return { lo, hi: lo + Math.max(1, 10 ** (3 - fraction.length)) };
}

function local(year: number, monthIndex: number, day: number): number {
  // Date.UTC reads years below 100 as 19xx; setUTCFullYear does not.
  if (year < 100) return new Date(0).setUTCFullYear(year, monthIndex, day) - civilOffsetMs;
  return Date.UTC(year, monthIndex, day) - civilOffsetMs;
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const size = Number(zone.slice(1, 3)) * 3_600_000 + Number(zone.slice(4, 6)) * 60_000;
  return zone.startsWith('-') ? -size : size;
}
