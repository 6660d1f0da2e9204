import { createHash } from 'node:crypto';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Database, Transaction } from '../sql/database.ts';
import type { DayHead, RangeHead } from './heads.ts';
import type { AuditKey } from './signing-key.ts';

/** How the head of a day names the one before. */
export function nameOfHead(jws: string): string {
  return createHash('sha256').update(jws).digest('base64url');
}

/**
 * Signs the heads of every day that is over and has none yet, oldest first. May run again and by several at once.
 * @returns the days that were closed now
 */
export async function closeDays(database: Database, now: Date, key: AuditKey): Promise<string[]> {
  return database.transaction(async (tx) => {
    // Whoever seals waits meanwhile, and seals into today from now on.
    const today = dayInVietnam(now);
    await tx.query('UPDATE audit.chain SET day = greatest(day, $1::date) WHERE id = 1', [today]);
    const former = await tx.query<{ day: string; jws: string }>(
      'SELECT day::text AS day, jws FROM audit.day_head ORDER BY day DESC LIMIT 1',
    );
    let last = former.rows[0];
    const closed: string[] = [];
    for (const [day, ranges] of await openDays(tx, last?.day ?? '0001-01-01', today)) {
      const head: DayHead = {
        kind: 'day',
        day,
        lines: ranges.reduce((sum, { lines }) => sum + lines, 0),
        ranges,
        former: last === undefined ? null : nameOfHead(last.jws),
      };
      const jws = await key.sign(head);
      await tx.query('INSERT INTO audit.day_head (day, lines, jws, signed_at) VALUES ($1, $2, $3, $4)', [
        day,
        head.lines,
        jws,
        now,
      ]);
      last = { day, jws };
      closed.push(day);
    }
    return closed;
  });
}

async function openDays(
  tx: Transaction,
  after: string,
  before: string,
): Promise<ReadonlyArray<readonly [day: string, ranges: readonly RangeHead[]]>> {
  const { rows } = await tx.query<{ day: string; range: number; seals: number; lines: number; head: string }>(
    `SELECT s.day::text AS day, s.range, count(*)::int AS seals, sum(s.lines)::bigint AS lines,
       (array_agg(s.head ORDER BY s.number DESC))[1] AS head
     FROM audit.seal s WHERE s.day > $1::date AND s.day < $2::date GROUP BY s.day, s.range ORDER BY s.day, s.range`,
    [after, before],
  );
  const days = Map.groupBy(rows, ({ day }) => day);
  return [...days].map(([day, heads]) => [
    day,
    heads.map(({ range, seals, lines, head }) => ({ range, seals, lines: Number(lines), head })),
  ]);
}
