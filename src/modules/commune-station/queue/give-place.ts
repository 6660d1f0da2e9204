import type { Appointment } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { queueTopic, type GivenPlace, type QueueArrival } from '../api.ts';
import { insideRecord } from '../books/stations.ts';
import { arriveOn, nextNumber, personOf, placeOf, stateOf } from '../domain/day/place.ts';
import { awaitedAt, placesOf } from './read-queue.ts';

/**
 * Gives somebody who came the next number of the facility's day, once: who has an open place keeps it. That the caller may do this for her was
 * asked before.
 * @param writing as whom the place is written
 */
export async function givePlace(
  ctx: Context,
  writing: Context,
  facilityId: string,
  { personId, urgent, appointmentId }: QueueArrival,
): Promise<GivenPlace> {
  const day = dayInVietnam(ctx.now());
  // Read whole: who may see whom must not change a number.
  const inside = insideRecord(ctx);
  const last = await lockNumbers(ctx, inside, facilityId, day);
  const own = await placesOf(inside, facilityId, day, personId);
  const known = own.find((one) => isOpen(one));
  if (known !== undefined) return placeView(known);
  // Whoever was awaited and is found by name keeps her appointment all the same.
  const awaited = (await awaitedAt(inside, facilityId, personId)).filter((one) => personOf(one) === personId);
  const kept = awaited.find(({ id }) => id === appointmentId) ?? awaited[0];
  const appointment = arriveOn(kept, {
    personId,
    stationId: facilityId,
    at: ctx.now(),
    number: last + 1,
    urgent,
  });
  const { id } =
    kept === undefined ? await writing.record.create(appointment) : await writing.record.update(appointment);
  await ctx.signals.send(queueTopic(facilityId));
  return placeView({ ...appointment, id });
}

/**
 * Numbers of one facility are given one after the other: the row waits for whoever gives one now. The first asking of a day looks into the
 * record, where devices may have given numbers before this was kept.
 */
async function lockNumbers(ctx: Context, inside: Context, facilityId: string, day: string): Promise<number> {
  const [row] = await ctx.sql.query<{ last: number }>(
    `insert into commune_station.queue_number as q (facility_id, day, last) values ($1, $2::date, 0)
     on conflict (facility_id, day) do update set last = q.last returning last`,
    [facilityId, day],
  );
  const last = row?.last ?? 0;
  return last > 0 ? last : nextNumber(await placesOf(inside, facilityId, day), day) - 1;
}

const isOpen = (one: Appointment): boolean => stateOf(one) === 'waiting' || stateOf(one) === 'inside';

const placeView = (one: Appointment): GivenPlace => ({
  id: one.id!,
  number: placeOf(one)!.number,
  state: stateOf(one)!,
});
