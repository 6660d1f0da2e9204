import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterFailure, longestWaitMs, memoryMs, remainingWait, sourceOf, waitAfter } from './lockout.ts';
import type { Attempts } from './lockout.ts';

const start = new Date('2026-11-22T01:00:00Z');

describe('waiting after wrong passwords', () => {
  it('four mistakes are free, then the wait doubles up to a quarter of an hour', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 1000].map((count) => waitAfter(count) / 1000)).toEqual([
      0, 0, 0, 0, 15, 30, 60, 480, 900, 900, 900,
    ]);
  });

  it('never ends later than a quarter of an hour after the last wrong password, however many there were', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 * memoryMs }), { maxLength: 60 }), (gaps) => {
        let attempts: Attempts | undefined;
        let at = start.getTime();
        for (const gap of gaps) {
          at += gap;
          attempts = afterFailure(attempts, new Date(at));
          expect(remainingWait(attempts, new Date(at))).toBeLessThanOrEqual(longestWaitMs);
        }
        expect(remainingWait(attempts, new Date(at + longestWaitMs))).toBe(0);
      }),
    );
  });

  it('old mistakes are forgotten', () => {
    let attempts: Attempts | undefined;
    for (let count = 0; count < 9; count += 1) attempts = afterFailure(attempts, start);
    expect(attempts?.failures).toBe(9);
    expect(afterFailure(attempts, new Date(start.getTime() + memoryMs)).failures).toBe(1);
  });
});

describe('the place a try comes from', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts as %s', (address, source) => {
    expect(sourceOf(address, undefined)).toBe(source);
  });

  it('a known browser is a place of its own', () => {
    expect(sourceOf('203.0.113.7', 'b1')).toBe('browser:b1');
  });
});
