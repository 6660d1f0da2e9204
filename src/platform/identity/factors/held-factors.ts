import type { Database } from '../../sql/database.ts';
import type { HeldFactors } from '../step-up.ts';

/** What an account can show, in one statement. A passkey that was copied no longer counts. */
export async function findHeldFactors(database: Database, accountId: string): Promise<HeldFactors> {
  const { rows } = await database.query<{
    passkeys: number;
    totp: boolean;
    password: boolean;
    codes: number;
  }>(
    `SELECT
       (SELECT count(*)::int FROM identity.passkey WHERE account_id = $1 AND cloned_at IS NULL) AS passkeys,
       EXISTS (SELECT 1 FROM identity.totp WHERE account_id = $1 AND confirmed_at IS NOT NULL) AS totp,
       EXISTS (SELECT 1 FROM identity.credential WHERE account_id = $1 AND kind = 'password') AS password,
       (SELECT count(*)::int FROM identity.recovery_code WHERE account_id = $1 AND used_at IS NULL) AS codes`,
    [accountId],
  );
  const row = rows[0] ?? { passkeys: 0, totp: false, password: false, codes: 0 };
  return { passkeys: row.passkeys, totp: row.totp, password: row.password, recoveryCodes: row.codes };
}
