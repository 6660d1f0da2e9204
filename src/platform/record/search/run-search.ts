import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { beginRun } from './begin-run.ts';
import { allCandidates, batchSize, hasResidue, keep, makePlan, usedValues, whereText } from './candidates.ts';
import type { Compartment } from './compile-compartment.ts';
import { demandKeys, readCursor, writeCursor, type Cursor } from './cursor.ts';
import { pageOfFewPersons } from './few-persons.ts';
import { sliceBySql, sliceInMemory, type Slice } from './page.ts';
import type { SearchPlan } from './plan-search.ts';
import { countsOnly, cursorText, pageSize, wantsTotal, type MatchPage } from './page-wish.ts';
import type { Run, SearchHost } from './search-host.ts';
import { cursorKeys, sqlSorts } from './sort.ts';
import { timeWalk } from './walk-by-time.ts';

/** Runs a search of one type without its includes. Errors: search.invalid, search.too-costly. */
export async function runSearch(
  host: SearchHost,
  query: ParsedQuery,
  compartment?: Compartment,
): Promise<MatchPage> {
  const run = beginRun(host);
  const few = compartment === undefined ? await pageOfFewPersons(run, query) : undefined;
  if (few !== undefined) return few;
  const plan = await makePlan(run, query, { compartment });
  if (plan.empty) return { rows: [], ...(wantsTotal(query) && { total: 0 }) };
  const total = wantsTotal(query) ? { total: await countMatches(run, plan) } : {};
  if (countsOnly(query)) return { rows: [], ...total };
  const { found, end } = await nextSlice(run, plan, query, cursorText(query), pageSize(query));
  return {
    rows: found.map(({ row }) => row),
    ...(end !== undefined && { next: writeCursor(end) }),
    ...total,
  };
}

/** The matches after a cursor, by statement where it knows the order. Errors: search.invalid for a foreign cursor, search.too-costly. */
export async function nextSlice(
  run: Run,
  plan: SearchPlan,
  query: ParsedQuery,
  cursor: string | Cursor | undefined,
  size: number,
  inMemory = false,
): Promise<Slice> {
  if (plan.empty) return { found: [] };
  const walk = inMemory ? undefined : timeWalk(plan, query);
  const sorts = inMemory ? undefined : sqlSorts(query.resourceType, query.sort, plan.sql);
  const kinds = sorts === undefined ? query.sort.map(() => 'any' as const) : cursorKeys(sorts);
  const after = typeof cursor === 'string' ? readCursor(cursor, kinds) : cursor && demandKeys(cursor, kinds);
  return sorts === undefined
    ? sliceInMemory(run, plan, query, after, size)
    : sliceBySql(run, plan, sorts, after, size, walk);
}

/** The number of matches. Error: search.too-costly where too many candidates would have to be looked at. */
export async function countMatches(run: Run, plan: SearchPlan): Promise<number> {
  if (plan.empty) return 0;
  if (!hasResidue(plan)) {
    const text = `select count(*) as count from ${plan.from}${whereText(plan.where)}`;
    run.budget.ask();
    const { rows } = await run.q.query<{ count: number }>({ text, values: usedValues(text, plan.sql) });
    return rows[0]?.count ?? 0;
  }
  const rows = await allCandidates(run, plan);
  let count = 0;
  for (let at = 0; at < rows.length; at += batchSize)
    count += (await keep(run, plan, rows.slice(at, at + batchSize))).length;
  return count;
}
