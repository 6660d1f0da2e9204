import { expect, it } from 'vitest';
import { lastWeeks, weekOf } from './weeks.ts';

it.each([
  ['2026-11-23T00:30:00+07:00', '2026-W48', '2026-11-23', '2026-11-30'],
  ['2026-11-22T23:30:00+07:00', '2026-W47', '2026-11-16', '2026-11-23'],
  ['2027-01-01T08:00:00+07:00', '2026-W53', '2026-12-28', '2027-01-04'],
  ['2025-12-29T08:00:00+07:00', '2026-W01', '2025-12-29', '2026-01-05'],
])('%s lies in week %s', (at, name, from, to) => {
  expect(weekOf(new Date(at))).toEqual({ name, from, to });
});

it('weeks follow each other without a gap, the one under way last', () => {
  const weeks = lastWeeks(new Date('2027-01-10T08:00:00+07:00'), 12);
  expect(weeks).toHaveLength(12);
  expect(weeks.at(-1)!.name).toBe('2027-W01');
  for (const [at, week] of weeks.slice(1).entries()) expect(week.from).toBe(weeks[at]!.to);
});
