import { AppError } from '#kernel/errors.ts';
import { doneAt } from '#kernel/offline/done-at.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { changeLot, listStock, receiveLot, type LotChange } from '../api.ts';
import { lotsFor } from '../domain/held-stock.ts';
import { lotChangeFault } from '../domain/lot-change.ts';
import { lotIdOf } from '../domain/lot-id.ts';
import { productOf } from '../domain/national-schedule.ts';
import { showLots } from '../domain/show-stock.ts';
import { products, stockCode } from '../domain/stock-code.ts';
import { stationOf } from '../station.ts';
import { readLots } from '../stock/held-stock.ts';
import { holdLot, noteMovement, openVials, type LotRow } from '../stock/lot-row.ts';

export const listStockRoute = defineRoute({
  ...listStock,
  allow: 'immunisation.see',
  handle: async (ctx, { doseCode }) => {
    const now = ctx.now();
    const lots = await readLots(ctx, { doseCode: doseCode === undefined ? undefined : stockCode(doseCode) });
    const fridges = await ctx.sql.query<{ id: string; name: string }>(
      'select id, name from immunisation.fridge where facility_id = $1 and out_of_use_at is null order by name collate "C", id',
      [stationOf(ctx)],
    );
    const asked = doseCode === undefined ? lots : lotsFor({ lots }, doseCode, dayInVietnam(now), now);
    return { lots: showLots(asked, now), products: [...products], fridges };
  },
});

export const receiveLotRoute = defineRoute({
  ...receiveLot,
  allow: 'immunisation.store',
  handle: async (ctx, input) => {
    const facilityId = stationOf(ctx);
    const code = stockCode(input.doseCode);
    if (productOf(code) === undefined) throw new AppError('record.not-found');
    const at = doneAt(input.at, ctx.now());
    // Whether it could be taken is asked of the day on which it came.
    if (input.expiresOn < dayInVietnam(at))
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
        await lotIdOf(facilityId, code, input.lotNumber),
        facilityId,
        code,
        input.lotNumber,
        input.manufacturer ?? null,
        input.expiresOn,
        input.dosesPerVial,
        input.openHours ?? null,
        input.vials,
        input.fridgeId ?? null,
        at,
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
        at,
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
    const at = doneAt(input.at, ctx.now());
    const fault = lotChangeFault({ ...lot, vials: await openVials(ctx, [lot.id]) }, input);
    if (fault !== undefined) throw new AppError(fault.code, { issues: [fault] });
    if (input.act === 'close-vial') await closeVial(ctx, lot, input, at);
    else if (input.act === 'lock' || input.act === 'unlock') await lockLot(ctx, lot, input, at);
    else await moveVials(ctx, lot, input, at);
    const [row] = await ctx.sql.query<{ unopened: number }>(
      'update immunisation.lot set version = version + 1 where id = $1 returning unopened',
      [lot.id],
    );
    return { unopened: row!.unopened };
  },
});

async function lockLot(ctx: Context, lot: LotRow, { act, because }: LotChange, at: Date): Promise<void> {
  await ctx.sql.query('update immunisation.lot set locked_because = $2 where id = $1', [
    lot.id,
    act === 'lock' ? because : null,
  ]);
  await noteMovement(ctx, lot, { kind: act === 'lock' ? 'locked' : 'unlocked', because, at });
}

async function moveVials(
  ctx: Context,
  lot: LotRow,
  { vials = 0, act, because }: LotChange,
  at: Date,
): Promise<void> {
  const left = act === 'count' ? vials : lot.unopened - vials;
  await ctx.sql.query('update immunisation.lot set unopened = $2 where id = $1', [lot.id, left]);
  await noteMovement(ctx, lot, {
    kind: act === 'count' ? 'counted' : act === 'send' ? 'sent' : 'wasted',
    vials: left - lot.unopened,
    doses: act === 'waste' ? vials * lot.doses_per_vial : 0,
    because,
    at,
  });
}

async function closeVial(ctx: Context, lot: LotRow, { vialId }: LotChange, at: Date): Promise<void> {
  const [row] = await ctx.sql.query<{ doses_left: number }>(
    `update immunisation.vial set closed_at = $3 where id = $1 and lot_id = $2 and closed_at is null returning doses_left`,
    [vialId, lot.id, at],
  );
  await noteMovement(ctx, lot, { kind: 'wasted', doses: row!.doses_left, because: 'vial', at });
}
