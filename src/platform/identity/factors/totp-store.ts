import type { Seal } from '../../crypt/seal.ts';
import type { Database } from '../../sql/database.ts';
import { stepOfCode } from './totp.ts';

/** The authenticator of an account as its owner sees it. */
export interface TotpState {
  readonly since: Date;
}

const purposeOf = (accountId: string): string => `totp:${accountId}`;

/** Puts a secret on trial; it counts once a code of it was typed. A confirmed one stays in force until then is refused: false. */
export async function tryTotp(
  database: Database,
  seal: Seal,
  accountId: string,
  secret: string,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `INSERT INTO identity.totp (account_id, sealed, last_step, created_at) VALUES ($1, $2, 0, $3)
     ON CONFLICT (account_id) DO UPDATE SET sealed = excluded.sealed, last_step = 0, created_at = excluded.created_at
     WHERE identity.totp.confirmed_at IS NULL`,
    [accountId, seal.seal(secret, purposeOf(accountId)), now],
  );
  return rowCount === 1;
}

interface Row {
  readonly sealed: string;
  readonly last_step: string;
  readonly confirmed_at: Date | null;
}

async function findRow(database: Database, accountId: string): Promise<Row | undefined> {
  const { rows } = await database.query<Row>(
    'SELECT sealed, last_step, confirmed_at FROM identity.totp WHERE account_id = $1',
    [accountId],
  );
  return rows[0];
}

/** Since when codes are asked of this account; undefined where they are not. */
export async function findTotp(database: Database, accountId: string): Promise<TotpState | undefined> {
  const row = await findRow(database, accountId);
  return row?.confirmed_at ? { since: row.confirmed_at } : undefined;
}

/** The secret on trial, to show its QR code again after a wrong code. */
export async function secretOnTrial(
  database: Database,
  seal: Seal,
  accountId: string,
): Promise<string | undefined> {
  const row = await findRow(database, accountId);
  return row && row.confirmed_at === null ? seal.open(row.sealed, purposeOf(accountId)) : undefined;
}

/**
 * Takes a code: true once for each step, also where two requests show the same code at once.
 * @param trial true while the secret is still on trial; the right code then puts it in force
 */
export async function takeTotpCode(
  database: Database,
  seal: Seal,
  accountId: string,
  code: string,
  now: Date,
  trial = false,
): Promise<boolean> {
  const row = await findRow(database, accountId);
  if (!row || (row.confirmed_at === null) !== trial) return false;
  const step = stepOfCode(seal.open(row.sealed, purposeOf(accountId)), code, now, Number(row.last_step));
  if (step === undefined) return false;
  const { rowCount } = await database.query(
    `UPDATE identity.totp SET last_step = $2, confirmed_at = coalesce(confirmed_at, $3)
     WHERE account_id = $1 AND last_step < $2 AND sealed = $4`,
    [accountId, step, now, row.sealed],
  );
  return rowCount === 1;
}

/** Forgets the authenticator of an account. */
export async function removeTotp(database: Database, accountId: string): Promise<void> {
  await database.query('DELETE FROM identity.totp WHERE account_id = $1', [accountId]);
}
