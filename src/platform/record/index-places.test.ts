import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metresBetween } from '#kernel/fhir/search/near.ts';
import { cellsOf, cellsWithin } from './index-places.ts';
import { canonicalRangeTokens, canonicalToken } from './index-numbers.ts';

const place = fc.record({
  latitude: fc.double({ min: 8, max: 24, noNaN: true }),
  longitude: fc.double({ min: 102, max: 112, noNaN: true }),
});

describe('places by cells', () => {
  it('a place within the distance always shares a cell', () => {
    fc.assert(
      fc.property(place, place, fc.double({ min: 100, max: 400_000, noNaN: true }), (a, b, metres) => {
        const cells = cellsWithin(a, metres);
        if (cells === undefined || metresBetween(a, b) > metres) return;
        expect(cellsOf(b).some((cell) => cells.includes(cell))).toBe(true);
      }),
    );
  });

  it('a few hundred cells at most', () => {
    expect(cellsWithin({ latitude: 21, longitude: 105 }, 5000)!.length).toBeLessThan(20);
    expect(cellsWithin({ latitude: 89.99, longitude: 0 }, 5000)).toBeUndefined();
  });
});

describe('canonical quantities by levels', () => {
  it('a value in the range always has one of its marks', () => {
    const value = fc.double({ min: -1e24, max: 1e24, noNaN: true });
    fc.assert(
      fc.property(value, value, value, (v, a, b) => {
        const [lo, hi] = [Math.min(a, b), Math.max(a, b)];
        if (v >= lo && v <= hi)
          expect(canonicalRangeTokens('g', lo, hi)).toContain(canonicalToken('g', v, v, v));
        if (v >= lo) expect(canonicalRangeTokens('g', lo, Infinity)).toContain(canonicalToken('g', v, v, v));
        if (v <= hi) expect(canonicalRangeTokens('g', -Infinity, hi)).toContain(canonicalToken('g', v, v, v));
      }),
    );
  });
});
