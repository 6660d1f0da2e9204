import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { rowBucket } from '../place.ts';
import { rowColumns, type Row } from '../rows.ts';
import { allCandidates, batchSize, hasResidue, keep, readRows, whereText } from './candidates.ts';
import { cursorOf, demandKeys, readCursor, type Cursor, type Key } from './cursor.ts';
import type { SearchPlan } from './plan-search.ts';
import type { Run } from './search-host.ts';
import { timeWalk, walkStep, type TimedRow, type TimeWalk } from './walk-by-time.ts';
import {
  afterCursor,
  byName,
  compareFound,
  cursorKeys,
  memoryKey,
  orderBy,
  sqlSorts,
  type SqlSort,
} from './sort.ts';
import { preparedName } from './sql-text.ts';

/** A match with the values that it was sorted by. */
export interface Found {
  readonly row: Row;
  readonly keys: readonly Key[];
}

/** Some matches in order; `end` is where to go on, absent where there is nothing more. */
export interface Slice {
  readonly found: readonly Found[];
  readonly end?: Cursor;
}

/** A row with its sort keys `k0`, `k1` … */
export type KeyedRow = Row & Record<string, unknown>;

/** Rows looked at for one page of a search that SQL only narrows; the page may end early and the next one goes on from there. */
const mostPerPage = 2000;

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

/** The next matches after a cursor, read in the order of the statement, or walked by time where that can be. */
async function sliceBySql(
  run: Run,
  plan: SearchPlan,
  sorts: readonly SqlSort[],
  cursor: Cursor | undefined,
  size: number,
  walk?: TimeWalk,
): Promise<Slice> {
  const checks = hasResidue(plan);
  const step = checks ? Math.max(size, 200) : size;
  const found: Found[] = [];
  let examined = 0;
  for (const segment of segmentsOf(sorts, cursor)) {
    let after = segment.after;
    for (;;) {
      const part = { where: segment.where, after, limit: step + 1 };
      const rows: KeyedRow[] =
        walk === undefined
          ? await readStep(run, plan, sorts, part)
          : await walkStep(run, plan, walk, part, (from) =>
              readStep<TimedRow>(run, { ...plan, from }, sorts, part),
            );
      const batch = rows.slice(0, step);
      const kept = checks ? (await keep(run, plan, batch)).map(({ row }) => row as KeyedRow) : batch;
      for (const row of kept) {
        if (found.length === size) return { found, end: endOf(found) };
        found.push({ row, keys: keysOf(row, sorts) });
      }
      if (rows.length <= step) break;
      const last = batch.at(-1)!;
      after = cursorOf(last.id, keysOf(last, sorts));
      examined += step;
      if (!checks || examined >= mostPerPage) return { found, end: after };
    }
  }
  return { found };
}

function endOf(found: readonly Found[]): Cursor {
  const last = found.at(-1)!;
  return cursorOf(last.row.id, last.keys);
}

interface Segment {
  readonly where: readonly string[];
  readonly after: Cursor | undefined;
}

/** A sort by name reads the index of names twice: those who have one, then those who have none. */
export function segmentsOf(sorts: readonly SqlSort[], after: Cursor | undefined): Segment[] {
  if (sorts.length !== 1 || sorts[0]!.expression !== byName) return [{ where: [], after }];
  const nameless = { where: [`${byName} = ''`], after: after?.keys[0] === '' ? after : undefined };
  if (after?.keys[0] === '') return [nameless];
  return [{ where: [`${byName} <> ''`], after }, nameless];
}

/** Up to `limit` rows of a part of the order, with their sort keys. */
export async function readStep<Keyed extends KeyedRow>(
  run: Run,
  plan: SearchPlan,
  sorts: readonly SqlSort[],
  part: Segment & { readonly limit: number },
): Promise<Keyed[]> {
  const { sql } = plan;
  const length = sql.values.length;
  // Types that sort by label have one in every row; said so that the index of labels is used.
  const labelled = sorts.some(({ expression }) => expression === byName) ? [`${byName} is not null`] : [];
  const where = [...plan.where, ...labelled, ...part.where];
  // A row id begins with its bucket, so the order of places is the order of ids, and the primary key gives it.
  const byPlace = plan.broad && sorts.length === 0;
  if (part.after !== undefined) {
    if (byPlace)
      where.push(
        `(r.bucket, r.id) > (${sql.value(rowBucket(part.after.id))}, ${sql.value(part.after.id)}::uuid)`,
      );
    else where.push(afterCursor(sorts, part.after, sql));
  }
  const keys = sorts.map((sort, at) => `, ${sort.expression} as k${at}`);
  const order = byPlace ? 'r.bucket, r.id' : orderBy(sorts);
  const text = `select ${rowColumns}${keys.join('')} from ${plan.from}${whereText(where)}
      order by ${order} limit ${sql.value(part.limit)}`;
  // A page of any size is the same statement, so that names of statements do not run out.
  // Wide searches are planned anew each time: their best plan depends on the values.
  // Those for several records of one person are seldom, and of many shapes.
  const name = plan.narrow && plan.person?.also === undefined ? preparedName(text) : undefined;
  run.budget.ask();
  const { rows } = await run.q.query<Keyed>({
    text,
    values: [...sql.values],
    ...(name !== undefined && { name, lane: 'search' as const }),
  });
  sql.values.length = length;
  return rows;
}

/** The values by which a row is sorted. */
export function keysOf(row: KeyedRow, sorts: readonly SqlSort[]): Key[] {
  return sorts.map((_, at) => {
    const key = row[`k${at}`];
    if (key instanceof Date) return key.toISOString();
    return typeof key === 'number' && !Number.isFinite(key) ? String(key) : (key as Key);
  });
}

/**
 * The next matches in an order that only the resources know: all candidates are read, the best ones kept.
 * Error: search.too-costly where they are too many.
 */
async function sliceInMemory(
  run: Run,
  plan: SearchPlan,
  query: ParsedQuery,
  cursor: Cursor | undefined,
  size: number,
): Promise<Slice> {
  const rows = await allCandidates(run, plan);
  const checks = hasResidue(plan);
  let best: Found[] = [];
  let more = false;
  const compare = (a: Found, b: Found): number => compareFound(query.sort, a, b);
  const start = cursor === undefined ? undefined : { row: { id: cursor.id } as Row, keys: cursor.keys };
  for (let at = 0; at < rows.length; at += batchSize) {
    const batch = rows.slice(at, at + batchSize);
    const examined = checks
      ? await keep(run, plan, batch)
      : (await readRows(run, batch)).map((candidate, index) => ({ row: batch[index]!, candidate }));
    for (const { row, candidate } of examined) {
      const found = { row, keys: query.sort.map((sort) => memoryKey(row, candidate.values, sort)) };
      if (start === undefined || compare(found, start) > 0) best.push(found);
    }
    best.sort(compare);
    more ||= best.length > size;
    best = best.slice(0, size);
  }
  return { found: best, ...(more && { end: endOf(best) }) };
}
