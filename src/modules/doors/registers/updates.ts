import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { immunisationTold, registerTold } from '../api.ts';
import { nationalUpdate, type NationalUpdate } from '../immunisation/protocol.ts';
import { insuranceUpdate } from '../social-insurance/protocol.ts';
import { populationUpdate } from '../population/protocol.ts';
import type { PushedUpdate } from './pushed-update.ts';
import type { LineName, RegisterName } from './register.ts';

const schemas = {
  population: populationUpdate,
  'social-insurance': insuranceUpdate,
  immunisation: nationalUpdate,
};
const purpose = (id: string): string => `register update ${id}`;

/** Keeps news sealed and tells of them by their id; the same news sent again are the same. Error: request.invalid. */
export async function keepUpdate(ctx: Context, register: LineName, body: string): Promise<'new' | 'known'> {
  const read = schemas[register].safeParse(parse(body));
  if (!read.success) throw new AppError('request.invalid');
  const { id: theirId, kind, at } = read.data;
  return ctx.transaction(async (tx) => {
    const id = randomUUID();
    const rows = await tx.sql.query(
      `insert into doors.register_update (id, register, their_id, kind, at, received_at, sealed)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (register, their_id) do nothing returning 1`,
      [id, register, theirId, kind, at, tx.now(), tx.seal.seal(JSON.stringify(read.data), purpose(id))],
    );
    if (rows.length === 0) return 'known';
    if (register === 'immunisation') await tx.emit(immunisationTold, { updateId: id });
    else await tx.emit(registerTold, { register, updateId: id });
    return 'new';
  });
}

/** What was told; undefined once it was forgotten. */
export async function readUpdate(ctx: Context, id: string): Promise<PushedUpdate | undefined> {
  const told = await openUpdate(ctx, id);
  if (told === undefined || told.register === 'immunisation') return undefined;
  return { register: told.register as RegisterName, ...told.said } as PushedUpdate;
}

/** What the national immunisation system told; undefined once it was forgotten. */
export async function readNationalUpdate(ctx: Context, id: string): Promise<NationalUpdate | undefined> {
  const told = await openUpdate(ctx, id);
  return told?.register === 'immunisation' ? (told.said as NationalUpdate) : undefined;
}

async function openUpdate(
  ctx: Context,
  id: string,
): Promise<{ readonly register: LineName; readonly said: object } | undefined> {
  const [row] = await ctx.sql.query<{ register: LineName; sealed: string }>(
    `select register, sealed from doors.register_update where id = $1 and sealed <> ''`,
    [id],
  );
  if (row === undefined) return undefined;
  return { register: row.register, said: JSON.parse(ctx.seal.open(row.sealed, purpose(id))) as object };
}

/** Forgets what was told of whom; that it was told, and when, stays, so that it is not taken twice. */
export async function forgetUpdate(ctx: Context, id: string): Promise<void> {
  await ctx.sql.query(`update doors.register_update set sealed = '' where id = $1`, [id]);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new AppError('request.invalid');
  }
}
