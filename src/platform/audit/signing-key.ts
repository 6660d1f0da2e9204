import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  calculateJwkThumbprint,
  CompactSign,
  compactVerify,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';
import type { Queryable } from '../sql/database.ts';

/** The key with which this installation signs heads of its audit; the private half stands in a file, never in the database. */
export interface AuditKey {
  readonly kid: string;
  /** The public half, for whoever verifies. */
  readonly jwk: JWK;
  /** Compact JWS (ES256) over the payload as JSON. */
  sign(payload: object): Promise<string>;
}

const algorithm = 'ES256';

/** Opens the key file, making it where there is none; of several processes that start at once one makes it. */
export async function openAuditKey(file: string): Promise<AuditKey> {
  const stored = (await readKey(file)) ?? (await makeKey(file));
  const secret = (await importJWK(stored, algorithm)) as CryptoKey;
  const jwk = publicHalf(stored);
  const kid = await calculateJwkThumbprint(jwk);
  return {
    kid,
    jwk: { ...jwk, kid, alg: algorithm, use: 'sig' },
    sign: (payload) =>
      new CompactSign(Buffer.from(JSON.stringify(payload)))
        .setProtectedHeader({ alg: algorithm, kid, typ: 'sen-audit+jws' })
        .sign(secret),
  };
}

function publicHalf({ kty, crv, x, y }: JWK): JWK {
  return { kty, crv, x, y } as JWK;
}

async function readKey(file: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function makeKey(file: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600, flag: 'wx' });
  // A link never replaces: whoever comes second takes the key of the first.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return (await readKey(file))!;
}

/** What a signed head says, or why it is not believed. */
export type Opened<Payload> =
  | { readonly ok: true; readonly kid: string; readonly payload: Payload }
  | { readonly ok: false; readonly why: 'signature' | 'unknown-key' };

/** Opens a compact JWS with one of the given public keys. Only ES256. */
export async function openSigned<Payload>(
  jws: string,
  keys: ReadonlyMap<string, JWK>,
): Promise<Opened<Payload>> {
  let kid: string;
  try {
    const head = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as { kid?: string };
    kid = head.kid ?? '';
  } catch {
    return { ok: false, why: 'signature' };
  }
  const jwk = keys.get(kid);
  if (jwk === undefined) return { ok: false, why: 'unknown-key' };
  try {
    const { payload } = await compactVerify(jws, await importJWK(jwk, algorithm), {
      algorithms: [algorithm],
    });
    return { ok: true, kid, payload: JSON.parse(Buffer.from(payload).toString()) as Payload };
  } catch {
    return { ok: false, why: 'signature' };
  }
}

/** Leaves the public half in the database, so that others can verify with it. */
export async function publishKey(q: Queryable, key: AuditKey, now: Date): Promise<void> {
  await q.query(
    'INSERT INTO audit.signing_key (kid, jwk, since) VALUES ($1, $2, $3) ON CONFLICT (kid) DO NOTHING',
    [key.kid, JSON.stringify(key.jwk), now],
  );
}

/** Public keys that ever signed, as the database tells; each under its own thumbprint, so that none passes for another. */
export async function publishedKeys(q: Queryable): Promise<Map<string, JWK>> {
  const { rows } = await q.query<{ jwk: JWK }>('SELECT jwk FROM audit.signing_key');
  const keys = await Promise.all(
    rows.map(async ({ jwk }) => [await calculateJwkThumbprint(publicHalf(jwk)), jwk] as const),
  );
  return new Map(keys);
}
