import { createHash, randomBytes } from 'node:crypto';
import type { Queryable } from '../../sql/database.ts';

/** How long a key opens a socket. */
export const keyMs = 10 * 60_000;

/** Draws a key with which a socket is bound to subscriptions, on any server of the installation. Only its digest is kept. */
export async function drawSocketKey(
  q: Queryable,
  accountId: string,
  subscriptions: readonly string[],
  now: Date,
): Promise<{ readonly key: string; readonly expires: Date }> {
  const key = randomBytes(32).toString('base64url');
  const expires = new Date(now.getTime() + keyMs);
  await q.query(
    `insert into record.subscription_token (hash, account_id, subscriptions, expires) values ($1, $2, $3, $4::timestamptz)`,
    [digestOf(key), accountId, subscriptions, expires.toISOString()],
  );
  return { key, expires };
}

/** The subscriptions (row ids) that a key opens; undefined where it is unknown or too old. */
export async function openSocketKey(
  q: Queryable,
  key: string,
  now: Date,
): Promise<{ readonly accountId: string; readonly subscriptions: readonly string[] } | undefined> {
  const { rows } = await q.query<{ account_id: string; subscriptions: string[] }>(
    'select account_id, subscriptions from record.subscription_token where hash = $1 and expires > $2::timestamptz',
    [digestOf(key), now.toISOString()],
  );
  const [row] = rows;
  return row && { accountId: row.account_id, subscriptions: row.subscriptions };
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
