import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeRange } from './date-range.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

it.each([
  ['2024', '2023-12-31T17:00:00.000Z', '2024-12-31T17:00:00.000Z'],
  ['2024-02', '2024-01-31T17:00:00.000Z', '2024-02-29T17:00:00.000Z'],
  ['2024-12', '2024-11-30T17:00:00.000Z', '2024-12-31T17:00:00.000Z'],
  ['2024-02-29', '2024-02-28T17:00:00.000Z', '2024-02-29T17:00:00.000Z'],
  ['2024-05-01T08:30', '2024-05-01T01:30:00.000Z', '2024-05-01T01:31:00.000Z'],
  ['2024-05-01T08:30:15Z', '2024-05-01T08:30:15.000Z', '2024-05-01T08:30:16.000Z'],
  ['2024-05-01T08:30:15.25+07:00', '2024-05-01T01:30:15.250Z', '2024-05-01T01:30:15.260Z'],
  ['2024-05-01T08:30:15.123456-05:00', '2024-05-01T13:30:15.123Z', '2024-05-01T13:30:15.124Z'],
  ['0050', '0049-12-31T17:00:00.000Z', '0050-12-31T17:00:00.000Z'],
])('%s covers %s to %s', (text, lo, hi) => {
  const range = timeRange(text)!;
  expect([iso(range.lo), iso(range.hi)]).toEqual([lo, hi]);
});

it.each([
  '',
  '24',
  '2023-02-29',
  '2023-13',
  '2023-00-01',
  '0000',
  '2023-1-1',
  '2023-01-01T25:00:00Z',
  '2023-01-01T10',
  '01/02/2023',
  '2023-01-01 10:00',
])('%j is no time', (text) => expect(timeRange(text)).toBeUndefined());

it('a finer time lies inside the coarser one it begins with', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      (date) => {
        const text = date.toISOString().replace('Z', '+07:00');
        const ranges = [4, 7, 10, 16]
          .map((length) => timeRange(text.slice(0, length))!)
          .concat(timeRange(text)!);
        for (let at = 1; at < ranges.length; at++) {
          expect(ranges[at]!.lo).toBeGreaterThanOrEqual(ranges[at - 1]!.lo);
          expect(ranges[at]!.hi).toBeLessThanOrEqual(ranges[at - 1]!.hi);
        }
      },
    ),
  );
});
