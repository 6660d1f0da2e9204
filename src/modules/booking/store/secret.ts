import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { markedWords, readArrivalCode, writeArrivalCode, type ArrivalCode } from '../domain/codes.ts';

const purpose = 'booking:codes';
/** 128 bits, of which nobody guesses one. */
const markBytes = 16;

/** The secret of this installation's codes; made where there is none. Sealed at rest. */
async function secret(ctx: Context): Promise<Buffer> {
  const known = await read(ctx);
  if (known !== undefined) return known;
  await ctx.transaction((tx) =>
    tx.sql.query('insert into booking.secret (sealed) values ($1) on conflict do nothing', [
      tx.seal.seal(randomBytes(32).toString('base64'), purpose),
    ]),
  );
  return (await read(ctx))!;
}

async function read(ctx: Context): Promise<Buffer | undefined> {
  const [row] = await ctx.sql.query<{ sealed: string }>('select sealed from booking.secret where sole');
  return row && Buffer.from(ctx.seal.open(row.sealed, purpose), 'base64');
}

/** What a code says before it is marked. */
type Unmarked =
  | { readonly kind: 'booking'; readonly id: string }
  | { readonly kind: 'door'; readonly facilityId: string; readonly day: string };

/** A code with its mark. */
export async function signCode(ctx: Context, code: Unmarked): Promise<string> {
  return writeArrivalCode({ ...code, mark: markOf(await secret(ctx), code).toString('base64url') });
}

/** What a code says, once its mark was looked at. Error: booking.code-unknown for one of others and one that was altered. */
export async function openCode(ctx: Context, text: string): Promise<ArrivalCode> {
  const code = readArrivalCode(text);
  if (code === undefined) throw new AppError('booking.code-unknown');
  const right = markOf(await secret(ctx), code);
  // Compared as text: base64 has several last letters for the same bytes, and only the one that we write counts.
  if (!timingSafeEqual(Buffer.from(right.toString('base64url')), Buffer.from(code.mark)))
    throw new AppError('booking.code-unknown');
  return code;
}

function markOf(key: Buffer, code: Unmarked): Buffer {
  return createHmac('sha256', key).update(markedWords(code)).digest().subarray(0, markBytes);
}
