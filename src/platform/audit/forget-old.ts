import type { Database } from '../sql/database.ts';
import { unpackMembers } from './members.ts';

/** What was forgotten. */
export interface Forgotten {
  readonly days: number;
  readonly lines: number;
}

/**
 * How long lines are kept, in months. A line is the proof of who saw a record, so it stays twice as long as the least the law asks.
 * @source NĐ 333/2026/NĐ-CP (system logs are kept for at least 12 months); the doubled time is Sen's own rule, verify
 */
export const keptMonths = 24;

/** The least that the law allows, in months. */
export const leastMonths = 12;

/** The first day that is kept. */
export function firstKeptDay(now: Date, months = keptMonths): string {
  if (months < leastMonths) throw new RangeError(`audit lines are kept for at least ${leastMonths} months`);
  const first = new Date(now);
  first.setUTCMonth(first.getUTCMonth() - months);
  return first.toISOString().slice(0, 10);
}

/**
 * Takes away lines and seals of days that are older than they must be; their signed heads stay and still prove the days after them.
 * Only days whose head was signed. Each step is its own transaction, and a run that was cut off goes on with the next.
 */
export async function forgetOldDays(database: Database, now: Date, months = keptMonths): Promise<Forgotten> {
  const { rows } = await database.query<{ day: string }>(
    `SELECT day::text AS day FROM audit.day_head WHERE forgotten_at IS NULL AND day < $1::date ORDER BY day`,
    [firstKeptDay(now, months)],
  );
  let lines = 0;
  for (const { day } of rows) {
    for (
      let gone = await forgetSeal(database, day);
      gone !== undefined;
      gone = await forgetSeal(database, day)
    )
      lines += gone;
    await database.query('UPDATE audit.day_head SET forgotten_at = $2 WHERE day = $1::date', [day, now]);
  }
  return { days: rows.length, lines };
}

/** Takes one seal away together with its lines; undefined where the day has none left. */
function forgetSeal(database: Database, day: string): Promise<number | undefined> {
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<{ range: number; number: number; members: Buffer | null }>(
      'SELECT range, number, members FROM audit.seal WHERE day = $1::date ORDER BY range, number LIMIT 1',
      [day],
    );
    const seal = rows[0];
    if (seal === undefined) return undefined;
    const ids = (unpackMembers(seal.members ?? Buffer.alloc(0)) ?? []).map(({ id }) => id);
    const { rowCount } = await tx.query(
      `DELETE FROM audit.event e USING unnest($1::int[], $2::uuid[]) k (bucket, id)
       WHERE e.bucket = k.bucket AND e.id = k.id AND e.bucket = ANY ($1::int[])`,
      [ids.map((id) => Number.parseInt(id.slice(0, 3), 16)), ids],
    );
    await tx.query('DELETE FROM audit.seal WHERE day = $1::date AND range = $2 AND number = $3', [
      day,
      seal.range,
      seal.number,
    ]);
    return rowCount;
  });
}
