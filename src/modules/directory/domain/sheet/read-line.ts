import { readOldFont } from '#kernel/vietnam/old-fonts.ts';
import type { LineCells } from './columns.ts';
import { readSheetDay, type DateField } from './dates.ts';
import type { Finding, FindingCode } from './findings.ts';

/** Reads the cells of one line and gathers what is wrong with them. */
export interface LineReader {
  readonly findings: readonly Finding[];
  /** Words of a cell: one blank between them, old fonts read; undefined where it is empty. */
  words(column: string, most?: number): string | undefined;
  /** Digits of a cell that a sheet may have made a number of: zeros in front come back. */
  digits(column: string, length: number): string | undefined;
  /** A number with point or comma. */
  number(column: string): number | undefined;
  /** A day, 'open' for one without end; undefined where it is empty or cannot be read, which is then a finding. */
  day(column: string, field: DateField): string | undefined;
  /** Refuses the line for a column. */
  refuse(code: FindingCode, column: string, value?: string): void;
  note(code: FindingCode, column: string, value?: string): void;
}

/** @param unsureDays columns in which days have the month first somewhere, so that others may have too */
export function readLine(line: LineCells, unsureDays: ReadonlySet<string> = new Set()): LineReader {
  const findings: Finding[] = [];
  const tell =
    (level: Finding['level']) =>
    (code: FindingCode, column: string, value?: string): void => {
      findings.push({
        code,
        level,
        column: line.heading(column),
        ...(value !== undefined && { value: value.slice(0, 200) }),
      });
    };
  const [refuse, note] = [tell('error'), tell('note')];
  const words = (column: string, most = 300): string | undefined => {
    const { text, kind } = line.cell(column);
    const plain = text
      .normalize('NFC')
      .replace(/[\u200b-\u200f\ufeff]|\p{Cc}/gu, ' ')
      .replace(/\s+/gu, ' ')
      .trim();
    if (plain === '') return undefined;
    if (kind === 'error') {
      refuse('date.formula', column);
      return undefined;
    }
    const read = readOldFont(plain);
    if (read.font !== undefined) note('font.old', column, read.text);
    if (read.text.length <= most) return read.text.normalize('NFC');
    refuse('too-long', column);
    return undefined;
  };
  return {
    findings,
    refuse,
    note,
    words,
    digits(column, length) {
      const said = words(column, 60);
      if (said === undefined) return undefined;
      const whole = wholeNumber(said.replace(/^['’]/u, '').replace(/[\s.]/gu, ''));
      if (!/^\d+$/u.test(whole) || whole.length >= length) return whole;
      const padded = whole.padStart(length, '0');
      // Some two digits at most: more are not lost, they were never there.
      if (length - whole.length > 2) return whole;
      note('code.zeros', column, padded);
      return padded;
    },
    number(column) {
      const said = words(column, 40);
      return said === undefined ? undefined : Number(said.replace(/\s/gu, '').replace(',', '.'));
    },
    day(column, field) {
      const read = readSheetDay(line.cell(column), field);
      if ('none' in read) return undefined;
      if ('open' in read) return 'open';
      const written = line.cell(column).text.trim();
      if ('fault' in read) refuse(read.fault, column, written);
      else if (read.dayFirst === 'either' && unsureDays.has(column))
        refuse('date.unsure-column', column, written);
      else return read.day;
      return undefined;
    },
  };
}

/** '1.23457E+11' as a sheet shows a long number, written out; anything else as it is. */
function wholeNumber(text: string): string {
  if (!/^\d(?:[.,]\d+)?E\+?\d{1,2}$/iu.test(text)) return text;
  const value = Number(text.replace(',', '.'));
  return Number.isSafeInteger(value) ? String(value) : text;
}
