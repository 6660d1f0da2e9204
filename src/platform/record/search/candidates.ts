import { extractIndex } from '#kernel/fhir/search/extract.ts';
import { meetsCondition, type Candidate } from '#kernel/fhir/search/match.ts';
import type {
  ChainCondition,
  Condition,
  HasCondition,
  ParsedQuery,
  ValueCondition,
} from '#kernel/fhir/search/parsed-query.ts';
import type { ReferenceValue } from '#kernel/fhir/search/index-values.ts';
import { markOf, tokenOf } from '../index-hash.ts';
import { referenceText } from '../index-row.ts';
import { fhirIdOf, findRows, rowColumns, type Name, type Row } from '../rows.ts';
import { mostExamined, tooCostly } from './budget.ts';
import { namesOfRows, withOthers } from './same-person.ts';
import { planSearch, rowsCondition, type SearchPlan, type Within } from './plan-search.ts';
import type { Run } from './search-host.ts';
import type { SqlText } from './sql-text.ts';

/** Resources at the other end of a chain with which a search begins; with more of them it begins with its own candidates. */
const mostAtOtherEnd = 2000;
/** Rows read at a time. */
export const batchSize = 500;

/** A plan whose chains are answered here. Errors: search.invalid, search.too-costly. */
export async function makePlan(run: Run, query: ParsedQuery, within: Within = {}): Promise<SearchPlan> {
  const link = (
    resourceType: string,
    condition: ChainCondition | HasCondition,
    sql: SqlText,
    few: boolean,
  ): ReturnType<typeof beginAtOtherEnd> =>
    few ? Promise.resolve('afterwards' as const) : beginAtOtherEnd(run, resourceType, condition, sql);
  const plan = await planSearch(query, run, link, within);
  if (plan.broad && !plan.empty && plan.afterwards.some(readsContent)) await demandFew(run, plan);
  return plan;
}

const readsContent = ({ kind, param }: ValueCondition): boolean =>
  kind === 'text' && param.code === '_content';

/** Words of whole resources have no index: among many, page after page would come back empty. Error: search.too-costly. */
async function demandFew(run: Run, plan: SearchPlan): Promise<void> {
  run.budget.ask();
  const text = `select count(*)::int as count from (select 1 from ${plan.from}${whereText(plan.where)} limit ${mostExamined + 1}) few`;
  const { rows } = await run.q.query<{ count: number }>({ text, values: usedValues(text, plan.sql) });
  if ((rows[0]?.count ?? 0) > mostExamined) throw tooCostly('content');
}

/** All rows of a plan before its residual conditions. Error: search.too-costly beyond what may be examined. */
export async function candidatesOf(
  run: Run,
  plan: SearchPlan,
  limit = mostExamined,
): Promise<Row[] | undefined> {
  if (plan.empty) return [];
  run.budget.ask();
  const text = `select ${rowColumns} from ${plan.from}${whereText(plan.where)} limit ${limit + 1}`;
  const { rows } = await run.q.query<Row>({ text, values: usedValues(text, plan.sql) });
  return rows.length > limit ? undefined : rows;
}

/** The same, where more than the limit is too much. */
export async function allCandidates(run: Run, plan: SearchPlan): Promise<Row[]> {
  const rows = await candidatesOf(run, plan);
  if (rows === undefined) throw tooCostly('candidates');
  return rows;
}

/** WHERE of these conditions. */
export function whereText(where: readonly string[]): string {
  return where.length === 0 ? '' : ` where ${where.join(' and ')}`;
}

/** Without the parameters that a statement does not use: PostgreSQL does not know their types. */
export function usedValues(text: string, sql: SqlText): unknown[] {
  const highest = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
  return sql.values.slice(0, highest);
}

/** True where SQL did not answer everything. */
export function hasResidue(plan: SearchPlan): boolean {
  return plan.afterwards.length + plan.linked.length > 0;
}

/** The resources of rows as conditions look at them. */
export async function readRows(run: Run, rows: readonly Row[], weight = 1): Promise<Candidate[]> {
  run.budget.examine(rows.length, weight);
  const texts = await run.texts.of(run.q, rows);
  return texts.map((text, at) => {
    const resource = JSON.parse(text) as Candidate['resource'];
    return { resource, values: extractIndex(resource), updated: rows[at]!.updated.getTime() };
  });
}

/** A row with its resource. */
export interface Examined {
  readonly row: Row;
  readonly candidate: Candidate;
}

/** The rows that meet what SQL only narrowed, with their resources, in order. */
export async function keep(run: Run, plan: SearchPlan, rows: readonly Row[]): Promise<Examined[]> {
  const weight = plan.afterwards.reduce((sum, one) => sum + ('values' in one ? one.values.length : 1), 0);
  const read = await readRows(run, rows, weight);
  let kept = rows
    .map((row, at) => ({ row, candidate: read[at]! }))
    .filter(({ candidate }) => plan.afterwards.every((condition) => meetsCondition(candidate, condition)));
  for (const condition of plan.linked) {
    if (kept.length === 0) break;
    kept =
      condition.kind === 'chain'
        ? await keepChained(run, condition, kept)
        : await keepPointedAt(run, condition, kept);
  }
  return kept;
}

/** Rows that meet a plan; undefined where its candidates are more than the limit. */
async function rowsOf(run: Run, plan: SearchPlan, limit: number): Promise<Row[] | undefined> {
  const rows = await candidatesOf(run, plan, limit);
  if (rows === undefined || !hasResidue(plan)) return rows;
  const kept: Row[] = [];
  for (let at = 0; at < rows.length; at += batchSize)
    kept.push(...(await keep(run, plan, rows.slice(at, at + batchSize))).map(({ row }) => row));
  return kept;
}

function oneCondition(resourceType: string, condition: Condition): ParsedQuery {
  return {
    resourceType,
    conditions: [condition],
    includes: [],
    revincludes: [],
    sort: [],
    other: [],
    ignored: [],
  };
}

/** Rows of a type that meet one condition within what the actor reaches; undefined where they are too many. */
async function innerRows(
  run: Run,
  resourceType: string,
  condition: Condition,
  within: Within,
  limit: number,
): Promise<Row[] | undefined> {
  if (!run.reach.scope.may('search', resourceType)) return [];
  return rowsOf(run, await makePlan(run, oneCondition(resourceType, condition), within), limit);
}

async function beginAtOtherEnd(
  run: Run,
  resourceType: string,
  condition: ChainCondition | HasCondition,
  sql: SqlText,
): Promise<{ where: string } | 'nothing' | 'afterwards'> {
  if (condition.kind === 'has') {
    const rows = await innerRows(run, condition.resourceType, condition.condition, {}, mostAtOtherEnd);
    if (rows === undefined) return 'afterwards';
    const names = await pointedAt(run, rows, condition.param.code, resourceType);
    const ids = [...(await findRows(run.q, names)).rows.values()].map((row) => row.id);
    return ids.length === 0 ? 'nothing' : { where: rowsCondition(ids, sql) };
  }
  const mark = markOf(resourceType, condition.param.code);
  const tokens: string[] = [];
  for (const target of condition.targets) {
    const rows = await innerRows(run, target.resourceType, target.condition, {}, mostAtOtherEnd);
    if (rows === undefined) return 'afterwards';
    for (const { type, id } of await namesOfRows(run, rows))
      tokens.push(tokenOf(mark, referenceText(type, id)));
  }
  run.budget.probe(tokens.length);
  return tokens.length === 0
    ? 'nothing'
    : { where: `r.tokens && ${sql.value(`{${tokens.join(',')}}`)}::bigint[]` };
}

/** What of a type rows point at by a parameter; a person by all her records. */
async function pointedAt(
  run: Run,
  rows: readonly Row[],
  code: string,
  type: string,
): Promise<readonly Name[]> {
  const ids = new Set<string>();
  for (let at = 0; at < rows.length; at += batchSize) {
    for (const { values } of await readRows(run, rows.slice(at, at + batchSize)))
      for (const value of values.references[code] ?? []) if (isLocal(value, type)) ids.add(value.id!);
  }
  return withOthers(
    run,
    [...ids].map((id) => ({ type, id })),
  );
}

function isLocal(value: ReferenceValue, type: string): boolean {
  return value.url === undefined && value.type === type && value.id !== undefined;
}

/** Of the candidates, those that point to something that meets the condition. */
async function keepChained(
  run: Run,
  condition: ChainCondition,
  examined: readonly Examined[],
): Promise<Examined[]> {
  const { code } = condition.param;
  const good = new Set<string>();
  for (const target of condition.targets) {
    const names: Name[] = examined.flatMap(({ candidate }) =>
      (candidate.values.references[code] ?? [])
        .filter((value) => isLocal(value, target.resourceType))
        .map((value) => ({ type: target.resourceType, id: value.id! })),
    );
    if (names.length === 0) continue;
    run.budget.ask();
    const all = await withOthers(run, names);
    const ids = [...(await findRows(run.q, all)).rows.values()].map((row) => row.id);
    if (ids.length === 0) continue;
    const rows = await innerRows(run, target.resourceType, target.condition, { rows: ids }, mostExamined);
    for (const { type, id } of await namesOfRows(run, rows ?? [])) good.add(referenceText(type, id));
  }
  return examined.filter(({ candidate }) =>
    (candidate.values.references[code] ?? []).some(
      (value) => value.url === undefined && good.has(referenceText(value.type ?? '', value.id ?? '')),
    ),
  );
}

/** Of the candidates, those at which something points that meets the condition. */
async function keepPointedAt(
  run: Run,
  condition: HasCondition,
  examined: readonly Examined[],
): Promise<Examined[]> {
  const { code } = condition.param;
  const mark = markOf(condition.resourceType, code);
  const asked = await namesOfRows(
    run,
    examined.map(({ row }) => row),
  );
  const tokens = asked.map(({ type, id }) => tokenOf(mark, referenceText(type, id)));
  run.budget.probe(tokens.length);
  const rows = await innerRows(run, condition.resourceType, condition.condition, { tokens }, mostExamined);
  if (rows === undefined) throw tooCostly('candidates');
  const type = examined[0]!.row.type;
  const ids = new Set((await pointedAt(run, rows, code, type)).map(({ id }) => id));
  return examined.filter(({ row }) => ids.has(fhirIdOf(row)));
}
