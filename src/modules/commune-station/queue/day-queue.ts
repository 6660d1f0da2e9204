import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { DayQueue, QueuePlace } from '../api.ts';
import { insideRecord } from '../books/stations.ts';
import { givePlace } from './give-place.ts';

interface Row {
  readonly appointment_id: string;
  readonly number: number;
  readonly state: QueuePlace['state'];
  readonly urgent: boolean;
  readonly arrived_at: Date;
  readonly changed_at: Date;
}

/** More stand in no queue that a board can show. */
const mostOfDay = 3000;

/** The one queue of a facility's day, as other modules use it. */
export function makeDayQueue(ctx: Context): DayQueue {
  return {
    give: (facilityId, arrival) => givePlace(ctx, insideRecord(ctx), facilityId, arrival),
    async today(facilityId) {
      const rows = await ctx.sql.query<Row>(
        `select appointment_id, number, state, urgent, arrived_at, changed_at from commune_station.queue_place
         where facility_id = $1 and day = $2::date order by number, arrived_at, appointment_id limit ${mostOfDay}`,
        [facilityId, dayInVietnam(ctx.now())],
      );
      return rows.map(({ appointment_id, arrived_at, changed_at, ...place }) => ({
        ...place,
        appointmentId: appointment_id,
        arrivedAt: arrived_at.toISOString(),
        changedAt: changed_at.toISOString(),
      }));
    },
  };
}
