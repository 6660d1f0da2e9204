import { describe, expect, test } from 'vitest';
import { languageOf } from './language-of.ts';
import { ageOn, showAge } from './show-age.ts';
import { dayOf, showAgo, showMoment, showDay, showPeriod } from './show-date.ts';
import { showMoney, showQuantity, showRange } from './show-number.ts';

describe('dates', () => {
  test('a day is written day, month, year', () => expect(showDay('2026-11-22')).toBe('22/11/2026'));
  test('a birth year alone stays a year', () => expect(showDay('1957')).toBe('1957'));
  test('a month stays a month', () => expect(showDay('2026-03')).toBe('03/2026'));
  test('late evening in UTC is already the next day in Việt Nam', () =>
    expect(dayOf('2026-11-21T18:30:00Z')).toBe('2026-11-22'));
  test('a moment is shown on the 24 hour clock of Việt Nam', () =>
    expect(showMoment('2026-11-22T07:05:00Z')).toBe('22/11/2026 14:05'));
  test('an instant at midnight is a day, because that is what systems write for a day', () =>
    expect(showMoment('2026-11-22T00:00:00+07:00')).toBe('22/11/2026'));
  test('a stay within one day is one date', () =>
    expect(showPeriod('2026-11-22T01:00:00Z', '2026-11-22T08:00:00Z')).toBe('22/11/2026'));
  test('a stay has a first and a last day', () =>
    expect(showPeriod('2026-11-22', '2026-11-25')).toBe('22/11/2026 – 25/11/2026'));
  test('three days ago is said in words of both languages', () => {
    const now = new Date('2026-11-22T03:00:00Z');
    expect(showAgo('2026-11-19', now, 'vi')).toBe('3 ngày trước');
    expect(showAgo('2026-11-19', now, 'en')).toBe('3 days ago');
  });
});

describe('age', () => {
  const on = new Date('2026-11-22T03:00:00Z');
  test.each([
    ['2026-11-20', '2 ngày tuổi', '2 days old'],
    ['2026-10-22', '1 tháng tuổi', '1 month old'],
    ['2021-01-05', '70 tháng tuổi', '70 months old'],
    ['1987-03-14', '39 tuổi', '39 years old'],
    ['1987-11-23', '38 tuổi', '38 years old'],
    ['1957', '69 tuổi', '69 years old'],
  ])('born %s is %s', (born, vi, en) => {
    expect(showAge(ageOn(born, on), 'vi')).toBe(vi);
    expect(showAge(ageOn(born, on), 'en')).toBe(en);
  });
  test('a birth date in the future gives no age', () => expect(ageOn('2027-01-01', on)).toBeUndefined());
});

describe('numbers', () => {
  test('the decimal mark is a comma in Vietnamese and a point in English', () => {
    expect(showQuantity('7.2', 'mmol/L', 'vi')).toBe('7,2 mmol/L');
    expect(showQuantity('7.2', 'mmol/L', 'en')).toBe('7.2 mmol/L');
  });
  test('a leading zero is always there', () => expect(showQuantity('.5', 'mg', 'vi')).toBe('0,5 mg'));
  test('recorded zeros stay, none is added', () => {
    expect(showQuantity('1.00', 'mg/L', 'vi')).toBe('1,00 mg/L');
    expect(showQuantity('5', 'mg', 'vi')).toBe('5 mg');
  });
  test('units are written as a clinic writes them', () => {
    expect(showQuantity('36.8', 'Cel', 'vi')).toBe('36,8 °C');
    expect(showQuantity('128', 'mm[Hg]', 'en')).toBe('128 mmHg');
    expect(showQuantity('97', '%', 'vi')).toBe('97%');
  });
  test('ranges may be open on one side', () => {
    expect(showRange('3.9', '6.4', 'vi')).toBe('3,9 – 6,4');
    expect(showRange(undefined, '5.2', 'en')).toBe('≤ 5.2');
    expect(showRange('1', undefined, 'vi')).toBe('≥ 1');
  });
  test('money has points in Vietnamese', () => {
    expect(showMoney(1_250_000, 'vi')).toBe('1.250.000 ₫');
    expect(showMoney(1_250_000, 'en')).toBe('1,250,000 ₫');
  });
});

describe('language of recorded words', () => {
  test.each([
    ['Bệnh lý tăng huyết áp', 'vi'],
    ['ĐƠN THUỐC', 'vi'],
    ['Metformin 850 mg', undefined],
    ['Body temperature', undefined],
  ])('"%s" is %s', (words, language) => expect(languageOf(words)).toBe(language));
  test('a pulse is said in words in Vietnamese', () => {
    expect(showQuantity('72', '/min', 'vi')).toBe('72 lần/phút');
    expect(showQuantity('72', '/min', 'en')).toBe('72 /min');
  });
});
