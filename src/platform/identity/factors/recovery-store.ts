import type { Database } from '../../sql/database.ts';
import { codesAtOnce, foldRecoveryCode, hashRecoveryCode, makeRecoveryCode } from './recovery-code.ts';

/** How many codes an account has left and since when; undefined where it never had any. */
export interface RecoveryState {
  readonly left: number;
  readonly madeAt: Date;
}

/** Makes ten new codes; the former ones stop working. They are told here and never again. */
export async function renewRecoveryCodes(
  database: Database,
  accountId: string,
  now: Date,
): Promise<readonly string[]> {
  const codes = Array.from({ length: codesAtOnce }, makeRecoveryCode);
  const hashes = codes.map((code) => hashRecoveryCode(accountId, foldRecoveryCode(code) ?? ''));
  await database.transaction(async (tx) => {
    await tx.query('DELETE FROM identity.recovery_code WHERE account_id = $1', [accountId]);
    await tx.query(
      'INSERT INTO identity.recovery_code (account_id, hash, created_at) SELECT $1, hash, $3 FROM unnest($2::text[]) AS hash',
      [accountId, hashes, now],
    );
  });
  return codes;
}

/** Takes a code: true once. */
export async function takeRecoveryCode(
  database: Database,
  accountId: string,
  typed: string,
  now: Date,
): Promise<boolean> {
  const folded = foldRecoveryCode(typed);
  if (folded === undefined) return false;
  const { rowCount } = await database.query(
    'UPDATE identity.recovery_code SET used_at = $3 WHERE account_id = $1 AND hash = $2 AND used_at IS NULL',
    [accountId, hashRecoveryCode(accountId, folded), now],
  );
  return rowCount === 1;
}

/** What is left of an account's codes. */
export async function findRecovery(
  database: Database,
  accountId: string,
): Promise<RecoveryState | undefined> {
  const { rows } = await database.query<{ left: number; made: Date | null }>(
    `SELECT count(*) FILTER (WHERE used_at IS NULL)::int AS left, min(created_at) AS made
     FROM identity.recovery_code WHERE account_id = $1`,
    [accountId],
  );
  const [row] = rows;
  return row?.made ? { left: row.left, madeAt: row.made } : undefined;
}

/** Forgets the codes of an account. */
export async function removeRecoveryCodes(database: Database, accountId: string): Promise<void> {
  await database.query('DELETE FROM identity.recovery_code WHERE account_id = $1', [accountId]);
}
