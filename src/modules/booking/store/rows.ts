import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { BookedService } from '../domain/services.ts';
import { bucketOfRow } from './desks.ts';

/** A booking as it is kept. */
export interface BookingRow {
  readonly bucket: number;
  readonly id: string;
  readonly group_id: string;
  readonly facility_id: string;
  readonly desk_id: string;
  readonly service: BookedService;
  readonly patient_id: string;
  readonly day: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly state: 'held' | 'booked' | 'arrived' | 'done' | 'missed' | 'cancelled' | 'expired';
  readonly held_until: Date | null;
  readonly waiting_id: string | null;
  readonly appointment_id: string | null;
  readonly by_account: string;
  readonly made_at: Date;
  readonly changed_by_desk: 'moved' | 'cancelled' | null;
  readonly kept: boolean;
}

export const bookingColumns =
  'bucket, id, group_id, facility_id, desk_id, service, patient_id, day::text as day, starts_at, ends_at, state, held_until, waiting_id, appointment_id, by_account, made_at, changed_by_desk, kept';

/** One booking. Error: record.not-found. */
export async function readBooking(ctx: Context, id: string): Promise<BookingRow> {
  const [row] = await ctx.sql.query<BookingRow>(
    `select ${bookingColumns} from booking.booking where bucket = $1 and id = $2`,
    [bucketOfRow(id), id],
  );
  if (row === undefined) throw new AppError('record.not-found');
  return row;
}

/** All of one group, in the order of their times. */
export function readGroup(ctx: Context, groupId: string): Promise<BookingRow[]> {
  return ctx.sql.query<BookingRow>(
    `select ${bookingColumns} from booking.booking where bucket = $1 and group_id = $2 order by starts_at, id`,
    [bucketOfRow(groupId), groupId],
  );
}
