import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { HeldReference } from '#platform/module/define-module.ts';
import { stockReference, type HeldFridge, type HeldLot, type HeldStock } from '../domain/held-stock.ts';
import { stationOf } from '../station.ts';
import { lotColumns, openVials, type LotRow } from './lot-row.ts';

const mostLots = 500;
/** Days back of the temperatures that a device shows. */
const daysOfReadings = 14;

/** The vaccines and fridges of the station, for its devices. */
export const heldStock: HeldReference = {
  name: stockReference,
  allow: 'immunisation.see',
  read: async (ctx): Promise<HeldStock> => ({
    ...(ctx.actor.practitionerId !== undefined && { practitionerId: ctx.actor.practitionerId }),
    lots: await readLots(ctx, { isUsable: true }),
    fridges: await readFridges(ctx, daysOfReadings),
  }),
  version: versionOfStock,
};

interface Wanted {
  /** Of one vaccine. */
  readonly doseCode?: string | undefined;
  /** Not those that have expired and are used up. */
  readonly isUsable?: boolean;
  /** Days back to which doses are told one by one. */
  readonly days?: number;
}

/** Lots of the worker's station, what ends first first. */
export async function readLots(
  ctx: Context,
  { doseCode, isUsable = false, days }: Wanted,
): Promise<HeldLot[]> {
  const lots = await ctx.sql.query<LotRow>(
    `select ${lotColumns} from immunisation.lot l where facility_id = $1 and ($2::text is null or dose_code = $2)
       and (not $3 or expires_on >= $4::date or unopened > 0
         or exists (select 1 from immunisation.vial v where v.lot_id = l.id and v.closed_at is null))
     order by expires_on, lot_number collate "C" limit ${mostLots}`,
    [stationOf(ctx), doseCode ?? null, isUsable, dayInVietnam(ctx.now())],
  );
  const ids = lots.map(({ id }) => id);
  const vials = Map.groupBy(await openVials(ctx, ids), ({ lot_id: id }) => id);
  const uses = await usesOf(ctx, ids);
  const shots = await shotsOf(ctx, ids, days ?? daysOfReadings);
  return lots.map((row): HeldLot => {
    const use = uses.get(row.id);
    return {
      id: row.id,
      doseCode: row.dose_code,
      lotNumber: row.lot_number,
      ...(row.manufacturer !== null && { manufacturer: row.manufacturer }),
      expiresOn: row.expires,
      dosesPerVial: row.doses_per_vial,
      ...(row.open_hours !== null && { openHours: row.open_hours }),
      unopened: row.unopened,
      ...(row.locked_because !== null && { lockedBecause: row.locked_because }),
      vials: (vials.get(row.id) ?? []).map((vial) => ({
        id: vial.id,
        openedAt: vial.opened_at.toISOString(),
        dosesLeft: vial.doses_left,
      })),
      ...(row.fridge_id !== null && { fridgeId: row.fridge_id }),
      receivedAt: row.received_at.toISOString(),
      ...(use !== undefined && { movedAt: use.moved_at.toISOString() }),
      used: use?.used ?? 0,
      wasted: use?.wasted ?? 0,
      shotsAt: shots.get(row.id) ?? [],
      version: row.version,
    };
  });
}

interface UseRow {
  readonly lot_id: string;
  readonly used: number;
  readonly wasted: number;
  readonly moved_at: Date;
}

async function usesOf(ctx: Context, lotIds: readonly string[]): Promise<ReadonlyMap<string, UseRow>> {
  const rows = await ctx.sql.query<UseRow>(
    `select lot_id, coalesce(sum(doses) filter (where kind = 'used'), 0)::int as used,
       coalesce(sum(doses) filter (where kind = 'wasted'), 0)::int as wasted, max(at) as moved_at
     from immunisation.movement where lot_id = any ($1::uuid[]) group by lot_id`,
    [lotIds],
  );
  return new Map(rows.map((row) => [row.lot_id, row]));
}

async function shotsOf(
  ctx: Context,
  lotIds: readonly string[],
  days: number,
): Promise<ReadonlyMap<string, string[]>> {
  const rows = await ctx.sql.query<{ lot_id: string; at: Date }>(
    'select lot_id, at from immunisation.shot where lot_id = any ($1::uuid[]) and at >= $2 order by at',
    [lotIds, daysAgo(ctx, days)],
  );
  const byLot = Map.groupBy(rows, ({ lot_id: id }) => id);
  return new Map([...byLot].map(([id, all]) => [id, all.map(({ at }) => at.toISOString())]));
}

const daysAgo = (ctx: Context, days: number): Date => new Date(ctx.now().getTime() - days * 86_400_000);

interface ReadingRow {
  readonly fridge_id: string;
  readonly at: Date;
  readonly celsius: string;
}

/** Fridges of the worker's station by name, with their temperatures, oldest first. */
export async function readFridges(ctx: Context, days: number): Promise<HeldFridge[]> {
  const fridges = await ctx.sql.query<{ id: string; name: string }>(
    'select id, name from immunisation.fridge where facility_id = $1 and out_of_use_at is null order by name collate "C", id',
    [stationOf(ctx)],
  );
  const readings = await ctx.sql.query<ReadingRow>(
    'select fridge_id, at, celsius from immunisation.reading where fridge_id = any ($1::uuid[]) and at >= $2 order by at',
    [fridges.map(({ id }) => id), daysAgo(ctx, days)],
  );
  const byFridge = Map.groupBy(readings, ({ fridge_id: id }) => id);
  return fridges.map(({ id, name }) => ({
    id,
    name,
    readings: (byFridge.get(id) ?? []).map(({ at, celsius }) => ({
      at: at.toISOString(),
      celsius: Number(celsius),
    })),
  }));
}

/**
 * Asked at every sync: what is received, counted, opened or locked changes the version of a lot, a dose out of an open vial leaves a movement of
 * these days. What only grows old makes another version once a day.
 */
async function versionOfStock(ctx: Context): Promise<string> {
  const today = dayInVietnam(ctx.now());
  const [row] = await ctx.sql.query<{ stamp: string }>(
    `select concat_ws('.',
       (select concat_ws('.', count(*), sum(version)) from immunisation.lot where facility_id = $1),
       (select concat_ws('.', count(*), sum(id)) from immunisation.movement where facility_id = $1 and at >= $2),
       (select concat_ws('.', count(distinct f.id), count(r.at), sum(r.celsius)) from immunisation.fridge f
          left join immunisation.reading r on r.fridge_id = f.id and r.at >= $2 where f.facility_id = $1 and f.out_of_use_at is null)) as stamp`,
    [stationOf(ctx), `${addDays(today, -daysOfReadings)}T00:00:00+07:00`],
  );
  return [today, ctx.actor.practitionerId ?? '', row!.stamp].join('.');
}
