import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCanonical } from './units.ts';

const plain = (value: number): { value: number; lo: number; hi: number } => ({ value, lo: value, hi: value });

describe('quantities in base units', () => {
  it.each([
    [540, 'mg/dL', 5.4, 'g/L'],
    [37, 'Cel', 98.6, '[degF]'],
    [1, 'h', 3600, 's'],
    [7, '10*3/uL', 7, '10*9/L'],
    [120, 'mm[Hg]', 0.12, 'm[Hg]'],
    [1, 'kg', 1000, 'g'],
  ])('%d %s is %d %s', (a, unitA, b, unitB) => {
    expect(toCanonical(unitA, plain(a))).toEqual(toCanonical(unitB, plain(b)));
  });

  it('what measures something else has another dimension', () => {
    expect(toCanonical('g/L', plain(1))?.dimension).not.toBe(toCanonical('mmol/L', plain(1))?.dimension);
  });

  it('units that UCUM does not have, and arbitrary ones, stay what they are', () => {
    for (const unit of ['viên', 'foo', '', '[iU]/L', 'x'.repeat(500)])
      expect(toCanonical(unit, plain(1))).toBeUndefined();
  });

  it('keeps the order of numbers', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom('mg/dL', 'Cel', '[degF]', 'mm[Hg]', '/min'),
        number,
        number,
        (unit, a, b) => {
          const [one, other] = [toCanonical(unit, plain(a))!, toCanonical(unit, plain(b))!];
          if (a < b) expect(one.value).toBeLessThanOrEqual(other.value);
        },
      ),
    );
  });

  it('open ends stay open', () => {
    expect(toCanonical('g/L', { value: 5, lo: -Infinity, hi: 5 })).toMatchObject({ lo: -Infinity, hi: 5000 });
  });
});
