import { createECDH } from 'node:crypto';
import type { Context } from '#platform/context.ts';

/** The pair by which push services know this Sen (RFC 8292), as they are written there: base64url. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

const purpose = 'vapid key';

interface Row {
  readonly public_key: string;
  readonly sealed: string;
}

/** The pair, drawn once for the installation; the private half lies sealed. Of two servers that draw at once one is first, and both use its pair. */
export async function vapidKeys(ctx: Context): Promise<VapidKeys> {
  const known = await readPair(ctx);
  if (known !== undefined) return known;
  const drawn = createECDH('prime256v1');
  const publicKey = drawn.generateKeys('base64url');
  const privateKey = Buffer.alloc(32);
  const secret = drawn.getPrivateKey();
  secret.copy(privateKey, 32 - secret.length);
  await ctx.sql.query(
    `insert into messages.vapid_key (public_key, sealed, made_at) values ($1, $2, $3) on conflict do nothing`,
    [publicKey, ctx.seal.seal(privateKey.toString('base64url'), purpose), ctx.now()],
  );
  return (await readPair(ctx))!;
}

async function readPair(ctx: Context): Promise<VapidKeys | undefined> {
  const [row] = await ctx.sql.query<Row>('select public_key, sealed from messages.vapid_key where sole');
  return row && { publicKey: row.public_key, privateKey: ctx.seal.open(row.sealed, purpose) };
}
