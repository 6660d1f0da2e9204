import type { Queryable } from '../sql/database.ts';
import { oldestOpen } from '../sql/oldest-open.ts';
import { hasSettled } from '../sql/settled.ts';

/** What one transaction changed. */
export interface Change {
  readonly at: Date;
  /** Id of the transaction: what began earlier has a smaller one. */
  readonly tx: string;
  readonly changed: readonly {
    readonly resourceType: string;
    /** Row id. */
    readonly id: string;
    readonly version: number;
    readonly kind: 'created' | 'updated' | 'deleted';
  }[];
}

/** Changes in order, and where to go on. */
export interface ChangePage {
  readonly changes: readonly Change[];
  /** To be passed to the next call; the same as before where nothing was new. */
  readonly cursor: string;
}

const kinds = { c: 'created', u: 'updated', d: 'deleted' } as const;

/**
 * Reads on from a cursor ('' is the beginning). Stops before the oldest transaction that is still open: one that commits
 * late is never skipped, and nothing is told that may still be undone. Delivery is in the order of transaction ids.
 */
export async function changesSince(q: Queryable, cursor: string, limit = 500): Promise<ChangePage> {
  const [tx = '0', seq = '0'] = cursor === '' ? [] : cursor.split('.');
  const oldest = await oldestOpen(q);
  if (!(await hasSettled(q))) return { changes: [], cursor };
  const { rows } = await q.query<{
    tx: string;
    seq: string;
    at: Date;
    ids: string[];
    types: string[];
    versions: number[];
    kinds: string;
  }>({
    name: 'record-changes',
    text: `select c.tx::text as tx, c.seq::text as seq, c.at, c.ids, c.types, c.versions, c.kinds
      from record.change c
      where (c.tx, c.seq) > ($1::text::xid8, $2::bigint) and c.tx < $4::text::xid8
      order by c.tx, c.seq limit $3`,
    values: [tx, seq, limit, oldest],
  });
  const last = rows.at(-1);
  return {
    changes: rows.map((row) => ({
      at: row.at,
      tx: row.tx,
      changed: row.ids.map((id, at) => ({
        id,
        resourceType: row.types[at]!,
        version: row.versions[at]!,
        kind: kinds[row.kinds[at] as keyof typeof kinds],
      })),
    })),
    cursor: last === undefined ? cursor : `${last.tx}.${last.seq}`,
  };
}
