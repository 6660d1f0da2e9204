import { AppError } from '#kernel/errors.ts';
import { extractIndex } from '#kernel/fhir/search/extract.ts';
import type { IndexValues } from '#kernel/fhir/search/index-values.ts';
import type { Condition, ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import type { Queryable } from '../../sql/database.ts';
import { fhirIdOf, rowColumns, type Row } from '../rows.ts';
import { referenceText } from '../index-row.ts';
import type { Reach } from '../reach.ts';
import type { Texts } from '../texts.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { meets } from './match.ts';
import { planSearch, type PlanContext, type SearchPlan } from './plan-search.ts';
import { afterCursor, cursorKeys, memoryKey, orderBy, sqlSorts, type SqlSort } from './sort.ts';
import { preparedName } from './sql-text.ts';

/** Name of the cursor in a query. */
export const cursorName = '_cursor';
const defaultCount = 50;
const mostCount = 1000;
/** Resources looked at one by one, for sorts and conditions that no index answers, and references taken from a chain. */
const mostExamined = 2000;

/** What a search runs with. */
export interface SearchHost {
  readonly q: Queryable;
  readonly texts: Texts;
  readonly reach: Reach;
  readonly now: Date;
}

/** The matches of one page. */
export interface MatchPage {
  readonly rows: readonly Row[];
  readonly next?: string;
  readonly total?: number;
}

type KeyedRow = Row & Record<string, unknown>;

/** Runs a search without its includes. Errors: search.invalid, search.too-many. */
export async function runSearch(host: SearchHost, query: ParsedQuery): Promise<MatchPage> {
  const plan = await planSearch(query, planContext(host));
  if (plan.empty) return { rows: [], ...(wantsTotal(query) && { total: 0 }) };
  const sorts = sqlSorts(query.resourceType, query.sort, plan.sql);
  const total = wantsTotal(query) ? { total: await count(host, plan) } : {};
  if (query.summary === 'count' || query.count === 0) return { rows: [], ...total };
  const page =
    sorts === undefined ? await pageInMemory(host, plan, query) : await pageBySql(host, plan, query, sorts);
  return { ...page, ...total };
}

function wantsTotal(query: ParsedQuery): boolean {
  return query.total === 'accurate' || query.summary === 'count';
}

function pageSize(query: ParsedQuery): number {
  return Math.min(query.count ?? defaultCount, mostCount);
}

async function pageBySql(
  host: SearchHost,
  plan: SearchPlan,
  query: ParsedQuery,
  sorts: readonly SqlSort[],
): Promise<MatchPage> {
  const size = pageSize(query);
  const idDescending = query.sort.find(({ param }) => param.code === '_id')?.descending ?? false;
  const found: KeyedRow[] = [];
  let cursorText = query.other.find(({ name }) => name === cursorName)?.value;
  const checks = plan.afterwards.length > 0;
  const step = checks ? Math.max(size, 200) : size;
  for (let examined = 0; ; examined += step) {
    const values = [...plan.sql.values];
    // Types that sort by label have one in every row; said so that the index of labels is used.
    const where = [
      ...plan.where,
      ...(sorts.some(({ expression }) => expression === 'r.label') ? ['r.label is not null'] : []),
    ];
    if (cursorText !== undefined) {
      where.push(afterCursor(sorts, idDescending, readCursor(cursorText, cursorKeys(sorts)), plan.sql));
    }
    const keys = sorts.map((sort, at) => `, ${sort.expression} as k${at}`);
    const text = `select ${rowColumns}${keys.join('')} from ${plan.from}${whereText(where)}
      order by ${orderBy(sorts, idDescending)} limit ${step + 1}`;
    const rows = await ask<KeyedRow>(host, plan, text);
    plan.sql.values.length = values.length;
    const batch = rows.slice(0, step);
    const last = batch.at(-1);
    const more = rows.length > step;
    for (const row of checks ? await keep(host, plan, batch) : batch) {
      if (found.length === size) return { rows: found, next: cursorOf(found.at(-1)!, sorts) };
      found.push(row as KeyedRow);
    }
    if (!more || last === undefined) return { rows: found };
    cursorText = cursorOf(last, sorts);
    // A page may end early where few of many candidates match; the next one goes on from there.
    if (!checks || examined + step >= mostExamined) return { rows: found, next: cursorText };
  }
}

function cursorOf(row: KeyedRow, sorts: readonly SqlSort[]): string {
  const keys = sorts.map((_, at) => {
    const key = row[`k${at}`];
    if (key instanceof Date) return key.toISOString();
    return typeof key === 'number' && !Number.isFinite(key) ? String(key) : (key as string | number);
  });
  return writeCursor({ id: row.id, keys });
}

/** Sorts that only the resources know: all candidates, if they are few, are read and sorted here. */
async function pageInMemory(host: SearchHost, plan: SearchPlan, query: ParsedQuery): Promise<MatchPage> {
  const rows = await candidates(host, plan);
  const read = await extracted(host, rows);
  const sorted = rows
    .map((row, at) => ({
      row,
      keys: query.sort.map((sort) => memoryKey(row, read[at]!, sort)),
      values: read[at]!,
    }))
    .filter(({ values }) => plan.afterwards.every((condition) => meets(values, condition)))
    .sort((a, b) => compareKeys(query, a.keys, b.keys) || compare(a.row.id, b.row.id));
  const cursorText = query.other.find(({ name }) => name === cursorName)?.value;
  const cursor =
    cursorText === undefined
      ? undefined
      : readCursor(
          cursorText,
          query.sort.map(() => 'any'),
        );
  const rest =
    cursor === undefined
      ? sorted
      : sorted.filter(
          (one) => (compareKeys(query, one.keys, cursor.keys) || compare(one.row.id, cursor.id)) > 0,
        );
  const page = rest.slice(0, pageSize(query));
  const last = page.at(-1);
  return {
    rows: page.map(({ row }) => row),
    ...(last !== undefined &&
      rest.length > page.length && { next: writeCursor({ id: last.row.id, keys: last.keys }) }),
  };
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareKeys(
  query: ParsedQuery,
  a: readonly (string | number)[],
  b: readonly (string | number)[],
): number {
  for (const [at, { descending }] of query.sort.entries()) {
    const order = compare(a[at]!, b[at]!);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

async function count(host: SearchHost, plan: SearchPlan): Promise<number> {
  if (plan.afterwards.length > 0) return (await keep(host, plan, await candidates(host, plan))).length;
  const text = `select count(*) as count from ${plan.from}${whereText(plan.where)}`;
  // Sort keys may have added parameters that this statement does not use; types of unused ones are unknown to PostgreSQL.
  const values = plan.sql.values.slice(0, highestParameter(text));
  const { rows } = await host.q.query<{ count: number }>({ text, values });
  return rows[0]?.count ?? 0;
}

function highestParameter(text: string): number {
  return Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
}

async function candidates(host: SearchHost, plan: SearchPlan): Promise<Row[]> {
  const text = `select ${rowColumns} from ${plan.from}${whereText(plan.where)} limit ${mostExamined + 1}`;
  const values = plan.sql.values.slice(0, highestParameter(text));
  const { rows } = await host.q.query<Row>({ text, values });
  if (rows.length > mostExamined) throw new AppError('search.too-many');
  return rows;
}

async function keep(host: SearchHost, plan: SearchPlan, rows: readonly Row[]): Promise<Row[]> {
  const read = await extracted(host, rows);
  return rows.filter((_, at) => plan.afterwards.every((condition) => meets(read[at]!, condition)));
}

/** What rows can be found by, read from their texts. */
export async function extracted(host: SearchHost, rows: readonly Row[]): Promise<IndexValues[]> {
  const texts = await host.texts.of(host.q, rows);
  return texts.map((text) => extractIndex(JSON.parse(text) as { resourceType: string }));
}

async function ask<R extends object>(host: SearchHost, plan: SearchPlan, text: string): Promise<R[]> {
  // Wide searches are planned anew each time: their best plan depends on the values.
  const name = plan.narrow ? preparedName(text) : undefined;
  const statement = { text, values: plan.sql.values, ...(name !== undefined && { name }) };
  return (await host.q.query<R>(statement)).rows;
}

function whereText(where: readonly string[]): string {
  return where.length === 0 ? '' : ` where ${where.join(' and ')}`;
}

function planContext(host: SearchHost): PlanContext {
  const inner = async (resourceType: string, condition: Condition): Promise<Row[]> => {
    if (!host.reach.scope.may('search', resourceType)) return [];
    const query = {
      resourceType,
      conditions: [condition],
      includes: [],
      revincludes: [],
      sort: [],
      other: [],
      ignored: [],
    };
    const plan = await planSearch(query, planContext(host));
    if (plan.empty) return [];
    const rows = await candidates(host, plan);
    return plan.afterwards.length === 0 ? rows : keep(host, plan, rows);
  };
  return {
    q: host.q,
    reach: host.reach,
    now: host.now,
    innerSearch: async (resourceType, condition) =>
      (await inner(resourceType, condition)).map((row) => referenceText(row.type, fhirIdOf(row))),
    innerTargets: async (resourceType, code, condition) => {
      const read = await extracted(host, await inner(resourceType, condition));
      const targets = read.flatMap((values) => values.references[code] ?? []);
      return [
        ...new Set(
          targets.flatMap(({ type, id, url }) =>
            url === undefined && type !== undefined && id !== undefined ? [referenceText(type, id)] : [],
          ),
        ),
      ];
    },
  };
}
