import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import { daysBetween } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { changeLot, listStock, receiveLot, type LotChange, type ShownLot } from '../api.ts';
import { productOf } from '../domain/national-schedule.ts';
import { judgeVial, orderLots } from '../domain/vial.ts';
import { stationOf } from '../station.ts';
import { products, stockCode } from '../domain/stock-code.ts';
import {
  goodUntil,
  holdLot,
  lotColumns,
  noteMovement,
  openVials,
  vialOf,
  type LotRow,
  type VialRow,
} from '../stock/lot-row.ts';

export const listStockRoute = defineRoute({
  ...listStock,
  allow: 'immunisation.see',
  handle: async (ctx, { doseCode }) => {
    const facilityId = stationOf(ctx);
    const lots = await ctx.sql.query<LotRow>(
      `select ${lotColumns} from immunisation.lot where facility_id = $1 and ($2::text is null or dose_code = $2)
       order by expires_on, lot_number limit 500`,
      [facilityId, doseCode === undefined ? null : stockCode(doseCode)],
    );
    const ids = lots.map(({ id }) => id);
    const vials = Map.groupBy(await openVials(ctx, ids), ({ lot_id: id }) => id);
    const uses = await usesOf(ctx, ids);
    const shown = lots.map((lot) => showLot(ctx, lot, vials.get(lot.id) ?? [], uses.get(lot.id)));
    const fridges = await ctx.sql.query<{ id: string; name: string }>(
      'select id, name from immunisation.fridge where facility_id = $1 and out_of_use_at is null order by name',
      [facilityId],
    );
    return {
      lots: doseCode === undefined ? shown : inOrderOfUse(ctx, lots, shown, vials),
      products: [...products],
      fridges,
    };
  },
});

function inOrderOfUse(
  ctx: Context,
  lots: readonly LotRow[],
  shown: readonly ShownLot[],
  vials: ReadonlyMap<string, readonly VialRow[]>,
): ShownLot[] {
  const order = orderLots(
    lots.map((lot) => {
      const open = (vials.get(lot.id) ?? []).find(
        (vial) => judgeVial(vialOf(lot, vial), ctx.now()) === 'good',
      );
      return {
        id: lot.id,
        expiresOn: lot.expires,
        isLocked: lot.locked_because !== null,
        unopenedVials: lot.unopened,
        ...(open !== undefined && { vial: vialOf(lot, open) }),
      };
    }),
    dayInVietnam(ctx.now()),
    ctx.now(),
  );
  return order.map((id) => shown.find((lot) => lot.id === id)!);
}

interface UseRow {
  readonly lot_id: string;
  readonly used: number;
  readonly wasted: number;
}

async function usesOf(ctx: Context, lotIds: readonly string[]): Promise<ReadonlyMap<string, UseRow>> {
  const rows = await ctx.sql.query<UseRow>(
    `select lot_id, coalesce(sum(doses) filter (where kind = 'used'), 0)::int as used,
       coalesce(sum(doses) filter (where kind = 'wasted'), 0)::int as wasted
     from immunisation.movement where lot_id = any ($1::uuid[]) group by lot_id`,
    [lotIds],
  );
  return new Map(rows.map((row) => [row.lot_id, row]));
}

function showLot(ctx: Context, lot: LotRow, vials: readonly VialRow[], use: UseRow | undefined): ShownLot {
  const today = dayInVietnam(ctx.now());
  return {
    id: lot.id,
    doseCode: lot.dose_code,
    vaccine: productOf(lot.dose_code)?.vaccine ?? lot.dose_code,
    lotNumber: lot.lot_number,
    ...(lot.manufacturer !== null && { manufacturer: lot.manufacturer }),
    expiresOn: lot.expires,
    daysLeft: daysBetween(today, lot.expires),
    dosesPerVial: lot.doses_per_vial,
    unopened: lot.unopened,
    vials: vials.map((row) => {
      const vial = vialOf(lot, row);
      const until = goodUntil(vial);
      return {
        id: row.id,
        openedAt: row.opened_at.toISOString(),
        dosesLeft: row.doses_left,
        isGood: judgeVial(vial, ctx.now()) === 'good',
        ...(until !== undefined && { goodUntil: until.toISOString() }),
      };
    }),
    ...(lot.fridge_id !== null && { fridgeId: lot.fridge_id }),
    ...(lot.locked_because !== null && { lockedBecause: lot.locked_because }),
    used: use?.used ?? 0,
    wasted: use?.wasted ?? 0,
    version: lot.version,
  };
}

export const receiveLotRoute = defineRoute({
  ...receiveLot,
  allow: 'immunisation.store',
  handle: async (ctx, input) => {
    const facilityId = stationOf(ctx);
    const code = stockCode(input.doseCode);
    if (productOf(code) === undefined) throw new AppError('record.not-found');
    if (input.expiresOn < dayInVietnam(ctx.now()))
      throw new AppError('request.invalid', {
        issues: [{ path: 'expiresOn', text: { vi: 'Lô này đã hết hạn.', en: 'This lot has expired.' } }],
      });
    if (input.fridgeId !== undefined) await ownFridge(ctx, facilityId, input.fridgeId);
    const [row] = await ctx.sql.query<{ id: string; same: boolean }>(
      `insert into immunisation.lot as l (id, facility_id, dose_code, lot_number, manufacturer, expires_on, doses_per_vial, open_hours, unopened,
         fridge_id, received_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (facility_id, dose_code, lot_number) do update
         set unopened = case when l.expires_on = excluded.expires_on and l.doses_per_vial = excluded.doses_per_vial
             then l.unopened + excluded.unopened else l.unopened end, version = l.version + 1
       returning id, expires_on = $6::date and doses_per_vial = $7 as same`,
      [
        randomUUID(),
        facilityId,
        code,
        input.lotNumber,
        input.manufacturer ?? null,
        input.expiresOn,
        input.dosesPerVial,
        input.openHours ?? null,
        input.vials,
        input.fridgeId ?? null,
        ctx.now(),
      ],
    );
    // Thrown inside the transaction: what was counted up above is taken back.
    if (!row!.same) throw new AppError('immunisation.lot-known');
    await noteMovement(
      ctx,
      { id: row!.id, facility_id: facilityId },
      {
        kind: 'received',
        vials: input.vials,
        doses: input.vials * input.dosesPerVial,
      },
    );
    return { id: row!.id };
  },
});

/** Error: record.not-found where the fridge is another facility's. */
export async function ownFridge(ctx: Context, facilityId: string, fridgeId: string): Promise<void> {
  const rows = await ctx.sql.query('select 1 from immunisation.fridge where id = $1 and facility_id = $2', [
    fridgeId,
    facilityId,
  ]);
  if (rows.length === 0) throw new AppError('record.not-found');
}

export const changeLotRoute = defineRoute({
  ...changeLot,
  allow: 'immunisation.store',
  handle: async (ctx, input): Promise<{ unopened: number }> => {
    const lot = await holdLot(ctx, stationOf(ctx), input.id);
    if (lot.version !== input.version) throw new AppError('immunisation.stock-changed');
    if (input.act === 'close-vial') await closeVial(ctx, lot, input);
    else if (input.act === 'lock' || input.act === 'unlock') await lockLot(ctx, lot, input);
    else await moveVials(ctx, lot, input);
    const [row] = await ctx.sql.query<{ unopened: number }>(
      'update immunisation.lot set version = version + 1 where id = $1 returning unopened',
      [lot.id],
    );
    return { unopened: row!.unopened };
  },
});

function needs(path: string, vi: string, en: string): AppError {
  return new AppError('request.invalid', { issues: [{ path, text: { vi, en } }] });
}

function becauseOf({ because }: Pick<LotChange, 'because'>): string {
  if (because === undefined) throw needs('because', 'Hãy ghi lý do.', 'Say why.');
  return because;
}

async function lockLot(ctx: Context, lot: LotRow, input: LotChange): Promise<void> {
  const because = becauseOf(input);
  await ctx.sql.query('update immunisation.lot set locked_because = $2 where id = $1', [
    lot.id,
    input.act === 'lock' ? because : null,
  ]);
  await noteMovement(ctx, lot, { kind: input.act === 'lock' ? 'locked' : 'unlocked', because });
}

async function moveVials(ctx: Context, lot: LotRow, input: LotChange): Promise<void> {
  const { vials, act } = input;
  if (vials === undefined) throw needs('vials', 'Hãy ghi số lọ.', 'Say how many vials.');
  const left = act === 'count' ? vials : lot.unopened - vials;
  if (left < 0) throw new AppError('immunisation.stock-changed');
  const because = act === 'count' && left === lot.unopened ? input.because : becauseOf(input);
  await ctx.sql.query('update immunisation.lot set unopened = $2 where id = $1', [lot.id, left]);
  const moved = act === 'count' ? left - lot.unopened : -vials;
  await noteMovement(ctx, lot, {
    kind: act === 'count' ? 'counted' : act === 'send' ? 'sent' : 'wasted',
    vials: moved,
    doses: act === 'waste' ? vials * lot.doses_per_vial : 0,
    because,
  });
}

async function closeVial(ctx: Context, lot: LotRow, { vialId }: LotChange): Promise<void> {
  const rows = await ctx.sql.query<{ doses_left: number }>(
    `update immunisation.vial set closed_at = $3 where id = $1 and lot_id = $2 and closed_at is null returning doses_left`,
    [vialId ?? null, lot.id, ctx.now()],
  );
  if (rows[0] === undefined) throw new AppError('immunisation.stock-changed');
  await noteMovement(ctx, lot, { kind: 'wasted', doses: rows[0].doses_left, because: 'vial' });
}
