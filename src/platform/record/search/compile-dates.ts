import type { DateTerm } from '#kernel/fhir/search/parsed-query.ts';
import type { Mark } from '../index-hash.ts';
import { instantText } from './instant-text.ts';
import type { SqlText } from './sql-text.ts';

/** Where a time stands in a row: SQL of its beginning and its end. */
interface Span {
  readonly lo: string;
  readonly hi: string;
}

const only: Span = { lo: 'r.dates[2]', hi: 'r.dates[3]' };
const looped: Span = { lo: 'r.dates[i+1]', hi: 'r.dates[i+2]' };

/**
 * SQL over the triples of one parameter. Nearly every row has one triple alone, which is looked at without the loop: the loop is
 * fifteen times as dear, and a long record has twenty thousand rows.
 */
function overTriples(mark: Mark, sql: SqlText, one: string, loop: (triples: string) => string): string {
  const tag = `${sql.value(mark.tag)}::float8`;
  const triples = `generate_series(1, coalesce(array_length(r.dates, 1), 0), 3) i where r.dates[i] = ${tag}`;
  return `case when array_length(r.dates, 1) = 3 and r.dates[1] = ${tag} then ${one} else ${loop(triples)} end`;
}

/** The first beginning among the times of one parameter, or the last one; null where there is none. */
export function dateKey(mark: Mark, which: 'min' | 'max', sql: SqlText): string {
  return overTriples(mark, sql, only.lo, (triples) => `(select ${which}(${looped.lo}) from ${triples})`);
}

/** Exact comparison of the stored ranges of one parameter. */
export function compareDates(mark: Mark, values: readonly DateTerm[], sql: SqlText): string {
  const ways = values.map((term) => compareDate(term, sql));
  const meets = (span: Span): string => ways.map((way) => `(${way(span)})`).join(' or ');
  return overTriples(
    mark,
    sql,
    meets(only),
    (triples) => `exists (select 1 from ${triples} and (${meets(looped)}))`,
  );
}

function compareDate(term: DateTerm, sql: SqlText): (span: Span) => string {
  // A statement names no value that it does not use: PostgreSQL would not know its type.
  const low = (): string => `${sql.value(term.lo)}::float8`;
  const high = (): string => `${sql.value(term.hi)}::float8`;
  switch (term.prefix) {
    case 'eq': {
      const [from, to] = [low(), high()];
      return ({ lo, hi }) => `${lo} >= ${from} and ${hi} <= ${to}`;
    }
    case 'ne': {
      const [from, to] = [low(), high()];
      return ({ lo, hi }) => `${lo} < ${from} or ${hi} > ${to}`;
    }
    case 'gt': {
      const to = high();
      return ({ hi }) => `${hi} > ${to}`;
    }
    case 'ge': {
      const [from, to] = [low(), high()];
      return ({ lo, hi }) => `${hi} > ${to} or ${lo} >= ${from}`;
    }
    case 'lt': {
      const from = low();
      return ({ lo }) => `${lo} < ${from}`;
    }
    case 'le': {
      const [from, to] = [low(), high()];
      return ({ lo, hi }) => `${lo} < ${from} or ${hi} <= ${to}`;
    }
    case 'sa': {
      const to = high();
      return ({ lo }) => `${lo} >= ${to}`;
    }
    case 'eb': {
      const from = low();
      return ({ hi }) => `${hi} <= ${from}`;
    }
    case 'ap': {
      const [from, to] = [low(), high()];
      return ({ lo, hi }) => `${lo} < ${to} and ${hi} > ${from}`;
    }
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
