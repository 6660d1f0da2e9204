import { createHmac } from 'node:crypto';

/** Most days that a person's dates are moved by, to either side; never 0. Half a year hides the season as well. */
export const mostShiftDays = 182;

const dayMs = 86_400_000;

/**
 * The key that stands for a person in one request: the same in all its tables, another in every other request, so that two requests
 * cannot be laid together. Whoever lacks the request's secret cannot get back from it to the person.
 */
export function personKey(secret: Buffer, patientId: string): string {
  return createHmac('sha256', secret).update(`key ${patientId}`).digest('hex').slice(0, 16);
}

/** By how many days a person's dates are moved in one request: -182 to 182, never 0. */
export function shiftDays(secret: Buffer, patientId: string): number {
  const drawn = createHmac('sha256', secret).update(`shift ${patientId}`).digest().readUInt32BE(0);
  const place = drawn % (2 * mostShiftDays);
  return place < mostShiftDays ? place - mostShiftDays : place - mostShiftDays + 1;
}

/**
 * A FHIR date or dateTime moved by days: the day alone for a whole date (the hour is dropped), the month or the year where no more was
 * known, reckoned from their middle. Undefined for what is no date.
 */
export function shiftDate(text: string, days: number): string | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/u.exec(text);
  if (match === null) return undefined;
  const [, year, month, day] = match;
  const ms = Date.UTC(Number(year), month === undefined ? 6 : Number(month) - 1, Number(day ?? 15));
  const moved = new Date(ms + days * dayMs).toISOString();
  return moved.slice(0, month === undefined ? 4 : day === undefined ? 7 : 10);
}

/** Born so long ago that the year alone would name her. */
export const oldestAge = 90;

/** Year of birth, cut at an age of 90: those older all get the year of the 90-year-olds. */
export function birthYear(birthDate: unknown, now: Date): number | undefined {
  const year = typeof birthDate === 'string' ? Number(birthDate.slice(0, 4)) : Number.NaN;
  if (!Number.isInteger(year)) return undefined;
  return Math.max(year, now.getUTCFullYear() - oldestAge);
}
