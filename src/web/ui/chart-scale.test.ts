import { expect, test } from 'vitest';
import { roundTicks, timeScale, valueScale } from './chart-scale.ts';

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
