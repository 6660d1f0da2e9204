import type { Queryable } from './queryable.ts';

/** How Citus keeps one table now. */
export interface PlacedTable {
  readonly kind: 'distributed' | 'reference' | 'local';
  /** Column by which it is spread; undefined for the other kinds. */
  readonly by: string | undefined;
  readonly colocation: number;
}

/** True where the extension `citus` is made in this database. */
export async function hasCitus(database: Pick<Queryable, 'query'>): Promise<boolean> {
  return (await database.query("select 1 from pg_extension where extname = 'citus'")).rowCount > 0;
}

/** Tables that Citus knows, by 'schema.table'. A table that it does not know is an ordinary one of the coordinator. */
export async function placedTables(database: Pick<Queryable, 'query'>): Promise<Map<string, PlacedTable>> {
  const { rows } = await database.query<{ table: string; type: string; by: string; colocation: number }>(
    `select n.nspname || '.' || c.relname as table, t.citus_table_type as type, t.distribution_column as by,
       t.colocation_id as colocation
     from citus_tables t join pg_class c on c.oid = t.table_name::oid join pg_namespace n on n.oid = c.relnamespace`,
  );
  return new Map(
    rows.map(({ table, type, by, colocation }) => {
      const kind = type === 'distributed' || type === 'reference' ? type : 'local';
      return [table, { kind, by: kind === 'distributed' ? by : undefined, colocation }];
    }),
  );
}
