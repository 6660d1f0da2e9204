import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { addFridge, addReading, readColdChain, type ShownFridge } from '../api.ts';
import {
  coldest,
  findExcursions,
  isReadingMissed,
  judgeReading,
  warmest,
  type Excursion,
} from '../domain/cold-chain.ts';
import { productOf } from '../domain/national-schedule.ts';
import { stationOf } from '../station.ts';
import { ownFridge } from './stock.ts';

const dayMs = 86_400_000;

interface ReadingRow {
  readonly fridge_id: string;
  readonly at: Date;
  readonly celsius: string;
}

export const readColdChainRoute = defineRoute({
  ...readColdChain,
  allow: 'immunisation.see',
  handle: async (ctx, { days }) => {
    const facilityId = stationOf(ctx);
    const since = new Date(ctx.now().getTime() - days * dayMs);
    const fridges = await ctx.sql.query<{ id: string; name: string }>(
      'select id, name from immunisation.fridge where facility_id = $1 and out_of_use_at is null order by name',
      [facilityId],
    );
    const readings = await ctx.sql.query<ReadingRow>(
      `select fridge_id, at, celsius from immunisation.reading where fridge_id = any ($1::uuid[]) and at >= $2 order by at`,
      [fridges.map(({ id }) => id), since],
    );
    const byFridge = Map.groupBy(readings, ({ fridge_id: id }) => id);
    const shown: ShownFridge[] = [];
    for (const fridge of fridges) shown.push(await showFridge(ctx, fridge, byFridge.get(fridge.id) ?? []));
    return { fridges: shown, range: { coldest, warmest } };
  },
});

async function showFridge(
  ctx: Context,
  fridge: { readonly id: string; readonly name: string },
  rows: readonly ReadingRow[],
): Promise<ShownFridge> {
  const readings = rows.map(({ at, celsius }) => ({ at, celsius: Number(celsius) }));
  const excursions = findExcursions(readings);
  const shown = await Promise.all(
    excursions.map(async ({ from, to, rightUntil, ...rest }) => ({
      ...rest,
      from: from.toISOString(),
      ...(to !== undefined && { to: to.toISOString() }),
      ...(rightUntil !== undefined && { rightUntil: rightUntil.toISOString() }),
      lots: await touchedLots(ctx, fridge.id, { from, ...(to !== undefined && { to }) }),
    })),
  );
  return {
    ...fridge,
    readings: readings.map(({ at, celsius }) => ({ at: at.toISOString(), celsius })),
    isMissed: isReadingMissed(readings.at(-1)?.at, ctx.now()),
    excursions: shown.toReversed(),
  };
}

interface LotRow {
  readonly id: string;
  readonly dose_code: string;
  readonly lot_number: string;
  readonly shots: number;
}

/** Lots that lay in a fridge when it was outside the range, with the doses that were given out of them from then on. */
async function touchedLots(ctx: Context, fridgeId: string, { from, to }: Pick<Excursion, 'from' | 'to'>) {
  const rows = await ctx.sql.query<LotRow>(
    `select l.id, l.dose_code, l.lot_number,
       (select count(*)::int from immunisation.shot s where s.lot_id = l.id and s.at >= $2) as shots
     from immunisation.lot l where l.fridge_id = $1 and l.received_at <= $3
       and (l.unopened > 0 or exists (select 1 from immunisation.movement m where m.lot_id = l.id and m.at >= $2))
     order by l.dose_code, l.lot_number limit 200`,
    [fridgeId, from, to ?? ctx.now()],
  );
  return rows.map(({ id, dose_code: code, lot_number: lotNumber, shots }) => ({
    id,
    vaccine: productOf(code)?.vaccine ?? code,
    lotNumber,
    shots,
  }));
}

export const addFridgeRoute = defineRoute({
  ...addFridge,
  allow: 'immunisation.store',
  handle: async (ctx, { name }) => {
    const id = randomUUID();
    await ctx.sql.query('insert into immunisation.fridge (id, facility_id, name) values ($1, $2, $3)', [
      id,
      stationOf(ctx),
      name,
    ]);
    return { id };
  },
});

/** A clock that runs ahead by more than this is wrong. */
const aheadMs = 5 * 60_000;

export const addReadingRoute = defineRoute({
  ...addReading,
  allow: 'immunisation.store',
  handle: async (ctx, { id, celsius, at, note }) => {
    await ownFridge(ctx, stationOf(ctx), id);
    const when = at === undefined ? ctx.now() : new Date(at);
    if (when.getTime() > ctx.now().getTime() + aheadMs)
      throw new AppError('request.invalid', {
        issues: [
          { path: 'at', text: { vi: 'Giờ đo chưa tới.', en: 'The time of the reading has not come yet.' } },
        ],
      });
    // The same moment read again is the same reading, put right.
    await ctx.sql.query(
      `insert into immunisation.reading (fridge_id, at, celsius, by_account, note) values ($1, $2, $3, $4, $5)
       on conflict (fridge_id, at) do update set celsius = excluded.celsius, by_account = excluded.by_account, note = excluded.note`,
      [id, when, celsius, ctx.actor.accountId, note ?? null],
    );
    return { judged: judgeReading(celsius) };
  },
});
