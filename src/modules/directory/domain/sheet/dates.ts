import { foldText } from '#kernel/fhir/fold.ts';
import { dayInVietnam, isRealDay } from '#kernel/vietnam/date.ts';
import type { SheetCell } from './cell.ts';

/** Why a cell is no day; each has a sentence in `findings.ts`. */
export type DateFault =
  | 'date.calendar'
  | 'date.month-first'
  | 'date.short-year'
  | 'date.month-only'
  | 'date.year-only'
  | 'date.quarter'
  | 'date.range'
  | 'date.lunar'
  | 'date.six-digits'
  | 'date.two-readings'
  | 'date.out-of-range'
  | 'date.formula'
  | 'date.narrow-column'
  | 'date.no-end-here'
  | 'date.unknown';

/** What a cell says: a day ('YYYY-MM-DD'), nothing, that there is no last day, or why it cannot be read. */
export type SheetDay =
  | { readonly day: string; readonly dayFirst: 'sure' | 'either' }
  | { readonly none: true }
  | { readonly open: true }
  | { readonly fault: DateFault };

/** Between which days a field makes sense, and whether it may be without end. */
export interface DateField {
  readonly earliest: string;
  readonly latest: string;
  readonly mayBeOpen?: boolean;
}

const englishMonths = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const romanMonths = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii'];
const monthName = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';
const weekDay =
  /^(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|t[2-7]|(?:mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?)[,. ]+/u;
const clock = '\\d{1,2}[:h]\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?(?: ?(?:am|pm|sa|ch))?';

/**
 * Reads a day as people write it in a spreadsheet. The day comes before the month, as everywhere in Viet Nam; what could only be the other
 * way round is refused, for then its neighbours in the same column were meant so too. Nothing is guessed that has two readings.
 */
export function readSheetDay(cell: SheetCell, field: DateField): SheetDay {
  const read = readCell(cell, field);
  if ('fault' in read && read.fault === 'date.no-end-here') return read;
  if (!('day' in read)) return read;
  return read.day < field.earliest || read.day > field.latest ? fault('date.out-of-range') : read;
}

function readCell({ kind, text }: SheetCell, field: DateField): SheetDay {
  if (kind === 'serial' || kind === 'number') {
    const counted = fromSerial(Number(text));
    if (kind === 'serial' || (Number(text) >= 10_000 && Number(text) < 100_000)) return counted;
  }
  // Full-width digits, no-break blanks and marks go; what is left is what somebody meant.
  const plain = foldText(text.normalize('NFKC').replace(/[\u200b-\u200f\ufeff]/gu, ''))
    .replace(/^['’`]/u, '')
    .replace(/[‐–—]/gu, '-')
    .replace(/[.,;]{1,5}$/u, '')
    .trim();
  if (kind === 'error' || /^#(?:n\/a|value|ref|name|div|num|null|calc|spill)/u.test(plain))
    return fault('date.formula');
  if (/^#+$/u.test(plain)) return fault('date.narrow-column');
  if (
    /^(?:|-+|\.+|n\/?a|khong(?: co)?|chua co|none|null|0|0{1,2}([/.-])0{1,2}\1(?:0{4}|1900)|0000-00-00)$/u.test(
      plain,
    )
  )
    return { none: true };
  if (
    /^(?:khong|vo) (?:thoi han|ky han|han)$|^khong xac dinh(?: thoi han)?$|^vinh vien$|^permanent$|^unlimited$|^indefinite$/u.test(
      plain,
    )
  )
    return field.mayBeOpen === true ? { open: true } : fault('date.no-end-here');
  if (/am lich|\(al\)|lunar/u.test(plain)) return fault('date.lunar');
  const zoned = /^(\d{4}-\d{2}-\d{2})[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(z|[+-]\d{2}:?\d{2})$/u.exec(
    plain,
  );
  if (zoned !== null) {
    const at = new Date(plain.toUpperCase().replace(' ', 'T'));
    return Number.isNaN(at.getTime()) ? fault('date.calendar') : sure(dayInVietnam(at));
  }
  return readWritten(withoutClock(plain.replace(weekDay, '')), field);
}

function withoutClock(text: string): string {
  return text
    .replace(new RegExp(`^${clock}[, ]+`, 'u'), '')
    .replace(new RegExp(`[t, ]+${clock}$`, 'u'), '')
    .trim();
}

/** The ways of writing, most exact first; each gives a day, a fault, or nothing where it is another way. */
function readWritten(text: string, field: DateField): SheetDay {
  const tight = text.replace(/ ?([/.-]) ?/gu, '$1');
  for (const way of ways) {
    const read = way(tight, field);
    if (read !== undefined) return read;
  }
  return fault('date.unknown');
}

type Way = (text: string, field: DateField) => SheetDay | undefined;

const ways: readonly Way[] = [
  // 2020-03-15, 2020/3/15, 2020.03.15
  (text) => {
    const [, year, month, day] = /^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$/u.exec(text) ?? [];
    return day === undefined ? undefined : dayOf(year, month, day);
  },
  // 15/03/2020, 15-3-2020, 15.3.20, 15 03 2020
  (text, field) => {
    const [, day, month, year] = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/u.exec(text) ?? [];
    if (year === undefined) return undefined;
    if (Number(month) > 12 && Number(day) <= 12) return fault('date.month-first');
    const read = withYear(year, field, (whole) => dayOf(whole, month, day));
    return 'day' in read && Number(day) <= 12 && day !== month ? { ...read, dayFirst: 'either' } : read;
  },
  // ngày 15 tháng 3 năm 2020, 15 tháng 3, 2020, 15-Thg3-20
  (text, field) => {
    const [, day, month, year] =
      /^(?:ngay )?(\d{1,2})[ -]*(?:thang|thg|th)[ .-]*(\d{1,2})[ ,./-]*(?:nam )?(\d{4}|\d{2})$/u.exec(text) ??
      [];
    return year === undefined ? undefined : withYear(year, field, (whole) => dayOf(whole, month, day));
  },
  // 15 Mar 2020, 15-Mar-20, 15th of March, 2020
  (text, field) => {
    const [, day, month, year] =
      new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?[ -]*(?:of )?${monthName}[ ,.-]*(\\d{4}|\\d{2})$`, 'u').exec(
        text,
      ) ?? [];
    return year === undefined
      ? undefined
      : withYear(year, field, (whole) => dayOf(whole, numberOf(englishMonths, month), day));
  },
  // March 15, 2020; 2020-Mar-15
  (text) => {
    const american = new RegExp(`^${monthName}[ -]*(\\d{1,2})(?:st|nd|rd|th)?[ ,.-]+(\\d{4})$`, 'u').exec(
      text,
    );
    if (american !== null) return dayOf(american[3], numberOf(englishMonths, american[1]), american[2]);
    const turned = new RegExp(`^(\\d{4})[ /-]${monthName}[ /-](\\d{1,2})$`, 'u').exec(text);
    return turned === null ? undefined : dayOf(turned[1], numberOf(englishMonths, turned[2]), turned[3]);
  },
  // 15/III/2020
  (text, field) => {
    const [, day, month, year] = /^(\d{1,2})[-/. ]([ivx]{1,4})[-/. ](\d{4}|\d{2})$/u.exec(text) ?? [];
    if (year === undefined || !romanMonths.includes(month!)) return undefined;
    return withYear(year, field, (whole) => dayOf(whole, numberOf(romanMonths, month), day));
  },
  readDigits,
  (text) => (/^(?:quy|q) ?(?:[1-4]|i{1,3}|iv)\b/u.test(text) ? fault('date.quarter') : undefined),
  (text) => (isMonth(text) ? fault('date.month-only') : undefined),
  (text) => (/^(?:nam )?\d{4}$/u.test(text) ? fault('date.year-only') : undefined),
  (text) => ((text.match(/(?<!\d)\d{4}(?!\d)/gu) ?? []).length > 1 ? fault('date.range') : undefined),
];

function isMonth(text: string): boolean {
  return (
    /^\d{1,2}[/.-]\d{4}$|^\d{4}[/.-]\d{1,2}$|^(?:thang|thg|th) ?\d{1,2}[ ,./-]*(?:nam )?\d{4}$/u.test(text) ||
    new RegExp(`^${monthName}[ ,.-]*\\d{4}$`, 'u').test(text)
  );
}

/** Digits without anything between: 20200315, 15032020, with a clock behind, or the number by which a sheet counts days. */
function readDigits(text: string, field: DateField): SheetDay | undefined {
  if (/^\d{5}(?:\.\d{1,10})?$/u.test(text)) return fromSerial(Number(text));
  if (/^\d{6}$/u.test(text)) return fault('date.six-digits');
  const digits = /^(\d{8})(?:\d{4}|\d{6})?$/u.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const yearFirst = dayOf(digits.slice(0, 4), digits.slice(4, 6), digits.slice(6));
  const dayFirst = dayOf(digits.slice(4), digits.slice(2, 4), digits.slice(0, 2));
  const good = [yearFirst, dayFirst].filter(
    (read): read is { day: string; dayFirst: 'sure' } =>
      'day' in read && read.day >= field.earliest && read.day <= field.latest,
  );
  if (good.length === 2 && good[0]!.day !== good[1]!.day) return fault('date.two-readings');
  return good[0] ?? ('day' in yearFirst ? yearFirst : dayFirst);
}

/** Two digits of a year are taken where one century alone fits the field. */
function withYear(year: string, field: DateField, read: (year: string) => SheetDay): SheetDay {
  if (year.length === 4) return read(year);
  const both = [read(`19${year}`), read(`20${year}`)];
  const [first, ...more] = both.filter(
    (one) => 'day' in one && one.day >= field.earliest && one.day <= field.latest,
  );
  if (first === undefined) return both.every((one) => 'fault' in one) ? both[1]! : fault('date.out-of-range');
  return more.length === 0 ? first : fault('date.short-year');
}

/**
 * Days since the end of 1899, as sheets count them. They hold 1900 for a leap year, so number 60 is a day that never was.
 */
function fromSerial(serial: number): SheetDay {
  if (serial === 0) return { none: true };
  const days = Math.floor(serial);
  if (!Number.isFinite(serial) || days < 0 || days === 60) return fault('date.calendar');
  const at = Date.UTC(1899, 11, days < 60 ? 31 : 30) + days * 86_400_000;
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? fault('date.unknown') : sure(date.toISOString().slice(0, 10));
}

function dayOf(year: string | undefined, month: string | undefined, day: string | undefined): SheetDay {
  if (!isRealDay(Number(year), Number(month), Number(day)) || year === '0000') return fault('date.calendar');
  return sure(`${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`);
}

const sure = (day: string): { day: string; dayFirst: 'sure' } => ({ day, dayFirst: 'sure' });
const fault = (code: DateFault): { fault: DateFault } => ({ fault: code });
const numberOf = (names: readonly string[], name: string | undefined): string =>
  String(names.indexOf(name ?? '') + 1);
