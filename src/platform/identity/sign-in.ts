import type { Database } from '../sql/database.ts';
import { foldUsername } from './accounts.ts';
import { closeIdle } from './idle-accounts.ts';
import { remainingWait } from './lockout.ts';
import { isPassword } from './passwords.ts';
import { forgetFailures, readAttempts, rememberFailure } from './sign-in-attempts.ts';

/** What came of one try to sign in. `accountId` is told for the audit only, never to the caller. */
export type SignInResult =
  | { readonly ok: true; readonly accountId: string }
  | {
      readonly ok: false;
      readonly reason: 'wrong' | 'disabled';
      readonly accountId?: string;
      readonly waitMs: number;
    }
  | { readonly ok: false; readonly reason: 'wait'; readonly waitMs: number };

/**
 * Checks a name and a password from one place. While a wait lasts the password is not looked at, so that waiting cannot be skipped
 * and a right guess is not told; tries during the wait do not lengthen it. Names that nobody has are treated the same.
 */
export async function signIn(
  database: Database,
  typed: { readonly username: string; readonly password: string; readonly source: string },
  now: Date,
): Promise<SignInResult> {
  const username = foldUsername(typed.username).slice(0, 200);
  const waitMs = remainingWait(await readAttempts(database, username, typed.source), now);
  if (waitMs > 0) return { ok: false, reason: 'wait', waitMs };
  const { rows } = await database.query<{ id: string; hash: string | null; disabled_at: Date | null }>(
    `SELECT a.id, c.hash, a.disabled_at FROM identity.account a
     LEFT JOIN identity.credential c ON c.account_id = a.id AND c.kind = 'password' WHERE a.username = $1`,
    [username],
  );
  const [account] = rows;
  const matches = await isPassword(typed.password, account?.hash ?? undefined);
  if (account && matches && account.disabled_at === null) {
    await forgetFailures(database, username, typed.source);
    return { ok: true, accountId: account.id };
  }
  const after = await rememberFailure(database, username, typed.source, now);
  return {
    ok: false,
    reason: account && matches ? 'disabled' : 'wrong',
    ...(account ? { accountId: account.id } : {}),
    waitMs: remainingWait(after, now),
  };
}

/**
 * Lets somebody in who has shown enough. Returns whether this is her first time, or undefined where the account is closed: an account of
 * staff that lay idle too long is closed here, also where nobody has noticed yet.
 */
export async function admitAccount(
  database: Database,
  accountId: string,
  now: Date,
  mostIdleDays: number,
): Promise<{ readonly isFirst: boolean } | undefined> {
  if (mostIdleDays > 0) await closeIdle(database, now, mostIdleDays, accountId);
  const { rows } = await database.query<{ before: Date | null }>(
    `UPDATE identity.account a SET signed_in_at = $2 FROM identity.account b
     WHERE a.id = $1 AND b.id = a.id AND a.disabled_at IS NULL RETURNING b.signed_in_at AS before`,
    [accountId, now],
  );
  return rows[0] && { isFirst: rows[0].before === null };
}
