import { setTimeout as sleep } from 'node:timers/promises';
import type { Queryable } from './database.ts';

/**
 * On a cluster a transaction that wrote on several nodes is decided on the coordinator a moment before the workers show its rows. Waits
 * until all that was decided when this was called can be seen everywhere; at once on a single PostgreSQL.
 * @param patienceMs how long at most
 * @returns false where something is still on its way, or a worker cannot be asked: whoever must skip nothing comes again later
 */
export async function hasSettled(q: Queryable, patienceMs = 1000): Promise<boolean> {
  if (!(await q.isSpread())) return true;
  let onTheWay = await listPrepared(q);
  const until = Date.now() + patienceMs;
  while (onTheWay !== undefined && onTheWay.length > 0 && Date.now() < until) {
    await sleep(5);
    const now: readonly string[] | undefined = await listPrepared(q);
    // What comes new meanwhile was not decided yet when this began.
    onTheWay = now && onTheWay.filter((gid) => now.includes(gid));
  }
  return onTheWay?.length === 0;
}

/** Names of what is prepared on the workers and not yet committed there; undefined where one of them does not answer. */
async function listPrepared(q: Queryable): Promise<readonly string[] | undefined> {
  const { rows } = await q.query<{ success: boolean; result: string }>({
    name: 'sql-prepared',
    text: `select success, result from run_command_on_workers($worker$
      select coalesce(string_agg(gid, ' '), '') from pg_prepared_xacts
      where database = current_database() and starts_with(gid, 'citus_') $worker$)`,
  });
  if (rows.some(({ success }) => !success)) return undefined;
  return rows.flatMap(({ result }) => result.split(' ').filter((gid) => gid !== ''));
}
