import type { Database } from '../../sql/database.ts';
import { newId } from '#kernel/fhir/id.ts';
import type { SignInMethod } from './assurance.ts';

/** One sign-in, or one try that was refused, as the owner of the account sees it. */
export interface PastSignIn {
  readonly at: Date;
  readonly method: SignInMethod;
  /** Why it was refused; undefined where it was not. */
  readonly refusal?: string;
  readonly device: string;
  readonly network: string;
  readonly isNewDevice: boolean;
}

/** How long sign-ins are kept for their owner; the audit log keeps them longer. */
export const historyDays = 180;

/** Most refused tries that are kept of one account, so that somebody who guesses for weeks fills no disk. */
const mostRefused = 200;

/** Writes a sign-in down. */
export async function noteSignIn(
  database: Database,
  accountId: string,
  signIn: Omit<PastSignIn, 'at'>,
  now: Date,
): Promise<void> {
  await database.query(
    `INSERT INTO identity.sign_in (account_id, id, at, method, refusal, device, network, is_new_device)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE $5::text IS NULL
       OR (SELECT count(*) FROM identity.sign_in WHERE account_id = $1 AND refusal IS NOT NULL AND at > $9) < ${mostRefused}`,
    [
      accountId,
      newId(0, now),
      now,
      signIn.method,
      signIn.refusal ?? null,
      signIn.device,
      signIn.network,
      signIn.isNewDevice,
      new Date(now.getTime() - 24 * 60 * 60 * 1000),
    ],
  );
}

interface Row {
  readonly at: Date;
  readonly method: SignInMethod;
  readonly refusal: string | null;
  readonly device: string;
  readonly network: string;
  readonly is_new_device: boolean;
}

/** The last sign-ins of an account, the newest first. */
export async function listSignIns(database: Database, accountId: string, limit = 50): Promise<PastSignIn[]> {
  const { rows } = await database.query<Row>(
    `SELECT at, method, refusal, device, network, is_new_device FROM identity.sign_in
     WHERE account_id = $1 ORDER BY at DESC, id DESC LIMIT $2`,
    [accountId, limit],
  );
  return rows.map((row) => ({
    at: row.at,
    method: row.method,
    ...(row.refusal === null ? {} : { refusal: row.refusal }),
    device: row.device,
    network: row.network,
    isNewDevice: row.is_new_device,
  }));
}
