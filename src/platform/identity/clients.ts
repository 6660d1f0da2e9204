import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { parseSmartScope, splitScopes } from '../access/smart-scope.ts';
import type { Database } from '../sql/database.ts';
import { digest, randomSecret } from './digest.ts';
import { revokeClient } from './oidc/payload-store.ts';

/** A system, or an app that people sign in to. */
export interface NewClient {
  readonly name: string;
  /** Blank-separated SMART scopes of one context, e.g. 'system/*.cruds'; apps for people may add openid, profile, offline_access. */
  readonly scope: string;
  /** JSON Web Key Set of public keys; the client then proves itself with a signed assertion and gets no secret. */
  readonly jwks?: { readonly keys: readonly object[] };
  /** Organization id in whose name a system acts. */
  readonly facilityId?: string;
  /** Where an app for people may be sent back to; without any the client is a system. */
  readonly redirectUris?: readonly string[];
  /** An app that cannot keep a secret (phone, browser). */
  readonly isPublic?: boolean;
}

/** What the new client needs to know of itself; the secret is told here and never again. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret?: string;
}

/** A client as others see it. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly jwks?: { readonly keys: readonly object[] };
  readonly secretHash?: string;
  readonly redirectUris: readonly string[];
  readonly facilityId?: string;
  readonly isDisabled: boolean;
}

/** Scopes beside the resource ones that an app for people may hold. */
export const appScopes: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'fhirUser',
  'launch/patient',
  'offline_access',
]);

/**
 * Makes a client. Its secret is 256 random bits, of which only the digest is kept.
 * Errors: request.invalid where a scope is not understood or two contexts are mixed.
 */
export async function createClient(
  database: Database,
  client: NewClient,
  now: Date,
): Promise<ClientCredentials> {
  const isApp = (client.redirectUris ?? []).length > 0;
  checkScopes(client.scope, isApp);
  if (client.jwks && !client.jwks.keys?.length) throw invalid('jwks', texts.jwks);
  const needsSecret = !client.jwks && client.isPublic !== true;
  const clientId = randomUUID();
  const clientSecret = needsSecret ? randomSecret() : undefined;
  await database.query(
    `INSERT INTO identity.client (id, name, secret_hash, jwks, scope, redirect_uris, facility_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      clientId,
      client.name,
      clientSecret === undefined ? null : digest(clientSecret),
      client.jwks ? JSON.stringify(client.jwks) : null,
      splitScopes(client.scope).join(' '),
      client.redirectUris ?? [],
      client.facilityId ?? null,
      now,
    ],
  );
  return clientSecret === undefined ? { clientId } : { clientId, clientSecret };
}

/** Closes a client and takes back its tokens. Errors: record.not-found. */
export async function disableClient(database: Database, id: string, now: Date): Promise<void> {
  const { rowCount } = await database.query('UPDATE identity.client SET disabled_at = $2 WHERE id = $1', [
    id,
    now,
  ]);
  if (rowCount === 0) throw new AppError('record.not-found');
  await revokeClient(database, id);
}

interface ClientRow {
  readonly id: string;
  readonly name: string;
  readonly secret_hash: string | null;
  readonly jwks: { readonly keys: readonly object[] } | null;
  readonly scope: string;
  readonly redirect_uris: readonly string[];
  readonly facility_id: string | null;
  readonly disabled_at: Date | null;
}

const columns = 'id, name, secret_hash, jwks, scope, redirect_uris, facility_id, disabled_at';

/** One client, or undefined. */
export async function findClient(database: Database, id: string): Promise<Client | undefined> {
  const { rows } = await database.query<ClientRow>(
    { name: 'identity-client', text: `SELECT ${columns} FROM identity.client WHERE id = $1` },
    [id],
  );
  return rows[0] && toClient(rows[0]);
}

/** All clients, by name. */
export async function listClients(database: Database): Promise<Client[]> {
  const { rows } = await database.query<ClientRow>(
    `SELECT ${columns} FROM identity.client ORDER BY name, id`,
  );
  return rows.map(toClient);
}

function toClient(row: ClientRow): Client {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    ...(row.jwks ? { jwks: row.jwks } : {}),
    ...(row.secret_hash ? { secretHash: row.secret_hash } : {}),
    redirectUris: row.redirect_uris,
    ...(row.facility_id ? { facilityId: row.facility_id } : {}),
    isDisabled: row.disabled_at !== null,
  };
}

/** A system holds system scopes only; an app for people holds either patient or user scopes, which mean different persons. */
function checkScopes(scope: string, isApp: boolean): void {
  const all = splitScopes(scope);
  const resource = all.filter((text) => !(isApp && appScopes.has(text)));
  const parsed = resource.map((text) => parseSmartScope(text));
  if (parsed.includes(undefined) || (!isApp && resource.length === 0)) throw invalid('scope', texts.scope);
  const contexts = new Set(parsed.map((smart) => smart?.context));
  if (contexts.size > 1 || (contexts.has('system') === isApp && contexts.size === 1))
    throw invalid('scope', texts.context);
}

const texts = {
  scope: {
    vi: 'Phạm vi (scope) chưa đúng. Ví dụ đúng: "system/*.cruds", "system/Observation.rs", "system/Patient.read".',
    en: 'The scope is not right. Right are for example "system/*.cruds", "system/Observation.rs", "system/Patient.read".',
  },
  context: {
    vi: 'Hệ thống chỉ dùng phạm vi "system/..."; ứng dụng cho người dùng chỉ dùng một loại: "patient/..." hoặc "user/...".',
    en: 'A system holds "system/..." scopes only; an app for people holds one kind only: "patient/..." or "user/...".',
  },
  jwks: {
    vi: 'Tệp khoá cần có ít nhất một khoá công khai (JWK Set với "keys").',
    en: 'The key file needs at least one public key (a JWK Set with "keys").',
  },
} as const satisfies Record<string, Bilingual>;

function invalid(path: string, text: Bilingual): AppError {
  return new AppError('request.invalid', { issues: [{ path, text }] });
}
