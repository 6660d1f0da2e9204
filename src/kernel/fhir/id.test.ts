import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketCount, bucketOf, newId, timeOf } from './id.ts';

const time = new Date('2026-11-22T08:30:00.123Z');
const bucket = fc.integer({ min: 0, max: bucketCount - 1 });

it('an id is a UUID of version 8 that names its bucket and its time', () => {
  fc.assert(
    fc.property(bucket, fc.integer({ min: 0, max: 2 ** 48 - 1 }), (wanted, ms) => {
      const id = newId(wanted, new Date(ms));
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(bucketOf(id)).toBe(wanted);
      // A Date holds less than 48 bits of milliseconds allow.
      if (ms <= 8.64e15) expect(timeOf(id)?.getTime()).toBe(ms);
    }),
  );
});

it('ids of one bucket sort by time', () => {
  fc.assert(
    fc.property(bucket, fc.nat(1e9), fc.integer({ min: 1, max: 1e9 }), (wanted, ms, later) => {
      const base = time.getTime() + ms;
      expect(newId(wanted, new Date(base)) < newId(wanted, new Date(base + later))).toBe(true);
    }),
  );
});

it('twenty thousand ids of one moment are all different', () => {
  expect(new Set(Array.from({ length: 20_000 }, () => newId(7, time))).size).toBe(20_000);
});

it('given randomness decides the rest, all of it', () => {
  const ones = newId(5, time, (target) => target.fill(0xff));
  const zeros = newId(5, time, (target) => target.fill(0));
  expect(ones.slice(19)).toBe('bfff-ffffffffffff');
  expect(zeros.slice(19)).toBe('8000-000000000000');
});

it('a foreign id names no bucket', () => {
  for (const id of [
    '',
    '1',
    'patient-1',
    '0a1b2c3d-0000-4000-8000-00000000000a',
    newId(1, time).toUpperCase(),
  ]) {
    expect(bucketOf(id)).toBeUndefined();
    expect(timeOf(id)).toBeUndefined();
  }
});

it('a bucket or a time out of range is refused', () => {
  for (const wrong of [-1, 4096, 1.5, Number.NaN]) expect(() => newId(wrong, time)).toThrow(RangeError);
  expect(() => newId(1, new Date(-1))).toThrow(RangeError);
  expect(() => newId(1, new Date(Number.NaN))).toThrow(RangeError);
});
