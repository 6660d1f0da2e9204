import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { dayQueue } from '#modules/commune-station/api.ts';
import { bookingColumns, type BookingRow } from './rows.ts';

/**
 * Somebody with a booking of today has come: she gets the next number of the facility's one queue; twice is once. What the clock of a telephone
 * says is never asked. Errors: booking.not-today, booking.over.
 */
export async function arrive(
  ctx: Context,
  row: BookingRow,
): Promise<{ readonly row: BookingRow; readonly number: number }> {
  if (row.day !== dayInVietnam(ctx.now())) throw new AppError('booking.not-today');
  if (row.state !== 'booked' && row.state !== 'arrived') throw new AppError('booking.over');
  const place = await ctx.use(dayQueue).give(row.facility_id, {
    personId: row.patient_id,
    urgent: false,
    ...(row.appointment_id !== null && { appointmentId: row.appointment_id }),
  });
  // Her place in the queue may be one that she had already: the booking goes on in it.
  const [arrived] = await ctx.sql.query<BookingRow>(
    `update booking.booking set state = 'arrived', appointment_id = $3, changed_at = $4
     where bucket = $1 and id = $2 and state in ('booked', 'arrived') returning ${bookingColumns}`,
    [row.bucket, row.id, place.id, ctx.now()],
  );
  if (arrived === undefined) throw new AppError('booking.over');
  return { row: arrived, number: place.number };
}

/** Bookings of today of some people at a facility that still wait for them, by time. */
export function bookedToday(
  ctx: Context,
  facilityBucket: number,
  facilityId: string,
  personIds: readonly string[],
): Promise<BookingRow[]> {
  return ctx.sql.query<BookingRow>(
    `select ${bookingColumns} from booking.booking where bucket = $1 and facility_id = $2 and day = $3::date and patient_id = any ($4)
       and state in ('booked', 'arrived') order by starts_at, id`,
    [facilityBucket, facilityId, dayInVietnam(ctx.now()), personIds],
  );
}
