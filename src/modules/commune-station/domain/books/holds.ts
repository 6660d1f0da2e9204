import type { Test } from './language.ts';
import type { Cell, Period, Row } from './tables.ts';

/** Turns a question into a function of a line. Unknown is false. */
export function holdsOf(test: Test | undefined, period: Period): (row: Row) => boolean {
  if (test === undefined) return () => true;
  if ('is' in test)
    return (
      (column, value) => (row: Row) =>
        row[column] === value
    )(...test.is);
  if ('in' in test) {
    const [column, values] = test.in;
    const set = new Set<Cell | undefined>(values);
    return (row) => set.has(row[column]);
  }
  if ('between' in test) {
    const [column, low = -Infinity, high = Infinity] = test.between;
    return (row) => {
      const value = row[column];
      return typeof value === 'number' && value >= low && value <= high;
    };
  }
  if ('codes' in test) {
    const [column, ranges] = test.codes;
    const inRange = rangesOf(ranges);
    return (row) => partsOf(row[column]).some(inRange);
  }
  if ('holds' in test) {
    const [column, values] = test.holds;
    return (row) => {
      const parts = partsOf(row[column]);
      return values.every((value) => parts.includes(value));
    };
  }
  if ('known' in test) return (row) => isKnown(row[test.known]);
  if ('within' in test)
    return (row) => {
      const day = row[test.within];
      return typeof day === 'string' && day >= period.from && day <= period.to;
    };
  if ('until' in test)
    return (row) => {
      const day = row[test.until];
      return typeof day === 'string' && day <= period.to;
    };
  if ('ours' in test) return (row) => period.station !== undefined && row[test.ours] === period.station;
  if ('not' in test) {
    const inner = holdsOf(test.not, period);
    return (row) => !inner(row);
  }
  const parts = ('all' in test ? test.all : test.any).map((part) => holdsOf(part, period));
  return 'all' in test ? (row) => parts.every((part) => part(row)) : (row) => parts.some((part) => part(row));
}

/** '|I10|E11.9|' or a single code as its parts. */
export function partsOf(cell: Cell | undefined): readonly string[] {
  if (typeof cell !== 'string') return nothing;
  let parts = known.get(cell);
  if (parts === undefined) {
    if (known.size >= mostKnown) known.clear();
    known.set(cell, (parts = cell.split('|').filter((part) => part !== '')));
  }
  return parts;
}

const nothing: readonly string[] = [];
/** A report asks each of hundreds of questions about the same few lists of codes. */
const known = new Map<string, readonly string[]>();
const mostKnown = 20_000;

const isKnown = (cell: Cell | undefined): boolean =>
  cell !== null && cell !== undefined && cell !== '' && cell !== 0 && cell !== false;

/** Ranges of ICD-10: categories from-to by their first three characters, or what begins with a code. */
export function rangesOf(ranges: readonly string[]): (code: string) => boolean {
  const read = ranges.map((range) => range.split('-') as [string, string | undefined]);
  return (code) =>
    read.some(([from, to]) =>
      to === undefined ? code.startsWith(from) : code.slice(0, 3) >= from && code.slice(0, 3) <= to,
    );
}
