import { expect, it } from 'vitest';
import { beginningOf, endOf } from './period.ts';

const iso = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

it('a day, month or year is one of Viet Nam, and the last belongs to the period whole', () => {
  expect(iso(beginningOf('2026-11-23'))).toBe('2026-11-22T17:00:00.000Z');
  expect(iso(endOf('2026-11-23'))).toBe('2026-11-23T17:00:00.000Z');
  expect(iso(endOf('2026-11'))).toBe('2026-11-30T17:00:00.000Z');
  expect(iso(endOf('2026'))).toBe('2026-12-31T17:00:00.000Z');
});

it('a moment of a clock is itself, whatever its precision', () => {
  for (const text of ['2026-11-23T08:00:00+07:00', '2026-11-23T01:00:00.000Z', '2026-11-23T08:00'])
    expect([iso(beginningOf(text)), iso(endOf(text))]).toEqual([
      '2026-11-23T01:00:00.000Z',
      '2026-11-23T01:00:00.000Z',
    ]);
});

it('what is no date bounds nothing', () => {
  for (const value of [undefined, null, 3, '', 'hôm qua', '2026-02-30'])
    expect([beginningOf(value), endOf(value)]).toEqual([undefined, undefined]);
});
