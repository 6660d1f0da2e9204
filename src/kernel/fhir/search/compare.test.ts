import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dateMatches, numberMatches } from './compare.ts';
import type { Prefix } from './parsed-query.ts';

const asked = { lo: 10, hi: 20 };

it.each<[Prefix, [number, number][], [number, number][]]>([
  [
    'eq',
    [
      [10, 20],
      [12, 13],
    ],
    [
      [5, 15],
      [10, 21],
      [20, 30],
    ],
  ],
  [
    'ne',
    [
      [5, 15],
      [20, 30],
    ],
    [
      [10, 20],
      [12, 13],
    ],
  ],
  [
    'gt',
    [
      [20, 30],
      [15, 25],
    ],
    [
      [5, 9],
      [10, 20],
    ],
  ],
  [
    'lt',
    [
      [0, 10],
      [5, 15],
    ],
    [
      [10, 20],
      [20, 30],
    ],
  ],
  [
    'ge',
    [
      [20, 30],
      [15, 25],
      [12, 13],
    ],
    [
      [5, 9],
      [5, 15],
    ],
  ],
  [
    'le',
    [
      [0, 10],
      [5, 15],
      [12, 13],
    ],
    [
      [20, 30],
      [15, 25],
    ],
  ],
  [
    'sa',
    [[20, 30]],
    [
      [19, 30],
      [12, 13],
    ],
  ],
  [
    'eb',
    [[0, 10]],
    [
      [0, 11],
      [12, 13],
    ],
  ],
  [
    'ap',
    [
      [5, 15],
      [12, 13],
      [0, 100],
    ],
    [
      [0, 10],
      [20, 30],
    ],
  ],
])('%s of a time', (prefix, yes, no) => {
  for (const [lo, hi] of yes) expect(dateMatches({ lo, hi }, { prefix, ...asked }), `${lo}-${hi}`).toBe(true);
  for (const [lo, hi] of no) expect(dateMatches({ lo, hi }, { prefix, ...asked }), `${lo}-${hi}`).toBe(false);
});

it('5.44 is 5.4 as asked, and greater than 5.4', () => {
  const about = { value: 5.4, lo: 5.35, hi: 5.45 };
  const stored = { lo: 5.44, hi: 5.44 };
  expect(numberMatches(stored, { prefix: 'eq', ...about })).toBe(true);
  expect(numberMatches(stored, { prefix: 'gt', ...about })).toBe(true);
  expect(numberMatches(stored, { prefix: 'le', ...about })).toBe(false);
  expect(numberMatches({ lo: -Infinity, hi: 5 }, { prefix: 'lt', ...about })).toBe(true);
});

it('equal and not equal divide everything', () => {
  const number = fc.integer({ min: 0, max: 30 });
  fc.assert(
    fc.property(number, number, number, number, (a, length, b, width) => {
      const stored = { lo: a, hi: a + length + 1 };
      const wanted = { lo: b, hi: b + width + 1, value: b };
      expect(dateMatches(stored, { prefix: 'eq', ...wanted })).not.toBe(
        dateMatches(stored, { prefix: 'ne', ...wanted }),
      );
      expect(numberMatches(stored, { prefix: 'eq', ...wanted })).not.toBe(
        numberMatches(stored, { prefix: 'ne', ...wanted }),
      );
    }),
  );
});
