import type { Database } from '../sql/database.ts';
import { digest, randomSecret } from './digest.ts';

/** How long a link to set one's password lives. */
export const linkLifetimeMs = 24 * 60 * 60 * 1000;

/** Makes a link's secret for an account; earlier links of the account stop working. */
export async function createLink(database: Database, accountId: string, now: Date): Promise<string> {
  const secret = randomSecret();
  await database.transaction(async (tx) => {
    await tx.query('DELETE FROM identity.one_time_link WHERE account_id = $1', [accountId]);
    await tx.query('INSERT INTO identity.one_time_link (hash, account_id, expires_at) VALUES ($1, $2, $3)', [
      digest(secret),
      accountId,
      new Date(now.getTime() + linkLifetimeMs),
    ]);
  });
  return secret;
}

/** The account a link leads to while it may still be used. */
export async function findLink(
  database: Database,
  secret: string,
  now: Date,
): Promise<{ readonly accountId: string; readonly username: string } | undefined> {
  const { rows } = await database.query<{ account_id: string; username: string }>(
    `SELECT l.account_id, a.username FROM identity.one_time_link l JOIN identity.account a ON a.id = l.account_id
     WHERE l.hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND a.disabled_at IS NULL`,
    [digest(secret), now],
  );
  return rows[0] && { accountId: rows[0].account_id, username: rows[0].username };
}

/** Uses a link up. True for the one caller that did; of two at once one gets false. */
export async function useLink(database: Database, secret: string, now: Date): Promise<boolean> {
  const { rowCount } = await database.query(
    'UPDATE identity.one_time_link SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2',
    [digest(secret), now],
  );
  return rowCount === 1;
}
