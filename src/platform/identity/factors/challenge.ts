import { randomBytes } from 'node:crypto';
import type { Database } from '../../sql/database.ts';
import { digest, isSameText, sign } from '../digest.ts';

/** How long a browser has to answer a challenge. */
export const challengeMs = 5 * 60 * 1000;

/** What a challenge is for and whose it is: an answer to one is worth nothing elsewhere. */
export interface ChallengeUse {
  readonly purpose: 'sign-in' | 'second-step' | 'register' | 'step-up';
  /** The interaction or the session that the challenge was shown in. */
  readonly bound: string;
}

/**
 * Makes a challenge that carries its own proof: 18 random bytes, the moment it ends, and a keyed digest of both with what it is for.
 * Nothing is stored until it is answered, so that opening the sign-in page a million times costs the database nothing.
 */
export function makeChallenge(keys: readonly string[], use: ChallengeUse, now: Date): string {
  const body = `${randomBytes(18).toString('base64url')}${(now.getTime() + challengeMs).toString(16).padStart(12, '0')}`;
  return `${body}${seal(keys[0] ?? '', use, body)}`;
}

const bodyLength = 24 + 12;

/** Whether a challenge was made here for this use and has not ended. Whether it was answered before only `takeChallenge` knows. */
export function isOwnChallenge(
  keys: readonly string[],
  use: ChallengeUse,
  challenge: string,
  now: Date,
): boolean {
  const body = challenge.slice(0, bodyLength);
  const isSealed = keys.some((key) => isSameText(seal(key, use, body), challenge.slice(bodyLength)));
  return isSealed && Number.parseInt(body.slice(24), 16) > now.getTime();
}

/** Takes a challenge: true once. Of two that show the same one, however close together, the second gets false. */
export async function takeChallenge(
  database: Database,
  keys: readonly string[],
  use: ChallengeUse,
  challenge: string,
  now: Date,
): Promise<boolean> {
  if (!isOwnChallenge(keys, use, challenge, now)) return false;
  const { rowCount } = await database.query(
    'INSERT INTO identity.used_challenge (hash, expires_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING',
    [digest(challenge), new Date(now.getTime() + challengeMs)],
  );
  return rowCount === 1;
}

function seal(key: string, use: ChallengeUse, body: string): string {
  return sign(key, `challenge ${use.purpose} ${use.bound} ${body}`);
}
