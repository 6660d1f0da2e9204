import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { allResourceTypes } from '#kernel/fhir/structure/element-facts.ts';
import { searchParametersOf } from '#kernel/fhir/search/search-parameters.ts';
import { dateRangeTokens, dateTokens } from './index-dates.ts';
import { markOf, tokenOf } from './index-hash.ts';
import { numberRangeTokens, numberTokens } from './index-numbers.ts';
import { saysTheSame } from './write/same-content.ts';

const touches = (a: readonly string[], b: readonly string[]): boolean => a.some((one) => b.includes(one));
const ms = fc.integer({ min: Date.UTC(1880, 0, 1), max: Date.UTC(2090, 0, 1) });
const ranges = fc
  .tuple(ms, fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 400 * 86_400_000 })))
  .map(([lo, length]) => ({ lo, hi: lo + length }));

describe('hashes', () => {
  it('no type has two parameters with the same mark', () => {
    for (const type of allResourceTypes) {
      const tags = searchParametersOf(type).map(({ code }) => markOf(type, code).tag);
      expect(new Set(tags).size, type).toBe(tags.length);
    }
  });

  it('a token is a positive bigint that begins with the mark of its parameter', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const mark = markOf('Patient', 'identifier');
        const token = BigInt(tokenOf(mark, value));
        expect(token >> 48n).toBe(BigInt(mark.tag));
        expect(token < 2n ** 63n).toBe(true);
      }),
    );
  });

  it('different values have different tokens', () => {
    const mark = markOf('Patient', 'identifier');
    const tokens = new Set(Array.from({ length: 100_000 }, (_, at) => tokenOf(mark, String(at))));
    expect(tokens.size).toBe(100_000);
  });
});

describe('ranges by tokens', () => {
  it('a time that touches the wanted range is never missed', () => {
    fc.assert(
      fc.property(ranges, ranges, (stored, wanted) => {
        const overlap = stored.lo < wanted.hi && stored.hi > wanted.lo;
        if (overlap) expect(touches(dateTokens(stored), dateRangeTokens(wanted))).toBe(true);
      }),
    );
  });

  it('an open end reaches all times', () => {
    const wanted = dateRangeTokens({ lo: Date.UTC(2024, 4, 7), hi: Infinity });
    expect(touches(dateTokens({ lo: Date.UTC(2024, 4, 7), hi: Date.UTC(2024, 4, 8) }), wanted)).toBe(true);
    expect(touches(dateTokens({ lo: Date.UTC(2150, 0, 1), hi: Infinity }), wanted)).toBe(true);
    expect(wanted.length).toBeLessThan(250);
  });

  it('a number within the wanted range is never missed', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, min: -1e18, max: 1e18 }),
      fc.integer({ min: -500, max: 500 }),
    );
    fc.assert(
      fc.property(number, number, number, (value, a, b) => {
        const [lo, hi] = [Math.min(a, b), Math.max(a, b)];
        if (value >= lo && value <= hi)
          expect(touches(numberTokens(value), numberRangeTokens(lo, hi))).toBe(true);
        if (value >= lo) expect(touches(numberTokens(value), numberRangeTokens(lo, Infinity))).toBe(true);
      }),
    );
  });
});

describe('the same content', () => {
  it('does not depend on the order of members, but on every digit', () => {
    expect(saysTheSame('{"a":1.0,"b":[1,2]}', '{"b":[1,2],"a":1.0}')).toBe(true);
    expect(saysTheSame('{"a":1.0}', '{"a":1.00}')).toBe(false);
    expect(saysTheSame('{"b":[1,2]}', '{"b":[2,1]}')).toBe(false);
    expect(
      saysTheSame('{"a":1,"meta":{"versionId":"1"}}', '{"meta":{"versionId":"2","lastUpdated":"x"},"a":1}'),
    ).toBe(true);
  });
});
