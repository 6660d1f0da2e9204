import type { Database } from '../sql/database.ts';
import { revokeAccount } from './oidc/payload-store.ts';

/**
 * Days without a sign-in after which an account of staff is closed until somebody opens it again. Citizens come back after years and
 * must still get in; whoever works here does not.
 * @source TCVN 14423:2026 as drawn on by Decree 331/2026/NĐ-CP: accounts are disabled after 45 days without use
 */
export const idleDays = 45;

/** SQL for when the account with alias `a` was last seen: its last sign-in, or when it was made or opened again. */
const lastSeen = 'greatest(a.created_at, a.signed_in_at, a.opened_at)';

/** Closes the accounts of staff that lay idle, or only this one where it did, with their sessions. Returns how many. */
export async function closeIdle(database: Database, now: Date, days: number, only?: string): Promise<number> {
  if (days === 0) return 0;
  const { rows } = await database.query<{ id: string }>(
    `UPDATE identity.account a SET disabled_at = $1, closed_because = 'idle'
     WHERE a.disabled_at IS NULL AND ${lastSeen} < $2 AND a.id = coalesce($3, a.id)
       AND EXISTS (SELECT 1 FROM identity.role_grant g WHERE g.account_id = a.id AND g.role <> 'citizen')
     RETURNING a.id`,
    [now, new Date(now.getTime() - days * 24 * 60 * 60 * 1000), only ?? null],
  );
  for (const { id } of rows) await revokeAccount(database, id);
  return rows.length;
}
