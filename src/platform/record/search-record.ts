import type { Include, ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { parseQuery } from '#kernel/fhir/search/parse-query.ts';
import { namedTypes, parseSystemQuery } from '#kernel/fhir/search/parse-system-query.ts';
import type { AuditLine } from '../audit/audit-log.ts';
import type { Desk } from './desk.ts';
import { refusing } from './read-record.ts';
import { demand, type Reach } from './reach.ts';
import type { StoredResource } from './record-store.ts';
import type { Row } from './rows.ts';
import { beginRun } from './search/begin-run.ts';
import { bearingWords } from './search/bearing-words.ts';
import { beginningWith } from './search/beginning-with.ts';
import type { Compartment } from './search/compile-compartment.ts';
import { findIncluded } from './search/includes.ts';
import { cursorName, type MatchPage } from './search/page-wish.ts';
import { runSearch } from './search/run-search.ts';
import type { Run, SearchHost } from './search/search-host.ts';
import { runSystemSearch, searchedTypes } from './search/system-search.ts';

/** One page of a search, with what was asked for. */
export interface FoundPage {
  /** Lenient mode: names of parameters that were not understood. */
  readonly ignored: readonly string[];
  readonly matches: readonly StoredResource[];
  readonly included: readonly StoredResource[];
  readonly next?: string;
  readonly total?: number;
}

/** How a search is read and what it is held to. */
export interface SearchOptions {
  readonly lenient?: boolean;
  readonly compartment?: Compartment | undefined;
}

/** Searches one type. Errors: search.invalid, search.too-many, search.too-costly, access.denied. */
export async function searchRecord(
  desk: Desk,
  type: string,
  queryText: string,
  { compartment, ...options }: SearchOptions = {},
): Promise<FoundPage> {
  const now = desk.host.now();
  const query = parseQuery(type, queryText, { now, passThrough: [cursorName], ...options });
  const reach = await desk.reach();
  const asked = askedBy(`${type}?${queryText}`, compartment);
  await refusing(desk, { resourceType: type, query: namesOf(query), asked }, () =>
    demand(reach, 'search', type),
  );
  const host = hostOf(desk, reach, now);
  const page = await runSearch(host, query, compartment);
  return finish(desk, host, page, [query], { type, compartment, asked });
}

/**
 * Those of a type who are called as somebody typed so far: whose names begin so, in the order of names; where nobody at all is called so from the
 * beginning, by the next of the orders that its words may have, all of them whole; at last who bear the words of the first in any order. One line of the audit.
 * Errors: access.denied.
 */
export async function searchNamed(
  desk: Desk,
  type: string,
  orders: readonly [typed: string, ...others: string[]],
  most: number,
): Promise<readonly StoredResource[]> {
  const [typed] = orders;
  const now = desk.host.now();
  const text = new URLSearchParams({ name: typed.replace(/[\\,|$]/g, ' ') }).toString();
  const query = parseQuery(type, text, { now });
  const reach = await desk.reach();
  const asked = `${type}?${text}`;
  await refusing(desk, { resourceType: type, query: namesOf(query), asked }, () =>
    demand(reach, 'search', type),
  );
  const host = hostOf(desk, reach, now);
  const rows = await rowsNamed(beginRun(host), type, orders, most);
  return (await finish(desk, host, { rows }, [query], { type, asked })).matches;
}

async function rowsNamed(
  run: Run,
  type: string,
  orders: readonly [typed: string, ...others: string[]],
  most: number,
): Promise<readonly Row[]> {
  for (const [at, order] of orders.entries()) {
    const rows = await beginningWith(run, type, order, most, at > 0);
    // Somebody is called so, nobody in reach: the words were meant in this order, unless it is one.
    if (rows !== undefined && (rows.length > 0 || order.trim().includes(' '))) return rows;
  }
  return bearingWords(run, type, orders[0], most);
}

/**
 * Searches several types at once: those that `_type` names, else all that the actor may search. Errors: as `searchRecord`; a type that
 * is named and may not be searched is refused.
 */
export async function searchTypes(
  desk: Desk,
  queryText: string,
  { compartment, ...options }: SearchOptions = {},
): Promise<FoundPage> {
  const now = desk.host.now();
  const reach = await desk.reach();
  const named = namedTypes(queryText);
  const possible = named ?? (await searchedTypes(desk.q, compartment));
  const types = named ?? possible.filter((type) => reach.scope.may('search', type));
  const asked = askedBy(`?${queryText}`, compartment);
  await refusing(desk, { asked }, () => {
    for (const type of types) demand(reach, 'search', type);
    // Who may search nothing at all is told so, whatever is stored.
    if (types.length === 0 && !reach.scope.may('search', 'Patient')) demand(reach, 'search', 'Patient');
  });
  const queries = parseSystemQuery(types, queryText, { now, passThrough: [cursorName], ...options });
  const host = hostOf(desk, reach, now);
  const page = await runSystemSearch(host, queries, compartment);
  return finish(desk, host, page, queries, { compartment, asked });
}

function hostOf(desk: Desk, reach: Reach, now: Date): SearchHost {
  const { texts, terminology } = desk.host;
  return { q: desk.q, texts, reach, now, terminology: () => terminology.now() };
}

async function finish(
  desk: Desk,
  host: SearchHost,
  page: MatchPage,
  queries: readonly ParsedQuery[],
  {
    type,
    compartment,
    asked,
  }: { readonly type?: string; readonly compartment?: Compartment | undefined; readonly asked: string },
): Promise<FoundPage> {
  const extra = await findIncluded(host, includesOf(queries), page.rows);
  const stored = await host.texts.stored(desk.q, [...page.rows, ...extra]);
  await auditShown(desk, [...page.rows, ...extra], {
    action: 'search',
    ...(type !== undefined && { resourceType: type }),
    query: [
      ...new Set([...(compartment === undefined ? [] : [compartment.type]), ...queries.flatMap(names)]),
    ].join(' '),
    asked,
    outcome: 'ok',
    count: page.rows.length,
  });
  return {
    ignored: queries[0]?.ignored ?? [],
    matches: stored.slice(0, page.rows.length),
    included: stored.slice(page.rows.length),
    ...(page.next !== undefined && { next: page.next }),
    ...(page.total !== undefined && { total: page.total }),
  };
}

/**
 * One line for each person who was shown something, as IHE BALP asks, so that each can be told; one line where none was. Of what the house
 * looks for itself one line tells enough.
 */
async function auditShown(
  desk: Desk,
  rows: readonly { readonly patient: string | null }[],
  line: Omit<AuditLine, 'actor'>,
): Promise<void> {
  const shown = Map.groupBy(
    rows.filter(({ patient }) => patient !== null),
    ({ patient }) => patient!,
  );
  if (shown.size === 0 || (shown.size > 1 && desk.actor.kind === 'platform')) return desk.audit(line);
  await Promise.all(
    [...shown].map(([patientId, own]) =>
      desk.audit({ ...line, patientId, count: shown.size === 1 ? (line.count ?? own.length) : own.length }),
    ),
  );
}

/** The includes of all readings of one query, each once. */
function includesOf(queries: readonly ParsedQuery[]): Pick<ParsedQuery, 'includes' | 'revincludes'> {
  const each = (lists: readonly (readonly Include[])[]): Include[] => [
    ...new Map(
      lists
        .flat()
        .map((one) => [[one.resourceType, one.param?.code, one.targetType, one.iterate].join(' '), one]),
    ).values(),
  ];
  return {
    includes: each(queries.map(({ includes }) => includes)),
    revincludes: each(queries.map(({ revincludes }) => revincludes)),
  };
}

function names(query: ParsedQuery): string[] {
  return query.conditions.map((condition) => condition.param.code);
}

/** The question with its values, for the sealed part of its line. */
function askedBy(question: string, compartment: Compartment | undefined): string {
  return compartment === undefined ? question : `${compartment.type}/${compartment.id}/${question}`;
}

/** Names of the parameters, never their values. */
function namesOf(query: ParsedQuery): string {
  return [...new Set(names(query))].join(' ');
}
