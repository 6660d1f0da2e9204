import { parseQuery } from '#kernel/fhir/search/parse-query.ts';
import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import type { Desk } from './desk.ts';
import { refusing } from './read-record.ts';
import { demand } from './reach.ts';
import type { StoredResource } from './record-store.ts';
import { findIncluded } from './search/includes.ts';
import { cursorName, runSearch } from './search/run-search.ts';

/** One page of a search, with what was asked for. */
export interface FoundPage {
  readonly query: ParsedQuery;
  readonly matches: readonly StoredResource[];
  readonly included: readonly StoredResource[];
  readonly next?: string;
  readonly total?: number;
}

/** Searches one type. Errors: search.invalid, search.too-many, access.denied. */
export async function searchRecord(
  desk: Desk,
  type: string,
  queryText: string,
  options: { readonly lenient?: boolean } = {},
): Promise<FoundPage> {
  const { host, q } = desk;
  const now = host.now();
  const query = parseQuery(type, queryText, { now, passThrough: [cursorName], ...options });
  const names = namesOf(query);
  const reach = await desk.reach();
  await refusing(desk, { resourceType: type, query: names }, () => demand(reach, 'search', type));
  const search = { q, texts: host.texts, reach, now, terminology: host.terminology.lookup };
  const page = await runSearch(search, query);
  const extra = await findIncluded(search, query, page.rows);
  const stored = await host.texts.stored(q, [...page.rows, ...extra]);
  const patients = new Set(page.rows.map((row) => row.patient));
  const [patient] = patients;
  await desk.audit({
    action: 'search',
    resourceType: type,
    ...(patients.size === 1 && typeof patient === 'string' && { patientId: patient }),
    query: names,
    outcome: 'ok',
    count: page.rows.length,
  });
  return {
    query,
    matches: stored.slice(0, page.rows.length),
    included: stored.slice(page.rows.length),
    ...(page.next !== undefined && { next: page.next }),
    ...(page.total !== undefined && { total: page.total }),
  };
}

/** Names of the parameters, never their values. */
function namesOf(query: ParsedQuery): string {
  return [...new Set(query.conditions.map((condition) => condition.param.code))].join(' ');
}
