import { createHash } from 'node:crypto';
import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { personsReached, reachesByTies } from '../reach.ts';
import { makePlan } from './candidates.ts';
import { writeCursor } from './cursor.ts';
import { sliceBySql, type Found } from './page.ts';
import { countsOnly, cursorText, pageSize, wantsTotal, type MatchPage } from './page-wish.ts';
import type { Run } from './search-host.ts';
import { sqlSorts } from './sort.ts';

/** Persons who are found before it is asked which of them the actor reaches. */
const mostFound = 100;
/** Questions that are remembered for having found more. */
const mostCommon = 2000;

/** Digests of questions that found too many, oldest first: what was asked is kept nowhere. */
const common = new Set<string>();

/**
 * A page of persons for somebody who reaches them by ties, where few meet the question at all: they are found first, then one prepared
 * statement says which of them are open to her. The condition of ties within the search would be planned anew each time, which costs more
 * than the whole of such a search (decision 22). Undefined where the question is of another kind or finds too many.
 * Errors: search.invalid, search.too-costly.
 */
export async function pageOfFewPersons(run: Run, query: ParsedQuery): Promise<MatchPage | undefined> {
  if (!asksForPersons(run, query)) return undefined;
  const question = digestOf(query);
  if (common.has(question)) return undefined;
  const plan = await makePlan(run, query, { unreached: true });
  if (plan.narrow || plan.broad || plan.linked.length > 0) return undefined;
  const sorts = plan.empty ? [] : sqlSorts(query.resourceType, query.sort, plan.sql);
  if (sorts === undefined) return undefined;
  const all = plan.empty ? { found: [] } : await sliceBySql(run, plan, sorts, undefined, mostFound);
  if (all.end !== undefined) {
    remember(question);
    return undefined;
  }
  return pageOf(await openOf(run, query, all.found), query);
}

function asksForPersons(run: Run, query: ParsedQuery): boolean {
  return (
    query.resourceType === 'Patient' &&
    query.conditions.length > 0 &&
    query.conditions.every(({ kind }) => kind !== 'chain' && kind !== 'has') &&
    cursorText(query) === undefined &&
    reachesByTies(run.reach, 'Patient')
  );
}

async function openOf(run: Run, { resourceType }: ParsedQuery, found: readonly Found[]): Promise<Found[]> {
  const rows = found.map(({ row }) => row);
  const open = new Set(await personsReached(run.q, run.reach, resourceType, rows, run.now));
  return found.filter(({ row }) => open.has(row));
}

function pageOf(found: readonly Found[], query: ParsedQuery): MatchPage {
  const total = wantsTotal(query) ? { total: found.length } : {};
  if (countsOnly(query)) return { rows: [], ...total };
  const page = found.slice(0, pageSize(query));
  const last = page.at(-1);
  return {
    rows: page.map(({ row }) => row),
    ...(last !== undefined &&
      page.length < found.length && { next: writeCursor({ id: last.row.id, keys: last.keys }) }),
    ...total,
  };
}

function digestOf({ conditions }: ParsedQuery): string {
  const asked = conditions.map((one) => ('values' in one ? { ...one, param: one.param.code } : one));
  return createHash('sha1').update(JSON.stringify(asked)).digest('base64');
}

function remember(question: string): void {
  common.add(question);
  if (common.size > mostCommon) common.delete(common.values().next().value!);
}
