import type { DateValue } from '#kernel/fhir/search/index-values.ts';

const day = 86_400_000;
/** Years that have tokens of their own; what lies outside is found at the edge. */
const firstYear = 1900;
const lastYear = 2060;
const earliest = Date.UTC(firstYear, 0, 1);
const latest = Date.UTC(lastYear + 1, 0, 1) - 1;
/** A value that touches more days (months, years) than this is marked as wide instead. */
const most = 3;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Closed range within the years that have tokens. */
function clamp(value: DateValue): Span {
  const from = Math.min(Math.max(value.lo, earliest), latest);
  return { from, to: Math.min(Math.max(value.hi - 1, from), latest) };
}

const monthIndex = (ms: number): number => {
  const date = new Date(ms);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
const yearOf = (ms: number): number => new Date(ms).getUTCFullYear();

function cover(kind: string, from: number, to: number, into: string[]): void {
  if (to - from >= most) into.push(kind + '*');
  else for (let at = from; at <= to; at += 1) into.push(kind + at);
}

/** The days, months and years (UTC) that a stored time touches, as texts to hash: an index of ranges without rows. */
export function dateTokens(value: DateValue): string[] {
  const { from, to } = clamp(value);
  const into: string[] = [];
  cover('d', Math.floor(from / day), Math.floor(to / day), into);
  cover('m', monthIndex(from), monthIndex(to), into);
  cover('y', yearOf(from), yearOf(to), into);
  return into;
}

/** From this length on a range begins and ends with whole months: some days more cost less than 60 tokens more. */
const longRange = 300 * day;

function byMonths(span: Span): Span {
  if (span.to - span.from < longRange) return span;
  const [first, last] = [new Date(span.from), new Date(span.to)];
  return {
    from: Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1),
    to: Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + 1, 1) - 1,
  };
}

/**
 * Texts of which a stored time has at least one where it touches the wanted range: whole years by year, the rest by month and, in a
 * short range, by day. At most 161 years + 22 months, or 10 months + 60 days; callers compare the exact range afterwards.
 */
export function dateRangeTokens(value: DateValue): string[] {
  const { from, to } = byMonths(clamp(value));
  const into = ['d*', 'm*', 'y*'];
  let at = from;
  while (at <= to) {
    const date = new Date(at);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    const nextYear = Date.UTC(year + 1, 0, 1);
    const nextMonth = Date.UTC(year, month + 1, 1);
    const startsDay = at % day === 0;
    if (startsDay && month === 0 && date.getUTCDate() === 1 && nextYear - 1 <= to) {
      into.push(`y${year}`);
      at = nextYear;
    } else if (startsDay && date.getUTCDate() === 1 && nextMonth - 1 <= to) {
      into.push(`m${year * 12 + month}`);
      at = nextMonth;
    } else {
      into.push(`d${Math.floor(at / day)}`);
      at = (Math.floor(at / day) + 1) * day;
    }
  }
  return into;
}
