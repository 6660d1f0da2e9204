import { createPrivateKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { Context } from '#platform/context.ts';

/** A key signs for a year; what it signed is checked for good. */
const renewedAfterDays = 365;
const dayMs = 86_400_000;

interface KeyRow {
  readonly kid: string;
  readonly public_key: JsonWebKey;
  readonly sealed: string;
}

/** The key that signs now; made where there is none or the last has served its time. */
export async function issuerKey(ctx: Context): Promise<{ readonly kid: string; readonly key: KeyObject }> {
  const { kid, sealed } = (await newest(ctx)) ?? (await ctx.transaction(makeKey));
  return { kid, key: createPrivateKey(ctx.seal.open(sealed, purposeOf(kid))) };
}

/** Public halves of all keys that ever signed. */
export async function publicKeys(ctx: Context): Promise<JsonWebKey[]> {
  const rows = await ctx.sql.query<KeyRow>(
    'select kid, public_key, sealed from sharing.issuer_key order by made_at desc',
  );
  return rows.map(({ public_key }) => public_key);
}

async function newest(ctx: Context): Promise<KeyRow | undefined> {
  const [row] = await ctx.sql.query<KeyRow>(
    'select kid, public_key, sealed from sharing.issuer_key where made_at > $1 order by made_at desc limit 1',
    [new Date(ctx.now().getTime() - renewedAfterDays * dayMs)],
  );
  return row;
}

async function makeKey(ctx: Context): Promise<KeyRow> {
  // Two cards of one moment must not make two keys.
  await ctx.sql.query('select pg_advisory_xact_lock(7365, 2)');
  const made = await newest(ctx);
  if (made !== undefined) return made;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const half = publicKey.export({ format: 'jwk' });
  // The name of a key is its thumbprint (RFC 7638), as the standard of cards asks.
  const kid = await calculateJwkThumbprint(half as JWK);
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const [row] = await ctx.sql.query<KeyRow>(
    'insert into sharing.issuer_key (kid, public_key, sealed, made_at) values ($1, $2, $3, $4) returning kid, public_key, sealed',
    [
      kid,
      JSON.stringify({ ...half, kid, use: 'sig', alg: 'ES256' }),
      ctx.seal.seal(pem, purposeOf(kid)),
      ctx.now(),
    ],
  );
  return row!;
}

const purposeOf = (kid: string): string => `sharing.issuer-key:${kid}`;
