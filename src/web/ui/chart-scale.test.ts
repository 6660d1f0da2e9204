import { expect, test } from 'vitest';
import { roundTicks, timeScale, timeTicks, valueScale } from './chart-scale.ts';

test('grid lines stand at numbers that people count in', () => {
  expect(roundTicks(4.1, 9.8, 4)).toEqual([6, 8]);
  expect(roundTicks(110, 168, 4)).toEqual([120, 140, 160]);
  expect(roundTicks(0.02, 0.09, 4)).toEqual([0.02, 0.04, 0.06, 0.08]);
});

test('a higher value stands higher on the screen, and everything is inside', () => {
  const scale = valueScale([3.9, 6.4, 11.2], 160, 10);
  expect(scale.place(11.2)).toBeLessThan(scale.place(3.9));
  expect(scale.place(11.2)).toBeGreaterThanOrEqual(10);
  expect(scale.place(3.9)).toBeLessThanOrEqual(150);
});

test('a scale of positive values never goes below zero', () => {
  expect(Math.min(...valueScale([0.1, 8], 160, 10).ticks)).toBeGreaterThanOrEqual(0);
});

test('one measurement stands in the middle', () => {
  expect(timeScale([5], 40, 240).place(5)).toBe(140);
});

const day = (text: string) => Date.parse(`${text}T00:00:00+07:00`);
const labels = (from: string, to: string, most: number) =>
  timeTicks(day(from), day(to), most).map(
    ({ at, kind }) => `${kind} ${new Date(at + 7 * 3_600_000).toISOString().slice(0, 10)}`,
  );

test('years are named where the whole is long, every second year where there is no room', () => {
  expect(labels('2022-03-01', '2026-10-05', 6)).toEqual([
    'year 2023-01-01',
    'year 2024-01-01',
    'year 2025-01-01',
    'year 2026-01-01',
  ]);
  expect(labels('2018-11-21', '2026-10-05', 3)).toEqual([
    'year 2020-01-01',
    'year 2022-01-01',
    'year 2024-01-01',
    'year 2026-01-01',
  ]);
});

test('months are named where the whole is one year, the days themselves where it is shorter', () => {
  expect(labels('2026-01-20', '2026-10-05', 4)).toEqual([
    'month 2026-04-01',
    'month 2026-07-01',
    'month 2026-10-01',
  ]);
  expect(labels('2026-10-02', '2026-10-05', 4)).toEqual(['day 2026-10-02', 'day 2026-10-05']);
});
