import type { DateTerm } from '#kernel/fhir/search/parsed-query.ts';
import type { Mark } from '../index-hash.ts';
import { instantText } from './instant-text.ts';
import type { SqlText } from './sql-text.ts';

/** Loop over the date triples of one parameter. */
export function dateTriples(mark: Mark, sql: SqlText): string {
  return `generate_series(1, coalesce(array_length(r.dates, 1), 0), 3) i where r.dates[i] = ${sql.value(mark.tag)}::float8`;
}

/** Exact comparison of the stored ranges of one parameter. */
export function compareDates(mark: Mark, values: readonly DateTerm[], sql: SqlText): string {
  const ways = values.map((term) => `(${compareDate(term, 'r.dates[i+1]', 'r.dates[i+2]', sql)})`);
  return `exists (select 1 from ${dateTriples(mark, sql)} and (${ways.join(' or ')}))`;
}

function compareDate(term: DateTerm, lo: string, hi: string, sql: SqlText): string {
  const [wantedLo, wantedHi] = [term.lo, term.hi];
  const low = (): string => `${sql.value(wantedLo)}::float8`;
  const high = (): string => `${sql.value(wantedHi)}::float8`;
  switch (term.prefix) {
    case 'eq':
      return `${lo} >= ${low()} and ${hi} <= ${high()}`;
    case 'ne':
      return `${lo} < ${low()} or ${hi} > ${high()}`;
    case 'gt':
      return `${hi} > ${high()}`;
    case 'ge':
      return `${hi} > ${high()} or ${lo} >= ${low()}`;
    case 'lt':
      return `${lo} < ${low()}`;
    case 'le':
      return `${lo} < ${low()} or ${hi} <= ${high()}`;
    case 'sa':
      return `${lo} >= ${high()}`;
    case 'eb':
      return `${hi} <= ${low()}`;
    case 'ap':
      return `${lo} < ${high()} and ${hi} > ${low()}`;
  }
}

/** The range outside of which no stored time can meet the term; undefined where that is everything. */
export function dateRange(term: DateTerm): { lo: number; hi: number } | undefined {
  switch (term.prefix) {
    case 'eq':
    case 'ap':
      return { lo: term.lo, hi: term.hi };
    case 'ne':
      return undefined;
    case 'gt':
    case 'sa':
      return { lo: term.hi, hi: Infinity };
    case 'ge':
      return { lo: term.lo, hi: Infinity };
    case 'lt':
    case 'eb':
      return { lo: -Infinity, hi: term.lo };
    case 'le':
      return { lo: -Infinity, hi: term.hi };
  }
}

/** `_lastUpdated` as a condition on the column. */
export function updatedCondition(values: readonly DateTerm[], sql: SqlText): string {
  const at = (ms: number): string => `${sql.value(instantText(ms))}::timestamptz`;
  const ways = values.map((term) => {
    switch (term.prefix) {
      case 'eq':
      case 'ap':
        return `r.updated >= ${at(term.lo)} and r.updated < ${at(term.hi)}`;
      case 'ne':
        return `r.updated < ${at(term.lo)} or r.updated >= ${at(term.hi)}`;
      case 'gt':
      case 'sa':
        return `r.updated >= ${at(term.hi)}`;
      case 'ge':
        return `r.updated >= ${at(term.lo)}`;
      case 'lt':
      case 'eb':
        return `r.updated < ${at(term.lo)}`;
      case 'le':
        return `r.updated < ${at(term.hi)}`;
    }
  });
  return `(${ways.map((way) => `(${way})`).join(' or ')})`;
}
