import { createHash } from 'node:crypto';
import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { personsReached, reachesByTies } from '../reach.ts';
import { hasResidue, keep, makePlan } from './candidates.ts';
import { cursorOf, writeCursor } from './cursor.ts';
import { keysOf, readStep, segmentsOf, type KeyedRow } from './page.ts';
import { countsOnly, cursorText, pageSize, wantsTotal, type MatchPage } from './page-wish.ts';
import type { SearchPlan } from './plan-search.ts';
import type { Run } from './search-host.ts';
import { sqlSorts, type SqlSort } from './sort.ts';

/** Persons who are looked at one by one for a page. */
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
  const rows = plan.empty ? [] : await readOpen(run, plan, sorts, query);
  if (rows === undefined) remember(question);
  return rows && pageOf(rows, sorts, query);
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

/**
 * The first rows in order that are open to the actor and meet the question, one more than the page holds, or all where they are to be counted;
 * undefined where too many had to be looked at for them.
 */
async function readOpen(
  run: Run,
  plan: SearchPlan,
  sorts: readonly SqlSort[],
  query: ParsedQuery,
): Promise<KeyedRow[] | undefined> {
  const enough = wantsTotal(query) ? mostFound + 1 : pageSize(query) + 1;
  // Some of those who are found are not open: a little more than the page is read at once.
  const step = Math.min(mostFound, Math.ceil(enough * 1.5));
  const open: KeyedRow[] = [];
  let looked = 0;
  for (const segment of segmentsOf(sorts, undefined)) {
    let { after } = segment;
    for (;;) {
      const rows: KeyedRow[] = await readStep(run, plan, sorts, { ...segment, after, limit: step });
      const reached = await personsReached(run.q, run.reach, query.resourceType, rows, run.now);
      open.push(
        ...(hasResidue(plan) ? (await keep(run, plan, reached)).map(({ row }) => row as KeyedRow) : reached),
      );
      if (open.length >= enough) return open.slice(0, enough);
      if (rows.length < step) break;
      looked += rows.length;
      if (looked >= mostFound) return undefined;
      const last = rows.at(-1)!;
      after = cursorOf(last.id, keysOf(last, sorts));
    }
  }
  return open;
}

function pageOf(rows: readonly KeyedRow[], sorts: readonly SqlSort[], query: ParsedQuery): MatchPage {
  const total = wantsTotal(query) ? { total: rows.length } : {};
  if (countsOnly(query)) return { rows: [], ...total };
  const page = rows.slice(0, pageSize(query));
  const last = page.at(-1);
  const goesOn = last !== undefined && page.length < rows.length;
  return {
    rows: page,
    ...(goesOn && { next: writeCursor(cursorOf(last.id, keysOf(last, sorts))) }),
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
