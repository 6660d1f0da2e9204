import type { Database } from '../../sql/database.ts';
import { digest, randomSecret } from '../digest.ts';

/** How long a switch may take from the PIN to the new session. */
const ticketMs = 60_000;
/** As long as the provider's own session may last, and a little more. */
const sessionMs = 9 * 60 * 60 * 1000;

/** What is read of the shared computer behind a token. */
export interface SharedRow {
  readonly shared_computer: string | null;
  readonly shared_full: boolean | null;
  readonly shared_active: Date | null;
  readonly shared_locked: Date | null;
  readonly shared_minutes: number | null;
}

/** SQL: the columns of the shared computer `k` and its session `h`. */
export const sharedColumns = `h.computer_id AS shared_computer, h.is_full AS shared_full, h.active_at AS shared_active,
  h.locked_at AS shared_locked, k.lock_minutes AS shared_minutes`;

/** SQL: joins the shared computer behind the token `p`. */
export const joinShared = `LEFT JOIN identity.computer_session h ON h.session_uid = p.payload ->> 'sessionUid'
LEFT JOIN identity.computer k ON k.id = h.computer_id`;

/** A session at a shared computer, as an actor carries it. */
export interface SharedPlace {
  readonly computerId: string;
  /** True after a full sign-in, false after a switch by PIN. */
  readonly isFull: boolean;
  /** True while the computer is locked: nothing but unlocking is answered. */
  readonly isLocked: boolean;
}

/** The shared computer of a token; nothing where it is used elsewhere. Idle time locks by itself, whether a page says so or not. */
export function toShared(row: SharedRow, now: Date): SharedPlace | undefined {
  if (row.shared_computer === null || row.shared_active === null) return undefined;
  const idleMs = now.getTime() - row.shared_active.getTime();
  // A minute more than the page waits, so that it has told of the last touch.
  const isIdle = idleMs > ((row.shared_minutes ?? 0) + 1) * 60_000;
  return {
    computerId: row.shared_computer,
    isFull: row.shared_full === true,
    isLocked: row.shared_locked !== null || isIdle,
  };
}

/** Whether somebody's session at this computer is locked, or idle for long enough. */
export async function isLockedAt(
  database: Database,
  computer: { readonly id: string; readonly lockMinutes: number },
  now: Date,
): Promise<boolean> {
  const idleSince = new Date(now.getTime() - (computer.lockMinutes + 1) * 60_000);
  const { rowCount } = await database.query(
    'SELECT 1 FROM identity.computer_session WHERE computer_id = $1 AND (locked_at IS NOT NULL OR active_at < $2)',
    [computer.id, idleSince],
  );
  return rowCount > 0;
}

/** Writes down that a session has begun at a shared computer. */
export async function beginAtComputer(
  database: Database,
  session: {
    readonly uid: string;
    readonly computerId: string;
    readonly accountId: string;
    readonly isFull: boolean;
  },
  now: Date,
): Promise<void> {
  const { uid, computerId, accountId, isFull } = session;
  await database.query(
    `INSERT INTO identity.computer_session (session_uid, computer_id, account_id, is_full, began_at, active_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $5, $6)
     ON CONFLICT (session_uid) DO UPDATE SET computer_id = excluded.computer_id, account_id = excluded.account_id,
       is_full = excluded.is_full, active_at = excluded.active_at, locked_at = NULL`,
    [uid, computerId, accountId, isFull, now, new Date(now.getTime() + sessionMs)],
  );
}

/** Locks a session, or says that somebody touched it; a lock is not lifted by a touch. */
export async function touchSession(
  database: Database,
  uid: string,
  how: 'active' | 'lock' | 'unlock',
  now: Date,
): Promise<void> {
  const what = {
    active: 'active_at = $2 WHERE session_uid = $1 AND locked_at IS NULL',
    lock: 'locked_at = coalesce(locked_at, $2) WHERE session_uid = $1',
    unlock: 'active_at = $2, locked_at = NULL WHERE session_uid = $1',
  }[how];
  await database.query(`UPDATE identity.computer_session SET ${what}`, [uid, now]);
}

/** Ends every session at a computer, with its tokens: one person works at it at a time. */
export async function endSessionsAt(
  database: Pick<Database, 'transaction'>,
  computerId: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    const { rows } = await tx.query<{ session_uid: string; account_id: string }>(
      'DELETE FROM identity.computer_session WHERE computer_id = $1 RETURNING session_uid, account_id',
      [computerId],
    );
    await tx.query(
      `DELETE FROM identity.oidc_payload WHERE account_id = ANY ($2)
       AND (payload ->> 'sessionUid' = ANY ($1) OR (kind = 'Session' AND uid = ANY ($1)))`,
      [rows.map((row) => row.session_uid), rows.map((row) => row.account_id)],
    );
  });
}

/** A ticket for the one who has just typed a right PIN: her sign-in takes it up within a minute. */
export async function giveTicket(
  database: Database,
  computerId: string,
  accountId: string,
  now: Date,
): Promise<string> {
  const ticket = randomSecret();
  await database.query(
    'INSERT INTO identity.switch_ticket (hash, computer_id, account_id, expires_at) VALUES ($1, $2, $3, $4)',
    [digest(ticket), computerId, accountId, new Date(now.getTime() + ticketMs)],
  );
  return ticket;
}

/** Whose ticket this is, once, on the computer where it was given. */
export async function takeTicket(
  database: Database,
  ticket: string,
  computerId: string,
  now: Date,
): Promise<string | undefined> {
  const { rows } = await database.query<{ account_id: string }>(
    `UPDATE identity.switch_ticket SET used_at = $3
     WHERE hash = $1 AND computer_id = $2 AND used_at IS NULL AND expires_at > $3 RETURNING account_id`,
    [digest(ticket), computerId, now],
  );
  return rows[0]?.account_id;
}

/** Clears away what has passed. Returns how many rows went. */
export async function removePassed(database: Database, now: Date): Promise<number> {
  const tickets = await database.query('DELETE FROM identity.switch_ticket WHERE expires_at < $1', [now]);
  const sessions = await database.query('DELETE FROM identity.computer_session WHERE expires_at < $1', [now]);
  return tickets.rowCount + sessions.rowCount;
}
