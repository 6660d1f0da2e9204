import type { Queryable } from './database.ts';

/**
 * SQL of the id (xid8) below which every transaction of this database has ended, as the statement that holds it sees the rows. PostgreSQL's own
 * `pg_snapshot_xmin` counts the transactions of all databases of a server, so that a long one of a neighbour would hold up everything
 * here; those that are seen to belong to another database are left out. What cannot be seen (the session of another role) counts as ours.
 */
export const oldestOpenSql = `(select least(
    coalesce(
      (select xip from pg_snapshot_xip(pg_current_snapshot()) as xip
        where not exists (select 1 from pg_stat_activity a
            join pg_database d on d.oid = a.datid where d.datname <> current_database() and a.backend_xid = xip::xid)
          and not exists (select 1 from pg_prepared_xacts p where p.database <> current_database() and p.transaction = xip::xid)
        order by xip limit 1),
      pg_snapshot_xmax(pg_current_snapshot())),
    pg_current_xact_id_if_assigned()))`;

/**
 * Id of the oldest transaction that is still open. Asked for by itself: in a statement on a spread table a shard would answer with its
 * own snapshot.
 */
export async function oldestOpen(q: Queryable): Promise<string> {
  const { rows } = await q.query<{ tx: string }>({
    name: 'sql-oldest-open',
    text: `select ${oldestOpenSql}::text as tx`,
  });
  return rows[0]?.tx ?? '0';
}
