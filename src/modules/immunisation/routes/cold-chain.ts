import { randomUUID } from 'node:crypto';
import { doneAt } from '#kernel/offline/done-at.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { addFridge, addReading, readColdChain } from '../api.ts';
import { coldest, judgeReading, warmest } from '../domain/cold-chain.ts';
import { showFridges } from '../domain/show-stock.ts';
import { stationOf } from '../station.ts';
import { readFridges, readLots } from '../stock/held-stock.ts';
import { ownFridge } from './stock.ts';

export const readColdChainRoute = defineRoute({
  ...readColdChain,
  allow: 'immunisation.see',
  handle: async (ctx, { days }) => {
    const fridges = await readFridges(ctx, days);
    const lots = await readLots(ctx, { days });
    return { fridges: showFridges({ fridges, lots }, ctx.now()), range: { coldest, warmest } };
  },
});

export const addFridgeRoute = defineRoute({
  ...addFridge,
  allow: 'immunisation.store',
  handle: async (ctx, { id = randomUUID(), name }) => {
    const facilityId = stationOf(ctx);
    await ctx.sql.query(
      'insert into immunisation.fridge (id, facility_id, name) values ($1, $2, $3) on conflict (id) do nothing',
      [id, facilityId, name],
    );
    // One that was named by this id before is the same one, where it is hers.
    await ownFridge(ctx, facilityId, id);
    return { id };
  },
});

export const addReadingRoute = defineRoute({
  ...addReading,
  allow: 'immunisation.store',
  handle: async (ctx, { id, celsius, at, note }) => {
    await ownFridge(ctx, stationOf(ctx), id);
    // The same moment read again is the same reading, put right.
    await ctx.sql.query(
      `insert into immunisation.reading (fridge_id, at, celsius, by_account, note) values ($1, $2, $3, $4, $5)
       on conflict (fridge_id, at) do update set celsius = excluded.celsius, by_account = excluded.by_account, note = excluded.note`,
      [id, doneAt(at, ctx.now()), celsius, ctx.actor.accountId, note ?? null],
    );
    return { judged: judgeReading(celsius) };
  },
});
