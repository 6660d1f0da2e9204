import { isRealDay } from '../vietnam/date.ts';
import { lunarDayOf } from '../vietnam/lunar.ts';
import type { Level } from './fields.ts';

/** A birth as it is compared. Month and day are 0 where they are not known. */
export interface BirthDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** yyyymmdd of the same day in the lunar calendar, which elders state as if it were the solar one; 0 where no day is known. */
  readonly lunar: number;
}

/**
 * Reads 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'. The first of January is what is written where only the year is known, so it counts as the
 * year alone. Undefined for what is no date.
 */
export function birthDayOf(text: string): BirthDay | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2] ?? 0);
  const day = Number(match[3] ?? 0);
  if (year < 1850 || year > 2200) return undefined;
  if (month < 1 || month > 12 || (month === 1 && day === 1)) return { year, month: 0, day: 0, lunar: 0 };
  if (day === 0 || !isRealDay(year, month, day)) return { year, month, day: 0, lunar: 0 };
  const lunar = lunarDayOf(year, month, day);
  return { year, month, day, lunar: numberOf(lunar.year, lunar.month, lunar.day) };
}

/** yyyymmdd as a number; 0 where the day is not known. */
export function dayKey({ year, month, day }: BirthDay): number {
  return day === 0 ? 0 : numberOf(year, month, day);
}

/** The same for a day and for the one that comes of swapping its day and month. */
export function swapKey(key: number): number {
  const month = Math.floor(key / 100) % 100;
  const day = key % 100;
  return Math.floor(key / 10_000) * 10_000 + (month < day ? month * 100 + day : day * 100 + month);
}

/** How far two births agree. */
export function compareBirths(a: BirthDay | undefined, b: BirthDay | undefined): Level<'birth'> {
  if (a === undefined || b === undefined) return 'missing';
  if (a.day === 0 || b.day === 0) return compareCoarse(a, b);
  const left = dayKey(a);
  const right = dayKey(b);
  if (left === right) return 'same';
  if (a.year === b.year && a.month === b.day && a.day === b.month) return 'swapped';
  if (a.lunar === right || b.lunar === left) return 'lunar';
  if (isOneOff(a, b)) return 'one-off';
  return a.year === b.year ? 'year-of-both' : 'different';
}

function compareCoarse(a: BirthDay, b: BirthDay): Level<'birth'> {
  if (a.year === b.year) {
    if (a.month === 0 || b.month === 0) return 'same-year';
    return a.month === b.month ? 'same-month' : 'year-of-both';
  }
  return Math.abs(a.year - b.year) === 1 ? 'near-year' : 'different';
}

/** One of the three parts differs by one, by one digit or by two swapped digits; or the days are neighbours across the end of a month. */
function isOneOff(a: BirthDay, b: BirthDay): boolean {
  const sameYear = a.year === b.year;
  const sameMonth = a.month === b.month;
  const sameDay = a.day === b.day;
  if (sameMonth && sameDay) return isSlip(a.year, b.year, 4);
  if (sameYear && sameDay) return isSlip(a.month, b.month, 2);
  if (sameYear && sameMonth) return isSlip(a.day, b.day, 2);
  const apart = Date.UTC(a.year, a.month - 1, a.day) - Date.UTC(b.year, b.month - 1, b.day);
  return Math.abs(apart) === 86_400_000;
}

function isSlip(a: number, b: number, digits: number): boolean {
  if (Math.abs(a - b) === 1) return true;
  const left = String(a).padStart(digits, '0');
  const right = String(b).padStart(digits, '0');
  let differing = 0;
  for (let at = 0; at < digits; at += 1) if (left[at] !== right[at]) differing += 1;
  return (
    differing === 1 || (differing === 2 && [...left].toSorted().join('') === [...right].toSorted().join(''))
  );
}

function numberOf(year: number, month: number, day: number): number {
  return year * 10_000 + month * 100 + day;
}
