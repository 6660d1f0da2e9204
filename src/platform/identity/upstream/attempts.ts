import type { Database } from '../../sql/database.ts';
import { digest, randomSecret } from '../digest.ts';
import type { UpstreamRefusal } from './decide.ts';

/** How long somebody may take at the e-ID. */
export const attemptLifetimeMs = 10 * 60 * 1000;

/** What is remembered while somebody is away at the e-ID. */
export interface Attempt {
  readonly interaction: string;
  readonly issuer: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** What came of it: the account, or why not. */
export type Answer =
  | { readonly accountId: string; readonly level: 1 | 2 }
  | { readonly refusal: UpstreamRefusal | UpstreamTrouble };

/** Why the e-ID's answer could not be used. */
export type UpstreamTrouble = 'unreachable' | 'not-trusted' | 'cancelled';

/**
 * Remembers an attempt. Only digests of the state and of the browser's cookie are kept: who reads the table can finish nothing.
 * @returns the state, to be sent along
 */
export async function beginAttempt(
  database: Database,
  browser: string,
  attempt: Attempt,
  now: Date,
): Promise<string> {
  const state = randomSecret();
  const { interaction, issuer, nonce, verifier } = attempt;
  await database.query(
    `INSERT INTO identity.upstream_attempt (state_hash, browser_hash, interaction, issuer, nonce, verifier, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      digest(state),
      digest(browser),
      interaction,
      issuer,
      nonce,
      verifier,
      new Date(now.getTime() + attemptLifetimeMs),
    ],
  );
  return state;
}

/**
 * The attempt that this state belongs to, once: a second answer finds nothing, and neither does a browser in which it did not begin,
 * which leaves the attempt open for the one in which it did.
 */
export async function takeAttempt(
  database: Database,
  state: string,
  browser: string,
  now: Date,
): Promise<Attempt | undefined> {
  const { rows } = await database.query<Attempt>(
    `UPDATE identity.upstream_attempt SET answered_at = $3
     WHERE state_hash = $1 AND browser_hash = $2 AND answered_at IS NULL AND expires_at > $3
     RETURNING interaction, issuer, nonce, verifier`,
    [digest(state), digest(browser), now],
  );
  return rows[0];
}

/** Keeps what came of an attempt until the browser is back at its sign-in. */
export async function keepAnswer(database: Database, state: string, answer: Answer): Promise<void> {
  const isIn = 'accountId' in answer;
  await database.query(
    'UPDATE identity.upstream_attempt SET account_id = $2, level = $3, refusal = $4 WHERE state_hash = $1',
    [digest(state), isIn ? answer.accountId : null, isIn ? answer.level : null, isIn ? null : answer.refusal],
  );
}

/** What came of the attempt of this browser in this sign-in, once. */
export async function useAnswer(
  database: Database,
  interaction: string,
  browser: string,
  now: Date,
): Promise<Answer | undefined> {
  const { rows } = await database.query<{
    account_id: string | null;
    level: 1 | 2 | null;
    refusal: UpstreamRefusal | UpstreamTrouble | null;
  }>(
    `UPDATE identity.upstream_attempt SET used_at = $3
     WHERE interaction = $1 AND browser_hash = $2 AND answered_at IS NOT NULL AND used_at IS NULL AND expires_at > $3
       AND (account_id IS NOT NULL OR refusal IS NOT NULL)
     RETURNING account_id, level, refusal`,
    [interaction, digest(browser), now],
  );
  const [row] = rows;
  if (!row) return undefined;
  if (row.account_id !== null) return { accountId: row.account_id, level: row.level ?? 1 };
  return row.refusal === null ? undefined : { refusal: row.refusal };
}

/** Clears away attempts that nobody can finish any more. Returns how many went. */
export async function removeAttempts(database: Database, now: Date): Promise<number> {
  const { rowCount } = await database.query('DELETE FROM identity.upstream_attempt WHERE expires_at < $1', [
    now,
  ]);
  return rowCount;
}
