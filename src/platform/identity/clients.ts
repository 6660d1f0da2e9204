import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { splitScopes } from '../access/smart-scope.ts';
import type { Database } from '../sql/database.ts';
import { findScopeFault } from './apps/client-kinds.ts';
import type { ClientKind } from './apps/client-kinds.ts';
import { keyTexts, readCertificates, readKeySet } from './apps/client-keys.ts';
import type { KeySet } from './apps/client-keys.ts';
import { digest, randomSecret } from './digest.ts';
import { revokeClient } from './oidc/payload-store.ts';

/** How a client proves itself; at most one, else it gets a secret (a system or an app) or needs none (a public one). */
export interface ClientProof {
  /** JSON Web Key Set of public keys; the client signs an assertion and gets no secret. */
  readonly jwks?: KeySet;
  /** Where the client publishes its key set. */
  readonly jwksUri?: string;
  /** Subject of the TLS certificate that a trusted authority gave it, as RFC 4514 writes it. */
  readonly certificateSubject?: string;
  /** PEM of the certificates it made itself. */
  readonly certificates?: string;
}

/** A system, an app that people sign in to, or a board. */
export interface NewClient extends ClientProof {
  readonly name: string;
  /** 'app' where it has addresses to be sent back to, else 'system', unless told. */
  readonly kind?: ClientKind;
  /** Blank-separated SMART scopes of one context, e.g. 'system/*.cruds'; apps for people may add openid, launch, offline_access … */
  readonly scope: string;
  /** Organization id in whose name a system acts. */
  readonly facilityId?: string;
  /** Where an app for people is sent back to. */
  readonly redirectUris?: readonly string[];
  /** Where an app is opened from a person's page. */
  readonly launchUri?: string;
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
  readonly kind: ClientKind;
  readonly scope: string;
  readonly jwks?: KeySet;
  readonly jwksUri?: string;
  readonly certificateSubject?: string;
  readonly certificates: readonly string[];
  readonly secretHash?: string;
  readonly redirectUris: readonly string[];
  readonly launchUri?: string;
  readonly facilityId?: string;
  readonly createdAt: Date;
  readonly keysChangedAt?: Date;
  readonly isDisabled: boolean;
}

/** Judges addresses that somebody gives; those of inner services are refused. */
export type CheckAddress = (address: string) => boolean;

/**
 * Makes a client. Its secret is 256 random bits, of which only the digest is kept.
 * Errors: request.invalid where a scope, an address or a key is not fit.
 */
export async function createClient(
  database: Database,
  client: NewClient,
  now: Date,
  isFit: CheckAddress = () => true,
): Promise<ClientCredentials> {
  const redirectUris = client.redirectUris ?? [];
  const kind = client.kind ?? (redirectUris.length > 0 ? 'app' : 'system');
  const scopeFault = findScopeFault(kind, client.scope);
  if (scopeFault) throw invalid('scope', scopeFault);
  if (redirectUris.length > 0 !== (kind === 'app')) throw invalid('redirectUris', texts.redirect);
  for (const uri of redirectUris) if (!isRedirect(uri)) throw invalid('redirectUris', texts.address);
  if (client.launchUri !== undefined && (kind !== 'app' || !isWebAddress(client.launchUri)))
    throw invalid('launchUri', texts.address);
  const proof = readProof(client, isFit);
  const hasNone = Object.keys(proof).length === 0 && client.isPublic !== true && kind !== 'device';
  const clientId = randomUUID();
  const clientSecret = hasNone ? randomSecret() : undefined;
  await database.query(
    `INSERT INTO identity.client (id, name, kind, secret_hash, jwks, jwks_uri, certificate_subject, certificates, scope,
       redirect_uris, launch_uri, facility_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      clientId,
      client.name,
      kind,
      clientSecret === undefined ? null : digest(clientSecret),
      proof.jwks ? JSON.stringify(proof.jwks) : null,
      proof.jwksUri ?? null,
      proof.certificateSubject ?? null,
      proof.certificates ?? [],
      splitScopes(client.scope).join(' '),
      redirectUris,
      client.launchUri ?? null,
      client.facilityId ?? null,
      now,
    ],
  );
  return clientSecret === undefined ? { clientId } : { clientId, clientSecret };
}

/**
 * Gives a client new means to prove itself, of the kind it had: a new secret, or the keys given. The former are good no longer, and
 * tokens got with them neither; to change keys without a gap the new set holds the old key too and a later one leaves it out.
 * Errors: record.not-found; request.invalid where the keys are not fit or of another kind.
 */
export async function rotateClient(
  database: Database,
  id: string,
  given: ClientProof,
  now: Date,
  isFit: CheckAddress = () => true,
): Promise<ClientCredentials> {
  const client = await findClient(database, id);
  if (!client || client.isDisabled) throw new AppError('record.not-found');
  const proof = readProof(given, isFit);
  const hasKeys = client.jwks !== undefined || client.jwksUri !== undefined;
  const hasCertificate = client.certificateSubject !== undefined || client.certificates.length > 0;
  const isFitting = client.secretHash
    ? Object.keys(proof).length === 0
    : hasKeys
      ? proof.jwks !== undefined || proof.jwksUri !== undefined
      : hasCertificate && (proof.certificates !== undefined || proof.certificateSubject !== undefined);
  if (!isFitting) throw invalid('keys', texts.otherProof);
  const clientSecret = client.secretHash ? randomSecret() : undefined;
  await database.query(
    `UPDATE identity.client SET secret_hash = $2, jwks = $3, jwks_uri = $4, certificate_subject = $5, certificates = $6,
       keys_changed_at = $7 WHERE id = $1`,
    [
      id,
      clientSecret === undefined ? null : digest(clientSecret),
      proof.jwks ? JSON.stringify(proof.jwks) : null,
      proof.jwksUri ?? null,
      proof.certificateSubject ?? null,
      proof.certificates ?? [],
      now,
    ],
  );
  const kept = new Set(client.jwks?.keys.map((key) => (key as { kid?: string }).kid));
  const goesOn = proof.jwks?.keys.some((key) => kept.has((key as { kid?: string }).kid)) === true;
  // A set that keeps a former key is an orderly change; any other may be the answer to a key that was lost.
  if (client.kind === 'system' && !goesOn) await revokeClient(database, id);
  return clientSecret === undefined ? { clientId: id } : { clientId: id, clientSecret };
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
  readonly kind: ClientKind;
  readonly secret_hash: string | null;
  readonly jwks: KeySet | null;
  readonly jwks_uri: string | null;
  readonly certificate_subject: string | null;
  readonly certificates: readonly string[];
  readonly scope: string;
  readonly redirect_uris: readonly string[];
  readonly launch_uri: string | null;
  readonly facility_id: string | null;
  readonly created_at: Date;
  readonly keys_changed_at: Date | null;
  readonly disabled_at: Date | null;
}

const columns = `id, name, kind, secret_hash, jwks, jwks_uri, certificate_subject, certificates, scope, redirect_uris, launch_uri,
  facility_id, created_at, keys_changed_at, disabled_at`;

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
    kind: row.kind,
    scope: row.scope,
    ...(row.jwks && { jwks: row.jwks }),
    ...(row.jwks_uri !== null && { jwksUri: row.jwks_uri }),
    ...(row.certificate_subject !== null && { certificateSubject: row.certificate_subject }),
    certificates: row.certificates,
    ...(row.secret_hash !== null && { secretHash: row.secret_hash }),
    redirectUris: row.redirect_uris,
    ...(row.launch_uri !== null && { launchUri: row.launch_uri }),
    ...(row.facility_id !== null && { facilityId: row.facility_id }),
    createdAt: row.created_at,
    ...(row.keys_changed_at && { keysChangedAt: row.keys_changed_at }),
    isDisabled: row.disabled_at !== null,
  };
}

interface ReadProof {
  readonly jwks?: KeySet;
  readonly jwksUri?: string;
  readonly certificateSubject?: string;
  readonly certificates?: readonly string[];
}

function readProof(given: ClientProof, isFit: CheckAddress): ReadProof {
  const { jwks, jwksUri, certificateSubject, certificates } = given;
  if ([jwks, jwksUri, certificateSubject, certificates].filter((one) => one !== undefined).length > 1)
    throw invalid('jwks', keyTexts.one);
  if (jwks) {
    const keys = readKeySet(jwks);
    if (!('keys' in keys)) throw invalid('jwks', keys);
    return { jwks: keys };
  }
  if (jwksUri !== undefined) {
    if (!isWebAddress(jwksUri) || !isFit(jwksUri)) throw invalid('jwksUri', keyTexts.uri);
    return { jwksUri };
  }
  if (certificates !== undefined) {
    const read = readCertificates(certificates);
    if (!read) throw invalid('certificates', keyTexts.certificate);
    return { certificates: read };
  }
  return certificateSubject === undefined ? {} : { certificateSubject };
}

/** Schemes that run code or show a document instead of leading to an app. */
const unfitSchemes = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'about:', 'blob:', 'ftp:']);

/** https, http on this very machine, or a scheme of the app's own. */
function isRedirect(address: string): boolean {
  const url = URL.parse(address);
  if (!url || url.hash !== '' || unfitSchemes.has(url.protocol)) return false;
  return url.protocol === 'http:' || url.protocol === 'https:' ? isWebAddress(address) : true;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

function isWebAddress(address: string): boolean {
  const url = URL.parse(address);
  if (!url || url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname));
}

const texts = {
  redirect: {
    vi: 'Ứng dụng cho người dùng cần ít nhất một địa chỉ quay về; hệ thống và bảng thông báo thì không có.',
    en: 'An app for people needs at least one address to be sent back to; systems and boards have none.',
  },
  address: {
    vi: 'Địa chỉ chưa đúng: cần https (hoặc http trên chính máy này), không có phần # ở cuối.',
    en: 'The address is not right: https is needed (or http on this very machine), without a part behind #.',
  },
  otherProof: {
    vi: 'Cách xác thực mới phải cùng loại với cách đang dùng: mã bí mật, khoá hoặc chứng thư.',
    en: 'The new means of proof must be of the kind in use: secret, keys or certificate.',
  },
} as const satisfies Record<string, Bilingual>;

function invalid(path: string, text: Bilingual): AppError {
  return new AppError('request.invalid', { issues: [{ path, text }] });
}
