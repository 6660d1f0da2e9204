import type { Adapter, AdapterPayload } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { Database } from '../../sql/database.ts';
import { digest } from '../digest.ts';

/**
 * Kinds whose id is itself the secret that a caller shows (a token, a session cookie). They are stored under the digest of the id
 * and without it, so that a copy of the database holds nothing that could be shown.
 */
const secretKinds: ReadonlySet<string> = new Set([
  'AccessToken',
  'AuthorizationCode',
  'ClientCredentials',
  'RefreshToken',
  'Session',
]);

/** The key a payload is stored under. */
export function payloadKey(kind: string, id: string): string {
  return secretKinds.has(kind) ? digest(id) : id;
}

interface Row {
  readonly id: string;
  readonly payload: AdapterPayload;
  readonly consumed_at: Date | null;
}

/**
 * What the OpenID provider remembers of one kind, in PostgreSQL. Expired rows are never found; `removeExpired` clears them away.
 * `onRevoked` hears that something was taken back, so that no cache goes on believing in it.
 */
export function createPayloadStore(database: Database, kind: string, onRevoked: () => void): Adapter {
  const isSecret = secretKinds.has(kind);

  const found = (row: Row | undefined, id?: string): AdapterPayload | undefined => {
    if (!row) return undefined;
    return {
      ...row.payload,
      ...(id !== undefined && isSecret ? { jti: id } : {}),
      ...(row.consumed_at ? { consumed: Math.floor(row.consumed_at.getTime() / 1000) } : {}),
    };
  };

  const findBy = async (column: 'id' | 'uid' | 'user_code', value: string): Promise<Row | undefined> => {
    const { rows } = await database.query<Row>(
      {
        name: `oidc-find-${column}`,
        text: `SELECT id, payload, consumed_at FROM identity.oidc_payload WHERE kind = $1 AND ${column} = $2 AND expires_at > $3`,
      },
      [kind, value, new Date()],
    );
    return rows[0];
  };

  return {
    async upsert(id, payload, expiresIn) {
      const { jti, ...withoutId } = payload;
      const stored = isSecret || jti === undefined ? withoutId : payload;
      const lifetimeMs = (expiresIn ?? 24 * 60 * 60) * 1000;
      // A signed assertion may be shown once: the second writer of the same id is told by the conflict, however close behind.
      const conflict = kind === 'ReplayDetection' ? 'DO NOTHING' : `DO UPDATE SET ${updates}`;
      const { rowCount } = await database.query(
        {
          name: `oidc-save-${kind}`,
          text: `INSERT INTO identity.oidc_payload
            (kind, id, payload, grant_id, uid, user_code, account_id, client_id, expires_at)
            ${kind === 'Session' ? ofLiveSession : 'VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)'}
            ON CONFLICT (kind, id) ${conflict}`,
        },
        [
          kind,
          payloadKey(kind, id),
          JSON.stringify(stored),
          payload.grantId ?? null,
          payload.uid ?? null,
          payload.userCode ?? null,
          payload.accountId ?? null,
          payload.clientId ?? null,
          new Date(Date.now() + lifetimeMs),
        ],
      );
      if (rowCount === 0 && kind === 'ReplayDetection')
        throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
    },
    async find(id) {
      return found(await findBy('id', payloadKey(kind, id)), id);
    },
    async findByUid(uid) {
      return found(await findBy('uid', uid));
    },
    async findByUserCode(userCode) {
      return found(await findBy('user_code', userCode));
    },
    async consume(id) {
      // The condition makes it atomic: of two requests that show the same code or refresh token at once, one wins.
      const { rowCount } = await database.query(
        `UPDATE identity.oidc_payload SET consumed_at = $3 WHERE kind = $1 AND id = $2 AND consumed_at IS NULL`,
        [kind, payloadKey(kind, id), new Date()],
      );
      if (rowCount === 0) throw new errors.InvalidGrant('already used');
    },
    async destroy(id) {
      await database.query('DELETE FROM identity.oidc_payload WHERE kind = $1 AND id = $2', [
        kind,
        payloadKey(kind, id),
      ]);
      onRevoked();
    },
    async revokeByGrantId(grantId) {
      await database.query('DELETE FROM identity.oidc_payload WHERE kind = $1 AND grant_id = $2', [
        kind,
        grantId,
      ]);
      onRevoked();
    },
  };
}

/** A session that its owner has ended elsewhere is not kept by a request that was still under way. */
const ofLiveSession = `SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
  WHERE NOT EXISTS (SELECT 1 FROM identity.session s WHERE s.id = $5 AND s.ended_at IS NOT NULL)`;

const updates = ['payload', 'grant_id', 'uid', 'user_code', 'account_id', 'client_id', 'expires_at']
  .map((column) => `${column} = excluded.${column}`)
  .join(', ');

/** Takes back every session, grant and token of an account: after a new password, or when the account is closed. */
export async function revokeAccount(database: Database, accountId: string): Promise<void> {
  await database.query('DELETE FROM identity.oidc_payload WHERE account_id = $1', [accountId]);
}

/** Clears away what has expired, and sign-in failures older than a day. Returns how many rows went. */
export async function removeExpired(database: Database, now: Date): Promise<number> {
  const payloads = await database.query('DELETE FROM identity.oidc_payload WHERE expires_at < $1', [
    new Date(),
  ]);
  const attempts = await database.query('DELETE FROM identity.sign_in_attempt WHERE failed_at < $1', [
    new Date(now.getTime() - 24 * 60 * 60 * 1000),
  ]);
  const links = await database.query('DELETE FROM identity.one_time_link WHERE expires_at < $1', [now]);
  return payloads.rowCount + attempts.rowCount + links.rowCount;
}

/** Takes back every grant and token of a client. */
export async function revokeClient(database: Database, clientId: string): Promise<void> {
  await database.query('DELETE FROM identity.oidc_payload WHERE client_id = $1', [clientId]);
}

/** Takes back grants with everything that was given out under them. */
export async function revokeGrants(database: Database, grantIds: readonly string[]): Promise<void> {
  await database.query(
    `DELETE FROM identity.oidc_payload WHERE grant_id = ANY ($1) OR (kind = 'Grant' AND id = ANY ($1))`,
    [grantIds],
  );
}

/** Takes back what one person allowed one client, with everything that was given out under it. */
export async function revokeConsent(database: Database, accountId: string, clientId: string): Promise<void> {
  await database.query('DELETE FROM identity.oidc_payload WHERE account_id = $1 AND client_id = $2', [
    accountId,
    clientId,
  ]);
}
