import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import type { Context } from '#platform/context.ts';

/** A key signs so long, in days; its codes last minutes, and its public half is given out ten days longer. */
const renewedAfterDays = 90;
const givenOutDays = 100;
const dayMs = 86_400_000;

interface KeyRow {
  readonly number: number;
  readonly public_key: JsonWebKey;
  readonly sealed: string;
  readonly made_at: Date;
}

/** The key that signs now; makes it where there is none or the last has served its time. */
export async function signingKey(
  ctx: Context,
): Promise<{ readonly number: number; readonly key: KeyObject }> {
  const row = (await newest(ctx)) ?? (await ctx.transaction(makeKey));
  return { number: row.number, key: createPrivateKey(ctx.seal.open(row.sealed, purposeOf(row.number))) };
}

/** The public half of a key by its number; undefined for one that is unknown or long gone. */
export async function publicKeyOf(ctx: Context, number: number): Promise<KeyObject | undefined> {
  const row = (await keysGivenOut(ctx)).find((one) => one.number === number);
  return row && createPublicKey({ key: row.public_key, format: 'jwk' });
}

/** Public halves that still matter, newest first. */
export async function keysGivenOut(ctx: Context): Promise<readonly Pick<KeyRow, 'number' | 'public_key'>[]> {
  return ctx.sql.query<KeyRow>(
    'select number, public_key from health_card.key where made_at > $1 order by number desc',
    [new Date(ctx.now().getTime() - givenOutDays * dayMs)],
  );
}

async function newest(ctx: Context): Promise<KeyRow | undefined> {
  const [row] = await ctx.sql.query<KeyRow>(
    'select * from health_card.key where made_at > $1 order by number desc limit 1',
    [new Date(ctx.now().getTime() - renewedAfterDays * dayMs)],
  );
  return row;
}

async function makeKey(ctx: Context): Promise<KeyRow> {
  // Two phones that ask in one moment must not make two keys.
  await ctx.sql.query('select pg_advisory_xact_lock(7365, 1)');
  const made = await newest(ctx);
  if (made !== undefined) return made;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [{ number } = { number: 1 }] = await ctx.sql.query<{ number: number }>(
    'select coalesce(max(number), 0) + 1 as number from health_card.key',
  );
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const [row] = await ctx.sql.query<KeyRow>(
    'insert into health_card.key (number, public_key, sealed, made_at) values ($1, $2, $3, $4) returning *',
    [
      number,
      JSON.stringify({
        ...publicKey.export({ format: 'jwk' }),
        kid: String(number),
        alg: 'ES256',
        use: 'sig',
      }),
      ctx.seal.seal(pem, purposeOf(number)),
      ctx.now(),
    ],
  );
  return row!;
}

const purposeOf = (number: number): string => `health-card:${number}`;
