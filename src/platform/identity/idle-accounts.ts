import type { Database } from '../sql/database.ts';
import { revokeAccount } from './oidc/payload-store.ts';

/** Days without a sign-in after which an account of staff is closed until somebody opens it again. */
export const idleDays = 45;

/**
 * Whether an account has lain idle too long. Citizens come back after years and must still get in; whoever works here does not.
 * @param lastSeen the last sign-in, or when the account was made or opened again, whichever is later
 * @source TCVN 14423:2026 as drawn on by Decree 331/2026/NĐ-CP: accounts are disabled after 45 days without use
 */
export function isIdle(lastSeen: Date, isStaff: boolean, now: Date, days: number): boolean {
  return isStaff && days > 0 && now.getTime() - lastSeen.getTime() > days * 24 * 60 * 60 * 1000;
}

/** SQL for when the account with alias `a` was last seen. */
const lastSeen = 'greatest(a.created_at, a.signed_in_at, a.opened_at)';

/** Closes the accounts of staff that lay idle, with their sessions. Returns how many. */
export async function closeIdle(database: Database, now: Date, days: number): Promise<number> {
  if (days === 0) return 0;
  const { rows } = await database.query<{ id: string }>(
    `UPDATE identity.account a SET disabled_at = $1, closed_because = 'idle'
     WHERE a.disabled_at IS NULL AND ${lastSeen} < $2
       AND EXISTS (SELECT 1 FROM identity.role_grant g WHERE g.account_id = a.id AND g.role <> 'citizen')
     RETURNING a.id`,
    [now, new Date(now.getTime() - days * 24 * 60 * 60 * 1000)],
  );
  for (const { id } of rows) await revokeAccount(database, id);
  return rows.length;
}
