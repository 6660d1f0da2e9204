import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import type { Row } from '../rows.ts';

/** Name of the cursor in a query. */
export const cursorName = '_cursor';
const defaultCount = 50;
const mostCount = 1000;

/** The matches of one page. */
export interface MatchPage {
  readonly rows: readonly Row[];
  readonly next?: string;
  readonly total?: number;
}

/** True where the number of matches is part of the answer. An estimate is never less than exact here. */
export function wantsTotal(query: ParsedQuery): boolean {
  return query.total === 'accurate' || query.total === 'estimate' || countsOnly(query);
}

/** True where the matches themselves are not wanted. */
export function countsOnly(query: ParsedQuery): boolean {
  return query.summary === 'count' || query.count === 0;
}

/** Matches of a page. */
export function pageSize(query: ParsedQuery): number {
  return Math.min(query.count ?? defaultCount, mostCount);
}

/** The cursor of a query as it came. */
export function cursorText(query: ParsedQuery): string | undefined {
  return query.other.find(({ name }) => name === cursorName)?.value;
}
