import { platformActor } from '#platform/access/actors.ts';
import type { Background } from '#platform/module/define-module.ts';
import type { Context } from '#platform/context.ts';
import { periodOf } from '../domain/books/periods.ts';
import { countMonth } from '../books/count-month.ts';
import { findStation } from '../books/stations.ts';

const everyMs = 20_000;
const atOnce = 20;

/** Counts the months that something was written into, so that a province sees it within a minute. */
export const countTouched: Background = {
  name: 'count the months of stations',
  start: async (host) => {
    let running = Promise.resolve();
    let isStopped = false;
    const round = async (): Promise<void> => {
      const ctx = host.context();
      try {
        while (!isStopped && (await countSome(ctx)) === atOnce);
      } catch (error) {
        ctx.log.warn('months of stations were not counted', {
          error: error instanceof Error ? error.name : 'unknown',
        });
      }
    };
    const timer = setInterval(() => {
      running = running.then(round);
    }, everyMs);
    return {
      stop: async () => {
        isStopped = true;
        clearInterval(timer);
        await running;
      },
    };
  },
};

/** Counts some of the months that were touched; answers how many. What is written meanwhile is touched again. */
export async function countSome(ctx: Context): Promise<number> {
  const inside = ctx.as(platformActor('count-months'));
  const rows = await inside.sql.query<{ station_id: string; period: string; last: string }>(
    `select station_id, period, max(no)::text as last from commune_station.touched
     group by station_id, period order by min(no) limit ${atOnce}`,
  );
  for (const { station_id: stationId, period, last } of rows) {
    const [station, month] = [await findStation(inside, stationId), periodOf(period)];
    await inside.transaction(async (tx) => {
      if (station !== undefined && month !== undefined) await countMonth(tx, station, month);
      await tx.sql.query(
        'delete from commune_station.touched where station_id = $1 and period = $2 and no <= $3::bigint',
        [stationId, period, last],
      );
    });
  }
  return rows.length;
}
