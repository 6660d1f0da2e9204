import type { Database } from '../sql/database.ts';
import { digest } from './digest.ts';
import { afterFailure } from './lockout.ts';
import type { Attempts } from './lockout.ts';

interface Row {
  readonly failures: number;
  readonly failed_at: Date;
  readonly blocked_until: Date;
}

/** The name is stored as a digest: also names that nobody has are tried, and what people type there may be a password. */
function subjectOf(username: string): string {
  return digest(username);
}

/** What is remembered of this name from this place. */
export async function readAttempts(
  database: Database,
  username: string,
  source: string,
): Promise<Attempts | undefined> {
  const { rows } = await database.query<Row>(
    'SELECT failures, failed_at, blocked_until FROM identity.sign_in_attempt WHERE subject = $1 AND source = $2',
    [subjectOf(username), source],
  );
  const [row] = rows;
  return row && { failures: row.failures, failedAt: row.failed_at, blockedUntil: row.blocked_until };
}

/** Remembers one more wrong password, also where several come at once. */
export async function rememberFailure(
  database: Database,
  username: string,
  source: string,
  now: Date,
): Promise<Attempts> {
  return database.transaction(async (tx) => {
    const subject = subjectOf(username);
    await tx.query(
      `INSERT INTO identity.sign_in_attempt (subject, source, failures, failed_at, blocked_until)
       VALUES ($1, $2, 0, $3, $3) ON CONFLICT (subject, source) DO NOTHING`,
      [subject, source, now],
    );
    const { rows } = await tx.query<Row>(
      `SELECT failures, failed_at, blocked_until FROM identity.sign_in_attempt
       WHERE subject = $1 AND source = $2 FOR UPDATE`,
      [subject, source],
    );
    const [row] = rows;
    const before = row && {
      failures: row.failures,
      failedAt: row.failed_at,
      blockedUntil: row.blocked_until,
    };
    const after = afterFailure(before, now);
    await tx.query(
      `UPDATE identity.sign_in_attempt SET failures = $3, failed_at = $4, blocked_until = $5
       WHERE subject = $1 AND source = $2`,
      [subject, source, after.failures, after.failedAt, after.blockedUntil],
    );
    return after;
  });
}

/** Forgets the failures of a name from a place: it has just signed in. */
export async function forgetFailures(database: Database, username: string, source: string): Promise<void> {
  await database.query('DELETE FROM identity.sign_in_attempt WHERE subject = $1 AND source = $2', [
    subjectOf(username),
    source,
  ]);
}
