import type { Context } from '#platform/context.ts';
import { bookedServices } from './domain/services.ts';
import type { OwnBookings } from './domain/booked-ahead.ts';
import { bookingColumns, type BookingRow } from './store/rows.ts';
import { bookingViews } from './store/views.ts';
import { actFor } from './who.ts';

const mostAhead = 10;

/** What is booked for a person, for who acts for her. */
export function makeOwnBookings(ctx: Context): OwnBookings {
  return {
    async ahead(patientId) {
      const people = await actFor(ctx, [patientId]);
      const rows = await ctx.sql.query<BookingRow>(
        `select ${bookingColumns} from booking.booking where patient_id = any ($1) and ends_at > $2
           and state in ('booked', 'arrived') order by starts_at, id limit ${mostAhead}`,
        [[patientId], ctx.now()],
      );
      return (await bookingViews(ctx, rows, people)).map(
        ({ startsAt, facility, desk, address, service, number }) => ({
          at: startsAt,
          facility,
          desk,
          service: bookedServices[service],
          ...(address !== undefined && { address }),
          ...(number !== undefined && { number }),
        }),
      );
    },
  };
}
