import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'oidc-provider';
import { isSealed, type Seal } from '../crypt/seal.ts';
import type { Database } from '../sql/database.ts';
import { digest, randomSecret } from './digest.ts';

/** What this installation signs with; the first of each list is in use, the rest only verify what was signed before a rotation. */
export interface ServerKeys {
  readonly cookies: readonly string[];
  readonly forms: readonly string[];
  readonly tokens: readonly JWK[];
}

const makers = {
  cookies: async () => randomSecret(),
  forms: async () => randomSecret(),
  es256: () => makeKey('ES256'),
  rs256: () => makeKey('RS256'),
} as const satisfies Record<string, () => Promise<JWK | string>>;

type Purpose = keyof typeof makers;
const purposes = Object.keys(makers) as Purpose[];

/** How many generations stay valid: the one in use and the one before, so that nobody is signed out by a rotation. */
const kept = 2;

/**
 * Reads the keys of this installation, making them at the first start. Several servers that start at once agree on one set. They lie
 * sealed; those that an earlier version wrote in the clear are sealed now.
 */
export async function loadServerKeys(database: Database, seal: Seal, now: Date): Promise<ServerKeys> {
  await sealOpenKeys(database, seal);
  const known = await readKeys(database, seal);
  const missing = purposes.filter((purpose) => (known.get(purpose) ?? []).length === 0);
  for (const purpose of missing) await insertKey(database, seal, { purpose, sequence: 1, now });
  const keys = missing.length > 0 ? await readKeys(database, seal) : known;
  return {
    cookies: textsOf(keys, 'cookies'),
    forms: textsOf(keys, 'forms'),
    tokens: [...(keys.get('es256') ?? []), ...(keys.get('rs256') ?? [])].map((row) => row.value as JWK),
  };
}

/** Makes a new generation of every key and forgets all but the newest two. Takes effect when a server starts. */
export async function rotateServerKeys(database: Database, seal: Seal, now: Date): Promise<void> {
  const known = await readKeys(database, seal);
  for (const purpose of purposes) {
    const newest = known.get(purpose)?.[0]?.sequence ?? 0;
    await insertKey(database, seal, { purpose, sequence: newest + 1, now });
    await database.query('DELETE FROM identity.server_key WHERE purpose = $1 AND sequence <= $2', [
      purpose,
      newest + 1 - kept,
    ]);
  }
}

interface KeyRow {
  readonly purpose: Purpose;
  readonly sequence: number;
  readonly value: unknown;
}

/** Each key is bound to its own row. */
function boundTo(purpose: Purpose, sequence: number): string {
  return `identity.server_key:${purpose}:${sequence}`;
}

async function readRows(database: Database): Promise<KeyRow[]> {
  const { rows } = await database.query<KeyRow>(
    'SELECT purpose, sequence, value FROM identity.server_key ORDER BY purpose, sequence DESC',
  );
  return rows;
}

async function readKeys(database: Database, seal: Seal): Promise<Map<Purpose, KeyRow[]>> {
  const rows = (await readRows(database)).map(({ purpose, sequence, value }) => ({
    purpose,
    sequence,
    value: JSON.parse(seal.open(String(value), boundTo(purpose, sequence))) as unknown,
  }));
  return Map.groupBy(rows, (row) => row.purpose);
}

function sealed(seal: Seal, { purpose, sequence, value }: KeyRow): string {
  return JSON.stringify(seal.seal(JSON.stringify(value), boundTo(purpose, sequence)));
}

async function sealOpenKeys(database: Database, seal: Seal): Promise<void> {
  for (const row of await readRows(database)) {
    if (typeof row.value === 'string' && isSealed(row.value)) continue;
    await database.query(
      'UPDATE identity.server_key SET value = $3 WHERE purpose = $1 AND sequence = $2 AND value = $4::jsonb',
      [row.purpose, row.sequence, sealed(seal, row), JSON.stringify(row.value)],
    );
  }
}

async function insertKey(
  database: Database,
  seal: Seal,
  { purpose, sequence, now }: { readonly purpose: Purpose; readonly sequence: number; readonly now: Date },
): Promise<void> {
  const value = await makers[purpose]();
  await database.query(
    `INSERT INTO identity.server_key (purpose, sequence, value, created_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (purpose, sequence) DO NOTHING`,
    [purpose, sequence, sealed(seal, { purpose, sequence, value }), now],
  );
}

function textsOf(keys: Map<Purpose, KeyRow[]>, purpose: Purpose): readonly string[] {
  return (keys.get(purpose) ?? []).map((row) => String(row.value));
}

const makeKeyPair = promisify(generateKeyPair);

async function makeKey(alg: 'ES256' | 'RS256'): Promise<JWK> {
  const { privateKey } =
    alg === 'ES256'
      ? await makeKeyPair('ec', { namedCurve: 'P-256' })
      : await makeKeyPair('rsa', { modulusLength: 2048 });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = digest(JSON.stringify([jwk.kty, jwk.crv, jwk.x, jwk.y, jwk.n])).slice(0, 16);
  return { ...jwk, kid, alg, use: 'sig' } as JWK;
}
