import type { Queryable } from '../../sql/database.ts';
import { rowBucket } from '../place.ts';
import { reachCondition, reachesAll, type Reach } from '../reach.ts';
import { findRows, type Name, type Row } from '../rows.ts';
import { SqlText } from './sql-text.ts';

interface Reaching {
  readonly q: Queryable;
  readonly reach: Reach;
  readonly now: Date;
}

/**
 * The rows among these that the actor may read: one statement per type that is not open to her.
 * @param of 'deletions' where they are there no more: then she must reach what is left of them
 */
export async function reached<One extends Pick<Row, 'id' | 'type'>>(
  host: Reaching,
  rows: readonly One[],
  of: 'rows' | 'deletions' = 'rows',
): Promise<One[]> {
  const from = of === 'rows' ? 'record.resource r where' : 'record.history r where r.pack is null and';
  const kept: One[] = [];
  for (const [type, group] of Map.groupBy(rows, (row) => row.type)) {
    if (!host.reach.scope.may('read', type)) continue;
    if (reachesAll(host.reach, type)) {
      kept.push(...group);
      continue;
    }
    const sql = new SqlText();
    const ids = group.map((row) => row.id);
    const place = `r.bucket = any (${sql.value(ids.map(rowBucket))}::int[]) and r.id = any (${sql.value(ids)}::uuid[])`;
    const condition = reachCondition(host.reach, type, sql, host.now, {
      few: true,
      deletions: of === 'deletions',
    });
    const text = `select r.id from ${from} ${place} and ${condition}`;
    const allowed = new Set(
      (await host.q.query<{ id: string }>({ text, values: sql.values })).rows.map((row) => row.id),
    );
    kept.push(...group.filter((row) => allowed.has(row.id)));
  }
  return kept;
}

/** The current rows of these names that the actor may read. */
export async function reachedByName(host: Reaching, names: readonly Name[]): Promise<Row[]> {
  return reached(host, [...(await findRows(host.q, names)).rows.values()]);
}
