import { isRealDay } from './date.ts';

/**
 * Reads a day as people type it, day first: '21/3/1988', '21.03.1988', '03/1988', '1988'. Undefined where it is no day of the calendar.
 * @example readTypedDay('21/3/1988') // '1988-03-21'
 */
export function readTypedDay(typed: string): string | undefined {
  const parts = typed.trim().split(/[/.\-\s]+/u);
  if (parts.length > 3 || !parts.every((part) => /^\d{1,4}$/u.test(part))) return undefined;
  const year = parts.at(-1) ?? '';
  const month = parts.at(-2);
  const day = parts.at(-3);
  if (!/^\d{4}$/u.test(year)) return undefined;
  if (month === undefined) return year;
  if (!isRealDay(Number(year), Number(month), day === undefined ? 1 : Number(day))) return undefined;
  return [year, month.padStart(2, '0'), ...(day === undefined ? [] : [day.padStart(2, '0')])].join('-');
}
