import type { Database } from '../sql/database.ts';
import { historyDays } from './sessions/sign-in-history.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Clears away what signing in leaves behind: answered challenges, sign-ins that were broken off, the history after half a year, and
 * sessions that nobody has used for as long as any token lives. Returns how many rows went.
 */
export async function cleanSignIns(database: Database, now: Date): Promise<number> {
  const before = (days: number): Date => new Date(now.getTime() - days * dayMs);
  const statements: readonly (readonly [text: string, moment: Date])[] = [
    ['DELETE FROM identity.used_challenge WHERE expires_at < $1', now],
    ['DELETE FROM identity.pending_sign_in WHERE expires_at < $1', now],
    ['DELETE FROM identity.sign_in WHERE at < $1', before(historyDays)],
    ['DELETE FROM identity.session WHERE last_used_at < $1', before(30)],
    ['DELETE FROM identity.totp WHERE confirmed_at IS NULL AND created_at < $1', before(1)],
  ];
  let gone = 0;
  for (const [text, moment] of statements) gone += (await database.query(text, [moment])).rowCount;
  return gone;
}
