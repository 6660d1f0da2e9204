import type { Database } from '../../sql/database.ts';
import { digest, randomSecret } from '../digest.ts';

/** For whom an app is opened from a person's page. */
export interface Launch {
  readonly clientId: string;
  readonly accountId: string;
  readonly patientId: string;
  readonly encounterId?: string;
}

/** From the click to the app's own request; the sign-in that may come between has its own time. */
const launchMs = 5 * 60 * 1000;

/** Makes a launch id. It says nothing by itself and is good once, for this account and this app. */
export async function createLaunch(database: Database, launch: Launch, now: Date): Promise<string> {
  const secret = randomSecret();
  await database.query(
    `INSERT INTO identity.app_launch (hash, client_id, account_id, patient_id, encounter_id, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      digest(secret),
      launch.clientId,
      launch.accountId,
      launch.patientId,
      launch.encounterId ?? null,
      now,
      new Date(now.getTime() + launchMs),
    ],
  );
  return secret;
}

/** Whether a launch id may still be used by this app: asked before the person is troubled with signing in. */
export async function isLaunch(
  database: Database,
  secret: string,
  clientId: string,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await database.query(
    'SELECT 1 FROM identity.app_launch WHERE hash = $1 AND client_id = $2 AND used_at IS NULL AND expires_at > $3',
    [digest(secret), clientId, now],
  );
  return rowCount > 0;
}

/**
 * Uses a launch id up. Undefined where it is unknown, used, too old, of another app or another account: of two that show it at once
 * one wins, and one shown by the wrong account is used up all the same.
 */
export async function takeLaunch(
  database: Database,
  secret: string,
  by: Pick<Launch, 'clientId' | 'accountId'>,
  now: Date,
): Promise<Launch | undefined> {
  const { rows } = await database.query<{
    readonly account_id: string;
    readonly patient_id: string;
    readonly encounter_id: string | null;
  }>(
    `UPDATE identity.app_launch SET used_at = $3 WHERE hash = $1 AND client_id = $2 AND used_at IS NULL AND expires_at > $3
     RETURNING account_id, patient_id, encounter_id`,
    [digest(secret), by.clientId, now],
  );
  const [row] = rows;
  if (row?.account_id !== by.accountId) return undefined;
  return {
    ...by,
    patientId: row.patient_id,
    ...(row.encounter_id === null ? {} : { encounterId: row.encounter_id }),
  };
}
