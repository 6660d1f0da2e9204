import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SheetCell } from './cell.ts';
import { readSheetDay, type DateFault, type DateField } from './dates.ts';

const field: DateField = { earliest: '1990-01-01', latest: '2060-12-31', mayBeOpen: true };
const text = (written: string): SheetCell => ({ kind: 'text', text: written });
const day = '2020-03-15';

/** Forty and more ways in which one day was met in spreadsheets. */
const ways: readonly (string | SheetCell)[] = [
  '2020-03-15',
  '2020/03/15',
  '2020.3.15',
  '15/03/2020',
  '15/3/2020',
  '15-03-2020',
  '15.03.2020',
  '15 03 2020',
  '15 / 3 / 2020',
  '15/03/20',
  '15-3-20',
  "'15/03/2020",
  '15/03/2020.',
  '\u00a015/03/2020 ',
  '１５／０３／２０２０',
  '15/03/2020 08:30',
  '15/03/2020 08:30:15',
  '08:30 15/03/2020',
  '15/03/2020 8:30 SA',
  '2020-03-15T08:30:00',
  '2020-03-14T22:00:00Z',
  '2020-03-15T08:30:00+07:00',
  'Chủ nhật, 15/03/2020',
  'CN 15/03/2020',
  'Sunday, 15 March 2020',
  'ngày 15 tháng 3 năm 2020',
  '15 tháng 3 năm 2020',
  '15 tháng 3, 2020',
  '15 thg 3 2020',
  '15-Thg3-20',
  '15-thg 3-2020',
  '15 Mar 2020',
  '15-Mar-20',
  '15 March, 2020',
  '15th of March 2020',
  'March 15, 2020',
  'Mar 15 2020',
  '2020-Mar-15',
  '15/III/2020',
  '20200315',
  '15032020',
  '202003150830',
  '20200315083000',
  '43905',
  { kind: 'serial', text: '43905' },
  { kind: 'serial', text: '43905.354' },
  { kind: 'number', text: '43905' },
];

describe('a day in a spreadsheet', () => {
  test('is understood in more than forty ways', () => {
    expect(ways.length).toBeGreaterThan(40);
  });
  test.each(ways.map((way) => [typeof way === 'string' ? way : `${way.kind} ${way.text}`, way] as const))(
    '%s',
    (_name, way) => {
      expect(readSheetDay(typeof way === 'string' ? text(way) : way, field)).toMatchObject({ day });
    },
  );

  const refused: readonly (readonly [string, DateFault])[] = [
    ['31/02/2020', 'date.calendar'],
    ['30/02/2020', 'date.calendar'],
    ['29/02/2021', 'date.calendar'],
    ['15/13/2020', 'date.calendar'],
    ['03/15/2020', 'date.month-first'],
    ['3-25-20', 'date.month-first'],
    ['03/2020', 'date.month-only'],
    ['tháng 3 năm 2020', 'date.month-only'],
    ['2020-03', 'date.month-only'],
    ['Mar 2020', 'date.month-only'],
    ['2020', 'date.year-only'],
    ['năm 2020', 'date.year-only'],
    ['Quý 1/2020', 'date.quarter'],
    ['Q3 2020', 'date.quarter'],
    ['01/01/2020 - 31/12/2024', 'date.range'],
    ['từ 2020 đến 2024', 'date.range'],
    ['15/2/2020 âm lịch', 'date.lunar'],
    ['150320', 'date.six-digits'],
    ['#N/A', 'date.formula'],
    ['#VALUE!', 'date.formula'],
    ['########', 'date.narrow-column'],
    ['15/03/2563', 'date.out-of-range'],
    ['15/03/1890', 'date.out-of-range'],
    ['hôm qua', 'date.unknown'],
    ['15//2020', 'date.unknown'],
    ['1584230400000', 'date.unknown'],
    ['15/03/0000', 'date.calendar'],
  ];
  test.each(refused)('%s is refused as %s', (written, fault) => {
    expect(readSheetDay(text(written), field)).toEqual({ fault });
  });

  test('is missing where people write nothing in many ways, and without end where the field may be', () => {
    for (const nothing of [
      '',
      ' ',
      '-',
      'N/A',
      'không có',
      '00/00/0000',
      '0',
      '00/01/1900'.replace('01', '00'),
    ])
      expect(readSheetDay(text(nothing), field), nothing).toEqual({ none: true });
    for (const open of ['Không thời hạn', 'vô thời hạn', 'KHÔNG XÁC ĐỊNH THỜI HẠN']) {
      expect(readSheetDay(text(open), field)).toEqual({ open: true });
      expect(readSheetDay(text(open), { ...field, mayBeOpen: false })).toEqual({ fault: 'date.no-end-here' });
    }
  });

  test('with two digits of a year is taken only where one century fits', () => {
    expect(readSheetDay(text('15/03/20'), { earliest: '1900-01-01', latest: '2060-12-31' })).toEqual({
      fault: 'date.short-year',
    });
    expect(readSheetDay(text('15/03/75'), { earliest: '1930-01-01', latest: '2020-01-01' })).toMatchObject({
      day: '1975-03-15',
    });
  });

  test('in eight digits with two readings is refused', () => {
    expect(readSheetDay(text('20022001'), { earliest: '1900-01-01', latest: '2060-12-31' })).toMatchObject({
      day: '2001-02-20',
    });
    expect(readSheetDay(text('19012001'), { earliest: '1900-01-01', latest: '2060-12-31' })).toMatchObject({
      day: '2001-01-19',
    });
    expect(readSheetDay(text('12101210'), { earliest: '1200-01-01', latest: '2060-12-31' })).toEqual({
      fault: 'date.two-readings',
    });
  });

  test('the sixtieth day of 1900 never was', () => {
    expect(readSheetDay({ kind: 'serial', text: '60' }, { ...field, earliest: '1900-01-01' })).toEqual({
      fault: 'date.calendar',
    });
    expect(readSheetDay({ kind: 'serial', text: '61' }, { ...field, earliest: '1900-01-01' })).toMatchObject({
      day: '1900-03-01',
    });
    expect(readSheetDay({ kind: 'serial', text: '1' }, { ...field, earliest: '1900-01-01' })).toMatchObject({
      day: '1900-01-01',
    });
  });

  test('written in any of the plain ways is read back as itself', () => {
    const print: readonly ((y: string, m: string, d: string) => string)[] = [
      (y, m, d) => `${y}-${m}-${d}`,
      (y, m, d) => `${d}/${m}/${y}`,
      (y, m, d) => `${Number(d)}.${Number(m)}.${y}`,
      (y, m, d) => `ngày ${Number(d)} tháng ${Number(m)} năm ${y}`,
      (y, m, d) => `${y}${m}${d}`,
    ];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true }),
        fc.constantFrom(...print),
        (at, write) => {
          const iso = at.toISOString().slice(0, 10);
          const read = readSheetDay(text(write(iso.slice(0, 4), iso.slice(5, 7), iso.slice(8))), field);
          if ('fault' in read) expect(read.fault).toBe('date.two-readings');
          else expect(read).toMatchObject({ day: iso });
        },
      ),
    );
  });

  test('any text is answered: a day of the calendar, nothing, or a reason', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (any) => {
        const read = readSheetDay(text(any), field);
        if ('day' in read)
          expect(new Date(`${read.day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(read.day);
      }),
    );
  });
});
