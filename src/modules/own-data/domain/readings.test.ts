import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertReading, unitsOf } from './convert-reading.ts';
import { alarmsOf, judgeReading } from './judge-reading.ts';
import { moveByPhoneClock, movedBy } from './move-clock.ts';
import { readingKinds, type Sample } from './reading.ts';
import { looksLikeAnother } from './whose-reading.ts';

const now = new Date('2026-11-23T01:00:00Z');
const around = { now, birthDate: '1988-03-12' };
const sample = (more: Partial<Sample> = {}): Sample => ({
  id: 'a-sample',
  kind: 'pressure',
  values: [128, 82],
  unit: 'mm[Hg]',
  at: '2026-11-23T07:30:00+07:00',
  clock: 'phone',
  ...more,
});

describe('units', () => {
  it.each([
    ['sugar', 90, 'mg/dL', 5],
    ['sugar', 0.0009, 'kg/L', 5],
    ['sugar', 0.0056, 'mol/L', 5.6],
    ['sugar', 5.61, 'mmol/L', 5.61],
    ['pressure', 17.1, 'kPa', 128],
    ['weight', 120, '[lb_av]', 54.43],
    ['weight', 54_400, 'g', 54.4],
    ['temperature', 98.6, '[degF]', 37],
    ['oxygen', 0.97, '1', 97],
    ['pulse', 72, '1/min', 72],
  ] as const)('%s %d %s is %d', (kind, value, unit, converted) => {
    expect(convertReading(kind, value, unit)).toBe(converted);
  });
  it('a unit of something else is none', () => {
    expect(convertReading('weight', 120, 'mmol/L')).toBeUndefined();
    expect(convertReading('weight', 120, 'constructor')).toBeUndefined();
  });
  it('whatever the unit, a number stays a number', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          ...readingKinds.flatMap((kind) => unitsOf(kind).map((unit) => [kind, unit] as const)),
        ),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        ([kind, unit], value) => Number.isFinite(convertReading(kind, value, unit)),
      ),
    );
  });
});

describe('what is taken and what is not', () => {
  it('a usual reading', () => {
    expect(judgeReading(sample(), around)).toEqual({ values: [128, 82], at: '2026-11-23T07:30:00+07:00' });
  });
  it.each([
    ['one number of two', { values: [128] }, 'numbers'],
    ['no number', { values: [Number.NaN, 82] }, 'numbers'],
    ['the unit of something else', { unit: 'kg' }, 'unit'],
    ['of another planet', { values: [4000, 82], kept: 'I say so' }, 'beyond'],
    ['less than nothing', { kind: 'temperature', values: [-4], unit: 'Cel', kept: 'cold' }, 'beyond'],
    ['more than all of the blood', { kind: 'oxygen', values: [101], unit: '%', kept: 'yes' }, 'beyond'],
    ['hardly possible', { values: [310, 120] }, 'impossible'],
    ['hardly possible, with an empty reason', { values: [310, 120], kept: '  ' }, 'impossible'],
    ['the two turned round', { values: [82, 128] }, 'swapped'],
    ['tomorrow', { at: '2026-11-24T07:30:00+07:00' }, 'future'],
    ['before she was born', { at: '1980-01-01T07:30:00+07:00', clock: 'person' }, 'before-birth'],
    ['a clock that was never set', { at: '2000-01-01T00:00:00+07:00', clock: 'device' }, 'clock'],
  ] as const)('%s', (_name, more, refuse) => {
    expect(judgeReading(sample(more as Partial<Sample>), around)).toEqual({ refuse });
  });
  it('hardly possible, and she says why', () => {
    expect(judgeReading(sample({ values: [310, 120], kept: 'đo ba lần đều vậy' }), around)).toMatchObject({
      values: [310, 120],
    });
  });
  it('an old paper that she typed is taken, before any device was made', () => {
    expect(judgeReading(sample({ at: '1999-05-05T08:00:00+07:00', clock: 'person' }), around)).toHaveProperty(
      'values',
    );
  });
  it('whatever is sent is taken or refused, never thrown', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...readingKinds),
        fc.array(fc.double(), { maxLength: 3 }),
        fc.string({ maxLength: 8 }),
        fc.string({ maxLength: 30 }),
        (kind, values, unit, at) => {
          const judged = judgeReading(sample({ kind, values, unit, at }), around);
          expect('refuse' in judged || judged.values.every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });
});

it('an alarm is told by age', () => {
  expect(alarmsOf('pressure', [186, 96], 60)).toEqual([{ loinc: '8480-6', grade: 'alarm', way: 'high' }]);
  expect(alarmsOf('pulse', [140], 40)).toHaveLength(1);
  expect(alarmsOf('pulse', [140], 1)).toHaveLength(0);
});

it('a weight that jumps is asked about; after years it is not', () => {
  const last = { values: [54], at: '2026-11-01T07:00:00+07:00' };
  expect(looksLikeAnother('weight', [71], '2026-11-23T07:00:00+07:00', last)).toBe(true);
  expect(looksLikeAnother('weight', [55], '2026-11-23T07:00:00+07:00', last)).toBe(false);
  expect(looksLikeAnother('weight', [71], '2028-11-23T07:00:00+07:00', last)).toBe(false);
  expect(looksLikeAnother('pulse', [140], '2026-11-23T07:00:00+07:00', { ...last, values: [60] })).toBe(
    false,
  );
  expect(looksLikeAnother('weight', [71], '2026-11-23T07:00:00+07:00', undefined)).toBe(false);
});

describe('a phone whose clock is wrong by years', () => {
  it('moves what it told the time of, and nothing else', () => {
    const [typed, byHand, device] = moveByPhoneClock(
      [
        sample({ at: '2019-01-01T07:30:00+07:00' }),
        sample({ at: '2019-01-01T07:30:00+07:00', clock: 'person' }),
        sample({ at: '2019-01-01T07:30:00+07:00', clock: 'device' }),
      ],
      '2019-01-01T08:00:00+07:00',
      now,
    );
    expect(typed!.at).toBe('2026-11-23T07:30:00+07:00');
    expect([byHand!.at, device!.at]).toEqual(['2019-01-01T07:30:00+07:00', '2019-01-01T07:30:00+07:00']);
  });
  it('a clock that is wrong by minutes is left alone', () => {
    const samples = [sample()];
    expect(moveByPhoneClock(samples, '2026-11-23T07:56:00+07:00', now)).toBe(samples);
    expect(moveByPhoneClock(samples, 'hôm qua', now)).toBe(samples);
  });
  it('a moved time keeps its zone', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        fc.integer({ min: -1e11, max: 1e11 }),
        fc.constantFrom('+07:00', '-03:30', '+00:00', 'Z'),
        (date, by, zone) => {
          const at = `${date.toISOString().slice(0, 19)}${zone}`;
          const moved = movedBy(at, by);
          expect(Math.abs(Date.parse(moved) - Date.parse(at) - by)).toBeLessThan(1000);
          if (zone !== 'Z') expect(moved.endsWith(zone)).toBe(true);
        },
      ),
    );
  });
});
