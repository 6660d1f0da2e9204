import { extractIndex } from '#kernel/fhir/search/extract.ts';
import { meetsCondition } from '#kernel/fhir/search/match.ts';
import type { Interaction, RecordScope } from '../access/actor.ts';
import { filterCondition } from '../access/scope-filter.ts';
import type { FilterPart } from '../access/scope-filter.ts';
import type { Queryable } from '../sql/database.ts';
import { rowBucket } from './place.ts';
import type { Row } from './rows.ts';
import { createBudget } from './search/budget.ts';
import { compileCondition } from './search/compile-condition.ts';
import { SqlText } from './search/sql-text.ts';

/** Whose filters are asked for. */
interface Filtered {
  readonly scope: RecordScope;
}

/** Filters of which a resource must meet one, all its parts. */
type Ways = readonly (readonly FilterPart[])[];

/**
 * What the filters of an app's scopes leave of a type: every list of ways has to be met. What may be read and what may be searched are
 * one here: whatever is shown of a type meets both.
 */
function waysOf({ scope }: Filtered, resourceType: string): readonly Ways[] {
  if (scope.filters === undefined) return [];
  const lists = (['read', 'search'] as const).flatMap((one) => {
    const ways = scope.filters?.(one, resourceType);
    return ways === undefined ? [] : [ways];
  });
  const byText = new Map(lists.map((ways) => [JSON.stringify(ways), ways]));
  return [...byText.values()];
}

/** True where the scopes leave only a part of the type. */
export function isFiltered(reach: Filtered, resourceType: string): boolean {
  return waysOf(reach, resourceType).length > 0;
}

/**
 * SQL condition on the row `r` (current, former or gone) that holds where its resource as it stands now meets the filters; '' where there
 * are none. Compiled like a search, so that a filter leaves what the same search would find. Of what is gone nothing is left.
 */
export function filtersAsSql(reach: Filtered, resourceType: string, sql: SqlText): string {
  const lists = waysOf(reach, resourceType);
  if (lists.length === 0) return '';
  const budget = createBudget();
  const compile = (part: FilterPart): string => {
    const condition = filterCondition(resourceType, part);
    if (condition === undefined) return 'false';
    const { where, exact } = compileCondition(condition, { resourceType, sql, budget, across: false });
    // Only what the index answers by itself is a filter; anything else is nothing rather than too much.
    return exact ? where.replaceAll('r.tokens', 'f.tokens') : 'false';
  };
  const all = lists.map(
    (ways) => `(${ways.map((parts) => `(${parts.map(compile).join(' and ')})`).join(' or ')})`,
  );
  return `exists (select 1 from record.resource f where f.bucket = r.bucket and f.id = r.id and ${all.join(' and ')})`;
}

/** Two conditions as one; '' is no condition. */
export function bothConditions(one: string, other: string): string {
  if (one === '' || other === '') return one + other;
  return `(${one}) and ${other}`;
}

/** The rows among these that the filters leave. */
export async function keepFiltered<One extends Pick<Row, 'id' | 'type'>>(
  q: Queryable,
  reach: Filtered,
  rows: readonly One[],
): Promise<readonly One[]> {
  if (reach.scope.filters === undefined) return rows;
  const left = new Set<One>(rows);
  for (const [type, group] of Map.groupBy(rows, (row) => row.type)) {
    const sql = new SqlText();
    const condition = filtersAsSql(reach, type, sql);
    if (condition === '') continue;
    const ids = group.map((row) => row.id);
    const place = `r.bucket = any (${sql.value(ids.map(rowBucket))}::int[]) and r.id = any (${sql.value(ids)}::uuid[])`;
    const text = `select r.id from record.resource r where ${place} and ${condition}`;
    const found = await q.query<{ id: string }>({ text, values: sql.values });
    const kept = new Set(found.rows.map(({ id }) => id));
    for (const row of group) if (!kept.has(row.id)) left.delete(row);
  }
  return rows.filter((row) => left.has(row));
}

/** Whether a content is one that the filters leave for showing: a former version may tell what the newest does not. */
export function isShown(
  reach: Filtered,
  resourceType: string,
  readResource: () => { readonly resourceType: string },
): boolean {
  const lists = waysOf(reach, resourceType);
  if (lists.length === 0) return true;
  const resource = readResource();
  return lists.every((ways) => meets(ways, resource));
}

/** Whether a content is one that the filters leave for this interaction. */
export function isLeftFor(
  scope: RecordScope,
  interaction: Interaction,
  resource: { readonly resourceType: string },
): boolean {
  const ways = scope.filters?.(interaction, resource.resourceType);
  return ways === undefined || meets(ways, resource);
}

function meets(ways: Ways, resource: { readonly resourceType: string }): boolean {
  const candidate = { resource, values: extractIndex(resource), updated: 0 };
  return ways.some((parts) =>
    parts.every((part) => {
      const condition = filterCondition(resource.resourceType, part);
      return condition !== undefined && meetsCondition(candidate, condition);
    }),
  );
}
