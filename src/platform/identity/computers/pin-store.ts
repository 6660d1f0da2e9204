import type { Database, Queryable } from '../../sql/database.ts';
import { hashPin, isPin, pinMs, pinTries } from './pin.ts';

/** Somebody who may take over this computer with a PIN. */
export interface Worker {
  readonly accountId: string;
  readonly name: string;
}

/** What came of a PIN. 'ended' means that only a full sign-in helps: too many tries, too long ago, or no PIN here. */
export type PinResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'wrong'; readonly triesLeft: number }
  | { readonly ok: false; readonly reason: 'ended' };

/** A full sign-in on this computer: from now on a PIN counts again for its time, with all its tries. */
export async function noteFullSignIn(
  target: Queryable,
  computerId: string,
  accountId: string,
  now: Date,
): Promise<void> {
  await target.query(
    `INSERT INTO identity.computer_pin (computer_id, account_id, full_at, used_at) VALUES ($1, $2, $3, $3)
     ON CONFLICT (computer_id, account_id) DO UPDATE SET full_at = excluded.full_at, failures = 0`,
    [computerId, accountId, now],
  );
}

/** Sets a PIN after a full sign-in here; false where there was none lately. */
export async function setPin(
  database: Database,
  at: { readonly computerId: string; readonly secret: string; readonly accountId: string },
  pin: string,
  now: Date,
): Promise<boolean> {
  const hash = await hashPin(at.secret, at.accountId, pin);
  const { rowCount } = await database.query(
    `UPDATE identity.computer_pin SET hash = $3, failures = 0
     WHERE computer_id = $1 AND account_id = $2 AND full_at > $4`,
    [at.computerId, at.accountId, hash, new Date(now.getTime() - pinMs)],
  );
  return rowCount === 1;
}

/** Who may switch to herself here by PIN now, who was here last coming first. */
export async function listWorkers(database: Database, computerId: string, now: Date): Promise<Worker[]> {
  const { rows } = await database.query<{ account_id: string; display: string }>(
    `SELECT p.account_id, a.display FROM identity.computer_pin p
     JOIN identity.account a ON a.id = p.account_id AND a.disabled_at IS NULL
     WHERE p.computer_id = $1 AND p.hash IS NOT NULL AND p.failures < $2 AND p.full_at > $3
     ORDER BY p.used_at DESC LIMIT 30`,
    [computerId, pinTries, new Date(now.getTime() - pinMs)],
  );
  return rows.map((row) => ({ accountId: row.account_id, name: row.display }));
}

/** Whether somebody has a PIN on this computer, be it of use now or not. */
export async function hasPin(database: Database, computerId: string, accountId: string): Promise<boolean> {
  const { rowCount } = await database.query(
    'SELECT 1 FROM identity.computer_pin WHERE computer_id = $1 AND account_id = $2 AND hash IS NOT NULL',
    [computerId, accountId],
  );
  return rowCount > 0;
}

/**
 * Checks a PIN. A try is counted before it is looked at, so that many at once get no more tries than one after the other; a right one
 * gives them all back.
 */
export async function checkPin(
  database: Database,
  at: { readonly computerId: string; readonly secret: string; readonly accountId: string },
  pin: string,
  now: Date,
): Promise<PinResult> {
  const { rows } = await database.query<{ hash: string; failures: number }>(
    `UPDATE identity.computer_pin p SET failures = p.failures + 1 FROM identity.account a
     WHERE p.computer_id = $1 AND p.account_id = $2 AND p.hash IS NOT NULL AND p.failures < $3 AND p.full_at > $4
       AND a.id = p.account_id AND a.disabled_at IS NULL
     RETURNING p.hash, p.failures`,
    [at.computerId, at.accountId, pinTries, new Date(now.getTime() - pinMs)],
  );
  const [row] = rows;
  if (!row) return { ok: false, reason: 'ended' };
  if (await isPin(at.secret, at.accountId, pin, row.hash)) {
    await database.query(
      'UPDATE identity.computer_pin SET failures = 0, used_at = $3 WHERE computer_id = $1 AND account_id = $2',
      [at.computerId, at.accountId, now],
    );
    return { ok: true };
  }
  const triesLeft = pinTries - row.failures;
  return triesLeft > 0 ? { ok: false, reason: 'wrong', triesLeft } : { ok: false, reason: 'ended' };
}
