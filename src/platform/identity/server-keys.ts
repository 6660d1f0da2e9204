import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'oidc-provider';
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

/** Reads the keys of this installation, making them at the first start. Several servers that start at once agree on one set. */
export async function loadServerKeys(database: Database, now: Date): Promise<ServerKeys> {
  const known = await readKeys(database);
  const missing = purposes.filter((purpose) => (known.get(purpose) ?? []).length === 0);
  for (const purpose of missing) await insertKey(database, purpose, 1, now);
  const keys = missing.length > 0 ? await readKeys(database) : known;
  return {
    cookies: textsOf(keys, 'cookies'),
    forms: textsOf(keys, 'forms'),
    tokens: [...(keys.get('es256') ?? []), ...(keys.get('rs256') ?? [])].map((row) => row.value as JWK),
  };
}

/** Makes a new generation of every key and forgets all but the newest two. Takes effect when a server starts. */
export async function rotateServerKeys(database: Database, now: Date): Promise<void> {
  const known = await readKeys(database);
  for (const purpose of purposes) {
    const newest = known.get(purpose)?.[0]?.sequence ?? 0;
    await insertKey(database, purpose, newest + 1, now);
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

async function readKeys(database: Database): Promise<Map<Purpose, KeyRow[]>> {
  const { rows } = await database.query<KeyRow>(
    'SELECT purpose, sequence, value FROM identity.server_key ORDER BY purpose, sequence DESC',
  );
  return Map.groupBy(rows, (row) => row.purpose);
}

async function insertKey(database: Database, purpose: Purpose, sequence: number, now: Date): Promise<void> {
  await database.query(
    `INSERT INTO identity.server_key (purpose, sequence, value, created_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (purpose, sequence) DO NOTHING`,
    [purpose, sequence, JSON.stringify(await makers[purpose]()), now],
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
