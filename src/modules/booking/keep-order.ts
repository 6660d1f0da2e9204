import type { Context } from '#platform/context.ts';
import { keepLooking } from '#platform/jobs/keep-looking.ts';
import type { Background } from '#platform/module/define-module.ts';
import { freeSomeExpired } from './store/release.ts';
import { serveAll } from './store/waiting.ts';
import { tell } from './tell.ts';

const most = 200;
const remindAheadMs = 24 * 3_600_000;

/**
 * Ends holds that have run out, so that who waits hears of the place soon, and reminds a day ahead. Nothing depends on it being in time: a
 * hold ends by its own time wherever somebody asks.
 */
export const keepOrder: Background = {
  name: 'booking',
  start: (host) =>
    Promise.resolve(
      keepLooking(host, {
        name: 'booking',
        everyMs: 5000,
        async look(context, mayGoOn) {
          while (mayGoOn() && (await freeSomeExpired(context(), most)) === most);
          if (mayGoOn()) await serveAll(context(), most);
          while (mayGoOn() && (await remindSome(context(), most)) === most);
        },
      }),
    ),
};

/** Marks bookings of the next day as told, and tells of them; each once, whatever server is first. */
export async function remindSome(ctx: Context, limit: number): Promise<number> {
  const now = ctx.now();
  const found = await ctx.sql.query<{ bucket: number; id: string }>(
    `select bucket, id from booking.booking where state = 'booked' and reminded_at is null and starts_at > $1 and starts_at <= $2
     order by starts_at limit $3`,
    [now, new Date(now.getTime() + remindAheadMs), limit],
  );
  for (const { bucket, id } of found)
    await ctx.transaction(async (tx) => {
      const [row] = await tx.sql.query<{ patient_id: string; starts_at: Date }>(
        `update booking.booking set reminded_at = $3 where bucket = $1 and id = $2 and state = 'booked' and reminded_at is null
         returning patient_id, starts_at`,
        [bucket, id, now],
      );
      if (row !== undefined)
        await tell(tx, { news: 'tomorrow', id, patientId: row.patient_id, startsAt: row.starts_at });
    });
  return found.length;
}
