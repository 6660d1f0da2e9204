import { compartmentCodesOf } from '#kernel/fhir/search/compartments.ts';
import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { allResourceTypes } from '#kernel/fhir/structure/element-facts.ts';
import type { Queryable } from '../../sql/database.ts';
import { beginRun } from './begin-run.ts';
import { makePlan } from './candidates.ts';
import type { Compartment } from './compile-compartment.ts';
import { readCursor, writeCursor, type Cursor } from './cursor.ts';
import { nextSlice, type Found } from './page.ts';
import type { SearchPlan } from './plan-search.ts';
import { countsOnly, cursorText, pageSize, wantsTotal, type MatchPage } from './page-wish.ts';
import { countMatches } from './run-search.ts';
import type { Run, SearchHost } from './search-host.ts';
import { compareFound } from './sort.ts';

/** One type's part of a search over several types. */
interface Part {
  readonly query: ParsedQuery;
  readonly plan: SearchPlan;
}

/**
 * Runs one search over several types; `queries` are the same query as each type reads it. Without a sort the types come one after
 * another. Errors: search.invalid, search.too-costly.
 */
export async function runSystemSearch(
  host: SearchHost,
  queries: readonly ParsedQuery[],
  compartment?: Compartment,
): Promise<MatchPage> {
  const run = beginRun(host);
  const [first] = queries;
  if (first === undefined) return { rows: [], total: 0 };
  const parts: Part[] = [];
  for (const query of queries) {
    const plan = await makePlan(run, query, { compartment });
    if (!plan.empty) parts.push({ query, plan });
  }
  let total = 0;
  if (wantsTotal(first)) for (const { plan } of parts) total += await countMatches(run, plan);
  const counted = wantsTotal(first) ? { total } : {};
  if (countsOnly(first)) return { rows: [], ...counted };
  const page =
    first.sort.length === 0 ? await oneAfterAnother(run, parts, first) : await merged(run, parts, first);
  return { ...page, ...counted };
}

async function oneAfterAnother(run: Run, parts: readonly Part[], first: ParsedQuery): Promise<MatchPage> {
  const size = pageSize(first);
  const text = cursorText(first);
  const cursor = text === undefined ? undefined : readCursor(text, ['text']);
  const from = cursor?.keys[0] ?? '';
  const rows: Found['row'][] = [];
  for (const { query, plan } of parts.filter(({ plan: { resourceType } }) => resourceType >= String(from))) {
    const type = plan.resourceType;
    const after: Cursor | undefined =
      cursor !== undefined && type === from ? { id: cursor.id, keys: [] } : undefined;
    const { found, end } = await nextSlice(run, plan, query, after, size - rows.length);
    rows.push(...found.map(({ row }) => row));
    if (end !== undefined) return { rows, next: writeCursor({ id: end.id, keys: [type] }) };
    if (rows.length === size) {
      const last = rows.at(-1)!;
      return parts.at(-1)!.plan === plan
        ? { rows }
        : { rows, next: writeCursor({ id: last.id, keys: [type] }) };
    }
  }
  return { rows };
}

/** Each type gives its next matches; the first of all of them make the page, as far as every type has been looked through. */
async function merged(run: Run, parts: readonly Part[], first: ParsedQuery): Promise<MatchPage> {
  const size = pageSize(first);
  const text = cursorText(first);
  const cursor =
    text === undefined
      ? undefined
      : readCursor(
          text,
          first.sort.map(() => 'any' as const),
        );
  const quick = first.sort.every(({ param }) => param.code === '_lastUpdated' || param.type === 'date');
  const compare = (a: { keys: Cursor['keys']; row: { id: string } }, b: typeof a): number =>
    compareFound(first.sort, a, b);
  const found: Found[] = [];
  let edge: { keys: Cursor['keys']; row: { id: string } } | undefined;
  for (const { query, plan } of parts) {
    const slice = await nextSlice(run, plan, query, cursor, size, !quick);
    found.push(...slice.found);
    if (slice.end === undefined) continue;
    const end = { keys: slice.end.keys, row: { id: slice.end.id } };
    if (edge === undefined || compare(end, edge) < 0) edge = end;
  }
  const within = found.filter((one) => edge === undefined || compare(one, edge) <= 0).toSorted(compare);
  const page = within.slice(0, size);
  const last = page.at(-1);
  const rows = page.map(({ row }) => row);
  if (last !== undefined && (within.length > size || edge !== undefined))
    return { rows, next: writeCursor({ id: last.row.id, keys: last.keys }) };
  return edge === undefined ? { rows } : { rows, next: writeCursor({ id: edge.row.id, keys: edge.keys }) };
}

/** The types of which something is stored: a step through an index from type to type. */
const typesText = `with recursive found as (
    (select r.type from record.resource r order by r.type limit 1)
    union all
    select (select r.type from record.resource r where r.type > f.type order by r.type limit 1) from found f where f.type is not null
  ) select type from found where type is not null`;

/** The types to search where a query names none: what is stored, or what a compartment may hold. */
export async function searchedTypes(q: Queryable, compartment?: Compartment): Promise<string[]> {
  if (compartment !== undefined)
    return allResourceTypes.filter((type) => compartmentCodesOf(compartment.type, type) !== undefined);
  if (await q.isSpread()) return stepThroughTypes(q);
  const { rows } = await q.query<{ type: string }>({ name: 'record-types', text: typesText, values: [] });
  return rows.map(({ type }) => type);
}

/** The same on a cluster, which takes no such step by itself. */
async function stepThroughTypes(q: Queryable): Promise<string[]> {
  const types: string[] = [];
  for (;;) {
    const { rows } = await q.query<{ type: string | null }>({
      name: 'record-next-type',
      text: 'select min(r.type) as type from record.resource r where r.type > $1',
      values: [types.at(-1) ?? ''],
    });
    const type = rows[0]?.type ?? null;
    if (type === null) return types;
    types.push(type);
  }
}
