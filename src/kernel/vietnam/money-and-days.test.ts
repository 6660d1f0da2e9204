import { describe, expect, test } from 'vitest';
import {
  claimDay,
  claimTime,
  dayInVietnam,
  formatDay,
  isDateRefusal,
  isRealDay,
  parseClaimBirth,
  parseClaimTime,
} from './date.ts';
import { claimAmount, formatDong, parseDong, scaleDong, sumDong, wholeDong } from './dong.ts';

describe('dates of claims', () => {
  test('are moments on the clock of Viet Nam', () => {
    expect(parseClaimTime('202609150830')).toEqual({
      value: '2026-09-15T08:30:00+07:00',
      precision: 'minute',
    });
    expect(parseClaimTime('20240229')).toEqual({ value: '2024-02-29', precision: 'day' });
    expect(claimTime(new Date('2026-09-15T17:30:00Z'))).toBe('202609160030');
    expect(claimDay(new Date('2026-09-15T17:30:00Z'))).toBe('20260916');
    expect(dayInVietnam(new Date('2026-12-31T17:00:00Z'))).toBe('2027-01-01');
  });

  test.each([
    ['202602300960', 'calendar'],
    ['202613010000', 'calendar'],
    ['20250229', 'calendar'],
    ['000001010000', 'calendar'],
    ['202609152400', 'clock'],
    ['202609150960', 'clock'],
    ['2026-09-15', 'shape'],
    ['15/09/2026', 'shape'],
    ['', 'shape'],
    ['20260915083', 'shape'],
  ])('%j is refused for its %s', (text, reason) => {
    const result = parseClaimTime(text);
    expect(isDateRefusal(result) && result.refuse).toBe(reason);
  });

  test('of birth may be a year or a month alone', () => {
    expect(parseClaimBirth('195000000000')).toEqual({ value: '1950', precision: 'year' });
    expect(parseClaimBirth('1950')).toEqual({ value: '1950', precision: 'year' });
    expect(parseClaimBirth('195003000000')).toEqual({ value: '1950-03', precision: 'month' });
    expect(parseClaimBirth('202609150830')).toEqual({ value: '2026-09-15', precision: 'day' });
    expect(isDateRefusal(parseClaimBirth('195000150000'))).toBe(true);
    expect(isDateRefusal(parseClaimBirth('195013000000'))).toBe(true);
    expect(isDateRefusal(parseClaimBirth('000000000000'))).toBe(true);
  });

  test('are shown day first', () => {
    expect(['1990-03-15', '1990-03', '1990', '2026-09-15T08:30:00+07:00'].map(formatDay)).toEqual([
      '15/03/1990',
      '03/1990',
      '1990',
      '15/09/2026',
    ]);
  });

  test('know leap years', () => {
    expect([
      isRealDay(2000, 2, 29),
      isRealDay(1900, 2, 29),
      isRealDay(2024, 2, 29),
      isRealDay(2026, 4, 31),
    ]).toEqual([true, false, true, false]);
  });
});

describe('money', () => {
  test('is read and written as claims do', () => {
    expect(parseDong('12345.678')).toBe(12_345_678n);
    expect(claimAmount(parseDong('12345.678')!)).toBe('12345.68');
    expect(claimAmount(parseDong('-0.005')!)).toBe('-0.01');
    expect(['', 'abc', '1,000', '1.2.3', '--5', '1e9'].map(parseDong)).toEqual(Array(6).fill(undefined));
  });

  test('of a thousand lines does not drift', () => {
    expect(claimAmount(sumDong(Array(1000).fill(parseDong('0.10')!)))).toBe('100.00');
  });

  test('is shared between fund and patient without losing a đồng', () => {
    const cost = parseDong('33333.33')!;
    const fund = scaleDong(cost, 95n, 100n);
    expect([claimAmount(fund), claimAmount(cost - fund)]).toEqual(['31666.66', '1666.67']);
  });

  test('is shown with dots and the sign of the đồng', () => {
    expect([0, 999, 1_234_567, -45_000].map(formatDong)).toEqual([
      '0\u00a0₫',
      '999\u00a0₫',
      '1.234.567\u00a0₫',
      '-45.000\u00a0₫',
    ]);
    expect(wholeDong(parseDong('1999.5')!)).toBe(2000);
  });
});
