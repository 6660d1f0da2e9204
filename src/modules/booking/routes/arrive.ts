import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { dayQueue, queueTopic, type QueuePlace } from '#modules/commune-station/api.ts';
import { arriveAtDoor, readPosition, type GivenNumber } from '../api.ts';
import { likelyMinutes, positionOf, stampOf } from '../domain/position.ts';
import { arrive, bookedToday } from '../store/arrive.ts';
import { facilityBucket, readDesk } from '../store/desks.ts';
import type { BookingRow } from '../store/rows.ts';
import { openCode } from '../store/secret.ts';
import { bookingViews } from '../store/views.ts';
import { ownPeople } from '../who.ts';
import { ownBooking } from './own.ts';

export const arriveAtDoorRoute = defineRoute({
  ...arriveAtDoor,
  allow: 'booking.own',
  handle: async (ctx, { text }) => {
    const code = await openCode(ctx, text);
    // The code of a booking is for the desk: who scans her own at home has not come.
    if (code.kind !== 'door') throw new AppError('booking.code-unknown');
    if (code.day !== dayInVietnam(ctx.now())) throw new AppError('booking.code-old');
    const people = new Map((await ownPeople(ctx)).map((patient) => [patient.id!, patient]));
    const rows = await bookedToday(ctx, facilityBucket(code.facilityId), code.facilityId, [...people.keys()]);
    if (rows.length === 0) throw new AppError('booking.none-today');
    const given: GivenNumber[] = [];
    for (const row of rows) {
      const came = await arrive(ctx, row);
      const [booking] = await bookingViews(ctx, [came.row], people);
      given.push({ booking: booking!, number: came.number });
    }
    return { given };
  },
});

export const readPositionRoute = defineRoute({
  ...readPosition,
  allow: 'booking.own',
  waits: true,
  handle: async (ctx, { id, ...wish }) => {
    const { row } = await ownBooking(ctx, id);
    const places = await awaitQueue(ctx, row.facility_id, wish);
    return { stamp: stampOf(places), ...(await standing(ctx, row, places)) };
  },
});

async function standing(ctx: Context, row: BookingRow, places: readonly QueuePlace[]) {
  const position = row.appointment_id === null ? undefined : positionOf(places, row.appointment_id);
  if (position === undefined) throw new AppError('booking.over');
  const { spans } = await readDesk(ctx, row.desk_id);
  const minutes = (row.ends_at.getTime() - row.starts_at.getTime()) / 60_000;
  const atOnce = Math.max(1, ...spans.map(({ places: people }) => people));
  return {
    ...position,
    inside: [...position.inside],
    minutes: likelyMinutes(position.before, minutes, atOnce),
  };
}

/** The queue of a facility at once, or as soon as it is not as it was known, or after so many seconds. */
export async function awaitQueue(
  ctx: Context,
  facilityId: string,
  { wait, known }: { readonly wait: number; readonly known: string },
): Promise<readonly QueuePlace[]> {
  const queue = ctx.use(dayQueue);
  // Listening begins before looking, so that nothing falls between.
  const ear = wait === 0 ? undefined : ctx.signals.listen(queueTopic(facilityId));
  try {
    await ear?.ready;
    const places = await queue.today(facilityId);
    if (ear === undefined || stampOf(places) !== known) return places;
    return (await ear.next(wait * 1000)) ? await queue.today(facilityId) : places;
  } finally {
    ear?.close();
  }
}
