import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { beginRun } from './begin-run.ts';
import { allCandidates, batchSize, hasResidue, keep, makePlan, usedValues, whereText } from './candidates.ts';
import type { Compartment } from './compile-compartment.ts';
import { writeCursor } from './cursor.ts';
import { pageOfFewPersons } from './few-persons.ts';
import { pageOfOnePerson } from './one-person.ts';
import { nextSlice } from './page.ts';
import type { SearchPlan } from './plan-search.ts';
import { countsOnly, cursorText, pageSize, wantsTotal, type MatchPage } from './page-wish.ts';
import type { Run, SearchHost } from './search-host.ts';

/** Runs a search of one type without its includes. Errors: search.invalid, search.too-costly. */
export async function runSearch(
  host: SearchHost,
  query: ParsedQuery,
  compartment?: Compartment,
): Promise<MatchPage> {
  const run = beginRun(host);
  const page =
    compartment === undefined
      ? ((await pageOfFewPersons(run, query)) ?? (await pageOfOnePerson(run, query)))
      : undefined;
  if (page !== undefined) return page;
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
