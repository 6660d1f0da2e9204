import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, addMonths, dayOfNumber, daysBetween, latestDay, monthsBetween } from './calendar-days.ts';

it.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-01-31', 1, '2024-02-29'],
  ['2026-11-23', 2, '2027-01-23'],
  ['2026-03-15', -3, '2025-12-15'],
])('%s and %i months is %s', (day, months, then) => {
  expect(addMonths(day, months)).toBe(then);
});

it('counts whole months only', () => {
  expect(monthsBetween('2026-01-15', '2026-03-14')).toBe(1);
  expect(monthsBetween('2026-01-15', '2026-03-15')).toBe(2);
});

it('says which of some days is the latest, and nothing of no day', () => {
  expect(latestDay('2026-01-02', undefined, '2026-01-10')).toBe('2026-01-10');
  expect(latestDay(undefined)).toBeUndefined();
});

it('days go forth and back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -10_000, max: 40_000 }),
      fc.integer({ min: -9000, max: 9000 }),
      (start, days) => {
        const day = dayOfNumber(start);
        expect(daysBetween(day, addDays(day, days))).toBe(days);
      },
    ),
  );
});
