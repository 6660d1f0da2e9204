import type { Seal } from '../../crypt/seal.ts';
import type { Database } from '../../sql/database.ts';
import { remainingWait } from '../lockout.ts';
import { forgetFailures, readAttempts, rememberFailure } from '../sign-in-attempts.ts';
import { takeRecoveryCode } from './recovery-store.ts';
import { takeTotpCode } from './totp-store.ts';

/** What came of a typed code. */
export type CodeResult =
  | { readonly ok: true; readonly method: 'totp' | 'recovery' }
  | { readonly ok: false; readonly reason: 'wrong' | 'wait'; readonly waitMs: number };

/**
 * Checks a typed code: six digits are the authenticator's, anything else a recovery code where those are taken here. Tries are counted
 * as for passwords. Whoever gets here has shown the password already, so all unknown browsers share one count: guessing from a thousand
 * addresses gains nothing, and a stranger without the password delays nobody. A known browser has a count of its own.
 */
export async function checkCode(
  parts: { readonly database: Database; readonly seal: Seal },
  accountId: string,
  typed: string,
  place: { readonly source: string; readonly takesRecovery: boolean },
  now: Date,
): Promise<CodeResult> {
  const { database, seal } = parts;
  const source = `second:${place.source}`;
  const waitMs = remainingWait(await readAttempts(database, accountId, source), now);
  if (waitMs > 0) return { ok: false, reason: 'wait', waitMs };
  if (await takeTotpCode(database, seal, accountId, typed, now)) {
    await forgetFailures(database, accountId, source);
    return { ok: true, method: 'totp' };
  }
  if (place.takesRecovery && (await takeRecoveryCode(database, accountId, typed, now))) {
    await forgetFailures(database, accountId, source);
    return { ok: true, method: 'recovery' };
  }
  const after = await rememberFailure(database, accountId, source, now);
  return { ok: false, reason: 'wrong', waitMs: remainingWait(after, now) };
}
