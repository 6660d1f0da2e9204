import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { judgeVial } from '../domain/vial.ts';
import { goodUntil, noteMovement, vialOf, type LotRow, type VialRow } from './lot-row.ts';

/** The vial that a dose comes out of: the one that was named, one that is open and good, or a new one. */
export type ChosenVial = { readonly open: VialRow } | { readonly isNew: true } | undefined;

/** Chooses the vial; undefined where nothing is left. */
export function chooseVial(
  lot: LotRow,
  vials: readonly VialRow[],
  named: string | undefined,
  at: Date,
): ChosenVial {
  if (named !== undefined) {
    const open = vials.find(({ id }) => id === named);
    return open === undefined ? undefined : { open };
  }
  const good = vials.find((vial) => judgeVial(vialOf(lot, vial), at) === 'good');
  if (good !== undefined) return { open: good };
  return lot.unopened > 0 ? { isNew: true } : undefined;
}

/** A dose that was taken. */
export interface TakenDose {
  readonly vialId: string;
  readonly dosesLeft: number;
  readonly goodUntil?: Date;
}

/** Takes one dose out, opening a vial where none is. In the transaction of the shot, which holds the lot. */
export async function takeDose(
  ctx: Context,
  lot: LotRow,
  chosen: NonNullable<ChosenVial>,
): Promise<TakenDose> {
  const vial = 'open' in chosen ? chosen.open : await openVial(ctx, lot);
  const dosesLeft = vial.doses_left - 1;
  const rows = await ctx.sql.query(
    `update immunisation.vial set doses_left = $2, closed_at = case when $2 = 0 then $3::timestamptz end
     where id = $1 and doses_left = $4 and closed_at is null returning 1`,
    [vial.id, dosesLeft, ctx.now(), vial.doses_left],
  );
  if (rows.length === 0) throw new AppError('immunisation.stock-changed');
  await noteMovement(ctx, lot, { kind: 'used', doses: 1 });
  const until = goodUntil(vialOf(lot, vial));
  return { vialId: vial.id, dosesLeft, ...(until !== undefined && { goodUntil: until }) };
}

async function openVial(ctx: Context, lot: LotRow): Promise<VialRow> {
  const vial: VialRow = {
    id: randomUUID(),
    lot_id: lot.id,
    opened_at: ctx.now(),
    doses_left: lot.doses_per_vial,
  };
  await ctx.sql.query(
    'update immunisation.lot set unopened = unopened - 1, version = version + 1 where id = $1',
    [lot.id],
  );
  await ctx.sql.query(
    'insert into immunisation.vial (id, lot_id, opened_at, doses_left) values ($1, $2, $3, $4)',
    [vial.id, vial.lot_id, vial.opened_at, vial.doses_left],
  );
  await noteMovement(ctx, lot, { kind: 'opened', vials: 1 });
  return vial;
}

/**
 * Counts a dose that was given on a device. A vial that the centre has not heard of is opened here as it was there; where by the count none
 * was left, the count was wrong: a dose came out of it.
 */
export async function takeGiven(
  ctx: Context,
  lot: LotRow,
  vial: VialRow | undefined,
  taken: { readonly vialId: string; readonly at: Date },
): Promise<void> {
  if (vial === undefined) {
    if (lot.unopened < 1) await noteMovement(ctx, lot, { kind: 'counted', vials: 1, because: 'given' });
    await ctx.sql.query(
      'update immunisation.lot set unopened = greatest(unopened - 1, 0), version = version + 1 where id = $1',
      [lot.id],
    );
    await ctx.sql.query(
      `insert into immunisation.vial (id, lot_id, opened_at, doses_left, closed_at)
       values ($1, $2, $3, $4, case when $4 = 0 then $3::timestamptz end)`,
      [taken.vialId, lot.id, taken.at, lot.doses_per_vial - 1],
    );
    await noteMovement(ctx, lot, { kind: 'opened', vials: 1 });
  } else {
    await ctx.sql.query(
      `update immunisation.vial set doses_left = greatest(doses_left - 1, 0),
         closed_at = case when doses_left <= 1 then coalesce(closed_at, $2::timestamptz) else closed_at end where id = $1`,
      [vial.id, taken.at],
    );
  }
  await noteMovement(ctx, lot, { kind: 'used', doses: 1 });
}
