import type { Database } from './database.ts';
import { hasCitus, placedTables } from './citus.ts';
import { declaredTables } from './distribution.ts';

/** What was done with one table. */
export interface AppliedTable {
  readonly table: string;
  readonly placement: 'distributed' | 'reference' | 'local';
  /** False where it stood there already. */
  readonly changed: boolean;
}

// Any number of its own: two administrators at once lay one table after the other.
const advisoryLock = 7_364_003;

/**
 * Lays every declared table where it belongs, one after the other, each in a transaction of its own: what breaks off goes on when run
 * again. Rows that are there move along. Undefined where this PostgreSQL has no Citus.
 * @param shards how many pieces the group is cut into, at most 4096; fixed when its first table is spread
 * @param each hears of each table as it is done
 */
export async function applyDistribution(
  database: Database,
  shards: number,
  each: (table: AppliedTable) => void = () => undefined,
): Promise<AppliedTable[] | undefined> {
  if (!(await hasCitus(database))) return undefined;
  const done: AppliedTable[] = [];
  for (const [table, placement] of declaredTables()) {
    const changed = await database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [advisoryLock]);
      if (
        (await tx.query('select to_regclass($1) as here where to_regclass($1) is not null', [table]))
          .rowCount === 0
      )
        return false;
      const placed = await placedTables(tx);
      const now = placed.get(table)?.kind ?? 'local';
      if (now === placement.kind) return false;
      if (now !== 'local') await tx.query('select undistribute_table($1::regclass)', [table]);
      if (placement.kind === 'reference')
        await tx.query('select create_reference_table($1::regclass)', [table]);
      if (placement.kind === 'distributed') {
        // The leader of the group, where there is a record at all; else whichever was spread first.
        const beside =
          declaredTables().find(([name]) => placed.get(name)?.kind === 'distributed')?.[0] ?? 'none';
        const count = beside === 'none' ? `, shard_count => ${Math.trunc(shards)}` : '';
        await tx.query(`select create_distributed_table($1::regclass, $2, colocate_with => $3${count})`, [
          table,
          placement.by,
          beside,
        ]);
        // Citus copies the rows into the shards and leaves the old ones where they were.
        await tx.query('select truncate_local_data_after_distributing_table($1::regclass)', [table]);
      }
      return true;
    });
    const applied = { table, placement: placement.kind, changed };
    done.push(applied);
    each(applied);
  }
  return done;
}
