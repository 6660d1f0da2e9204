import { createHmac, randomBytes } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';

const secretPurpose = 'directory numbers';
const purposeOf = (practitionerId: string): string => `directory personal number:${practitionerId}`;

/** The key by which personal numbers are compared without being kept; drawn once per installation. */
export async function hashKey(ctx: Context): Promise<string> {
  await ctx.sql.query('insert into directory.secret (sealed) values ($1) on conflict do nothing', [
    ctx.seal.seal(randomBytes(32).toString('hex'), secretPurpose),
  ]);
  const [row] = await ctx.sql.query<{ sealed: string }>('select sealed from directory.secret');
  return ctx.seal.open(row!.sealed, secretPurpose);
}

async function hashOf(ctx: Context, number: string): Promise<string> {
  return createHmac('sha256', await hashKey(ctx))
    .update(number)
    .digest('base64url');
}

/** Whose personal number this is, as far as the directory knows. */
export async function holderOfNumber(ctx: Context, number: string): Promise<string | undefined> {
  const [row] = await ctx.sql.query<{ practitioner_id: string }>(
    'select practitioner_id from directory.worker_number where hash = $1',
    [await hashOf(ctx, number)],
  );
  return row?.practitioner_id;
}

/** The personal number of a worker. */
export async function numberOf(ctx: Context, practitionerId: string): Promise<string | undefined> {
  const [row] = await ctx.sql.query<{ sealed: string }>(
    'select sealed from directory.worker_number where practitioner_id = $1',
    [practitionerId],
  );
  return row === undefined ? undefined : ctx.seal.open(row.sealed, purposeOf(practitionerId));
}

/** Keeps the number of a worker, sealed; without one forgets it. Error: directory.number-taken. */
export async function keepNumber(
  ctx: Context,
  practitionerId: string,
  number: string | undefined,
): Promise<void> {
  if (number === undefined) {
    await ctx.sql.query('delete from directory.worker_number where practitioner_id = $1', [practitionerId]);
    return;
  }
  const holder = await holderOfNumber(ctx, number);
  if (holder !== undefined && holder !== practitionerId) throw new AppError('directory.number-taken');
  await ctx.sql.query(
    `insert into directory.worker_number (practitioner_id, hash, sealed) values ($1, $2, $3)
     on conflict (practitioner_id) do update set hash = excluded.hash, sealed = excluded.sealed`,
    [practitionerId, await hashOf(ctx, number), ctx.seal.seal(number, purposeOf(practitionerId))],
  );
}
