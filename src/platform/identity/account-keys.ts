import { AppError } from '#kernel/errors.ts';
import type { Database } from '../sql/database.ts';
import { removeRecoveryCodes } from './factors/recovery-store.ts';
import { removeTotp } from './factors/totp-store.ts';
import { revokeAccount } from './oidc/payload-store.ts';

/** What an administrator does at an account's door. All take the account's sessions back. Errors: record.not-found. */
export interface AccountKeys {
  close(accountId: string): Promise<void>;
  /** Also an account that was closed for lying idle; its 45 days begin anew. */
  open(accountId: string): Promise<void>;
  /** Forgets passkeys, authenticator and recovery codes of somebody who has lost them; a demanded second step is set up at the next sign-in. */
  resetFactors(accountId: string): Promise<void>;
}

/** Makes it. @param forgetTokens makes every server look tokens up anew */
export function createAccountKeys(
  database: Database,
  now: () => Date,
  forgetTokens: () => Promise<void>,
): AccountKeys {
  const change = async (accountId: string, set: string, values: readonly unknown[]): Promise<void> => {
    const { rowCount } = await database.query(`UPDATE identity.account SET ${set} WHERE id = $1`, [
      accountId,
      ...values,
    ]);
    if (rowCount === 0) throw new AppError('record.not-found');
    await revokeAccount(database, accountId);
    await forgetTokens();
  };
  return {
    close: (id) => change(id, `disabled_at = $2, closed_because = 'administrator'`, [now()]),
    open: (id) => change(id, 'disabled_at = NULL, closed_because = NULL, opened_at = $2', [now()]),
    async resetFactors(id) {
      await database.query('DELETE FROM identity.passkey WHERE account_id = $1', [id]);
      await removeTotp(database, id);
      await removeRecoveryCodes(database, id);
      await change(id, 'id = id', []);
    },
  };
}
