import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ageBetween } from './age.ts';

it.each<[unknown, unknown, 'years' | 'months' | 'days', number | null]>([
  ['2000-11-24', '2026-11-23', 'years', 25],
  ['2000-11-23', '2026-11-23', 'years', 26],
  ['2000', '2026-11-23', 'years', 26],
  ['2026-10-31', '2026-11-30', 'months', 0],
  ['2026-10-30', '2026-11-30', 'months', 1],
  ['2024-02-29', '2026-02-28', 'years', 1],
  ['2026-02-27', '2026-03-01', 'days', 2],
  ['2026-11-24', '2026-11-23', 'years', null],
  ['2026-11-2', '2026-11-23', 'years', null],
  [undefined, '2026-11-23', 'years', null],
])('born %s, on %s, %s: %s', (born, at, unit, age) => {
  expect(ageBetween(born, at, unit)).toBe(age);
});

it('nobody grows younger', () => {
  const day = fc.date({ min: new Date('1920-01-01'), max: new Date('2030-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(day, day, fc.constantFrom('years', 'months', 'days'), (one, other, unit) => {
      const [born, at] = [one, other].map((date) => date.toISOString().slice(0, 10)).toSorted();
      const next = new Date(Date.parse(at!) + 86_400_000).toISOString().slice(0, 10);
      expect(ageBetween(born, next, unit)!).toBeGreaterThanOrEqual(ageBetween(born, at, unit)!);
    }),
  );
});
