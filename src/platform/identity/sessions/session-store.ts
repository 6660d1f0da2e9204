import { AppError } from '#kernel/errors.ts';
import type { Database } from '../../sql/database.ts';
import type { SignInMethod } from './assurance.ts';

/** One sign-in that goes on, as its owner sees it. */
export interface OwnSession {
  readonly id: string;
  /** 'Chrome · Windows', or empty. */
  readonly device: string;
  /** What the owner calls it. */
  readonly name?: string;
  /** Coarse: see coarse-network.ts. */
  readonly network: string;
  readonly isNewDevice: boolean;
  readonly methods: readonly SignInMethod[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
}

/** What is written down when a session begins, or when its owner signs in again in it. */
export interface NewSession {
  /** The OpenID provider's own id of the session. */
  readonly id: string;
  readonly accountId: string;
  readonly device: string;
  readonly network: string;
  readonly isNewDevice: boolean;
  readonly methods: readonly SignInMethod[];
  readonly level: 1 | 2;
}

/** Writes a session down. */
export async function beginSession(database: Database, session: NewSession, now: Date): Promise<void> {
  await database.query(
    `INSERT INTO identity.session (id, account_id, device, network, is_new_device, methods, level, created_at, last_used_at, assured_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8)
     ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, device = excluded.device, network = excluded.network,
       methods = excluded.methods, level = excluded.level, last_used_at = excluded.last_used_at,
       assured_at = excluded.assured_at, stepped_up_at = NULL
     WHERE identity.session.ended_at IS NULL`,
    [
      session.id,
      session.accountId,
      session.device,
      session.network,
      session.isNewDevice,
      session.methods,
      session.level,
      now,
    ],
  );
}

/** Notes that the owner of a session has just shown again who she is. */
export async function stepUpSession(
  database: Database,
  accountId: string,
  id: string,
  method: SignInMethod,
  level: 1 | 2,
  now: Date,
): Promise<void> {
  await database.query(
    `UPDATE identity.session SET assured_at = $3, stepped_up_at = $3, level = greatest(level, $5),
       methods = CASE WHEN $4 = ANY (methods) THEN methods ELSE methods || $4 END
     WHERE account_id = $1 AND id = $2 AND ended_at IS NULL`,
    [accountId, id, now, method, level],
  );
}

/** Sessions of one account at once; whoever signs in once more ends the one that was used longest ago. */
export const mostSessions = 20;

/** Ends what is over the highest number of sessions, those used longest ago first. Returns their ids. */
export async function endSurplus(database: Database, accountId: string, now: Date): Promise<string[]> {
  const surplus = (await listSessions(database, accountId)).slice(mostSessions);
  for (const { id } of surplus) await endSessions(database, accountId, { only: id }, now);
  return surplus.map(({ id }) => id);
}

interface Row {
  readonly id: string;
  readonly device: string;
  readonly name: string | null;
  readonly network: string;
  readonly is_new_device: boolean;
  readonly methods: readonly SignInMethod[];
  readonly created_at: Date;
  readonly last_used_at: Date;
}

/** The sessions of an account that go on: those with a session or a token that still lives. The one used last comes first. */
export async function listSessions(database: Database, accountId: string): Promise<OwnSession[]> {
  const { rows } = await database.query<Row>(
    `SELECT s.id, s.device, s.name, s.network, s.is_new_device, s.methods, s.created_at, s.last_used_at
     FROM identity.session s WHERE s.account_id = $1 AND s.ended_at IS NULL AND EXISTS (
       SELECT 1 FROM identity.oidc_payload p WHERE p.account_id = $1 AND p.expires_at > $2
         AND (p.uid = s.id OR p.payload ->> 'sessionUid' = s.id))
     ORDER BY s.last_used_at DESC, s.id LIMIT 100`,
    [accountId, new Date()],
  );
  return rows.map((row) => ({
    id: row.id,
    device: row.device,
    ...(row.name === null ? {} : { name: row.name }),
    network: row.network,
    isNewDevice: row.is_new_device,
    methods: row.methods,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }));
}

/** Names the device of a session. Errors: record.not-found where the account has none of this id. */
export async function renameSession(
  database: Database,
  accountId: string,
  id: string,
  name: string,
): Promise<void> {
  const { rowCount } = await database.query(
    'UPDATE identity.session SET name = $3 WHERE account_id = $1 AND id = $2 AND ended_at IS NULL',
    [accountId, id, name === '' ? null : name],
  );
  if (rowCount === 0) throw new AppError('record.not-found');
}

/**
 * Ends sessions of an account with every token, code and cookie that was given out in them: one, or all but one. Returns how many.
 * The rows stay, so that a request under way cannot bring an ended session back.
 */
export async function endSessions(
  database: Database,
  accountId: string,
  which: { readonly only: string } | { readonly allBut: string },
  now: Date,
): Promise<number> {
  const [id, test] = 'only' in which ? [which.only, '= $2'] : [which.allBut, 'IS DISTINCT FROM $2'];
  return database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE identity.session SET ended_at = $3 WHERE account_id = $1 AND id ${test} AND ended_at IS NULL`,
      [accountId, id, now],
    );
    await tx.query(
      `DELETE FROM identity.oidc_payload WHERE account_id = $1
       AND kind = ANY ('{Session,AccessToken,RefreshToken,AuthorizationCode,DeviceCode}')
       AND coalesce(payload ->> 'sessionUid', uid) ${test}`,
      [accountId, id],
    );
    return rowCount;
  });
}

/** A session is written down as used at most this often. */
const usedEveryMs = 60_000;

/** Notes that a session is in use. */
export async function noteSessionUse(
  database: Database,
  id: string,
  lastUsedAt: Date,
  now: Date,
): Promise<void> {
  if (now.getTime() - lastUsedAt.getTime() < usedEveryMs) return;
  await database.query('UPDATE identity.session SET last_used_at = $2 WHERE id = $1 AND last_used_at < $2', [
    id,
    now,
  ]);
}
