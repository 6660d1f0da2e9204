import { newId } from '#kernel/fhir/id.ts';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { OfferedTime } from '../domain/times.ts';
import { confirmGroup, holdTimes, offeredAt, type Chosen } from './acts.ts';
import { createAppointment } from './appointments.ts';
import { bucketOfRow, demandOpen, deskColumns, type Desk } from './desks.ts';
import { bookingColumns, type BookingRow } from './rows.ts';

/** What was booked, and the desk where it was read on the way. */
export interface Booked {
  readonly rows: readonly BookingRow[];
  readonly desk?: Desk;
}

/**
 * Books without holding first. One person who has nothing ahead at the facility, for a time with a place left, is the usual case and takes two
 * statements beside the record's own; whatever else there is goes the long way. Errors as of `holdTimes` and `confirmGroup`.
 */
export async function bookFor(ctx: Context, chosen: Chosen, personIds: readonly string[]): Promise<Booked> {
  const [personId, ...others] = new Set(personIds);
  if (personId !== undefined && others.length === 0) {
    const booked = await bookOne(ctx, chosen, personId);
    if (booked !== undefined) return booked;
  }
  const [held] = await holdTimes(ctx, chosen, personIds);
  return { rows: await confirmGroup(ctx, held!.group_id) };
}

async function bookOne(ctx: Context, chosen: Chosen, personId: string): Promise<Booked | undefined> {
  const desk = demandOpen(await deskAndPlace(ctx, chosen, personId), chosen.service);
  const time = offeredAt(ctx, desk, new Date(chosen.startsAt));
  if (desk.has_other || (desk.taken ?? 0) >= time.places) return undefined;
  const id = newId(desk.bucket, ctx.now());
  // Written before the place is taken: the row of the time is locked for the last moment only, and what is refused then undoes this too.
  const appointmentId = await createAppointment(ctx, desk, {
    id,
    facility_id: desk.facility_id,
    service: chosen.service,
    patient_id: personId,
    starts_at: time.startsAt,
    ends_at: time.endsAt,
  });
  const row = await takeAndWrite(ctx, desk, time, { id, appointmentId, personId, service: chosen.service });
  return { rows: [row], desk };
}

/** The desk, how many have this time, and whether she has something ahead at the facility. Error: record.not-found. */
async function deskAndPlace(
  ctx: Context,
  { deskId, startsAt }: Chosen,
  personId: string,
): Promise<Desk & { readonly taken: number | null; readonly has_other: boolean }> {
  const [found] = await ctx.sql.query<Desk & { taken: number | null; has_other: boolean }>(
    `select ${deskColumns},
       (select s.taken from booking.slot s where s.bucket = $1 and s.desk_id = $2 and s.starts_at = $3) as taken,
       exists (select 1 from booking.booking b where b.bucket = $1 and b.facility_id = d.facility_id and b.patient_id = $4
         and b.state in ('held', 'booked', 'arrived') and b.starts_at > $5) as has_other
     from booking.desk d where bucket = $1 and id = $2`,
    [bucketOfRow(deskId), deskId, new Date(startsAt), personId, new Date(ctx.now().getTime() - 86_400_000)],
  );
  if (found === undefined) throw new AppError('record.not-found');
  return found;
}

/** The place and the booking in one statement. */
async function takeAndWrite(
  ctx: Context,
  desk: Desk,
  time: OfferedTime,
  made: {
    readonly id: string;
    readonly appointmentId: string;
    readonly personId: string;
    readonly service: string;
  },
): Promise<BookingRow> {
  const [row] = await ctx.sql.query<BookingRow & { readonly places: number; readonly id: string | null }>(
    `with place as (
       insert into booking.slot as s (bucket, desk_id, starts_at, taken) values ($1, $2, $3, 1)
       on conflict (bucket, desk_id, starts_at) do update set taken = s.taken + 1 where s.taken < $4 returning 1),
     made as (
       insert into booking.booking (bucket, id, group_id, facility_id, desk_id, service, patient_id, day, starts_at, ends_at, state,
         appointment_id, by_account, made_at, changed_at)
       select $1, $5, $5, $6, $2, $7, $8, $9::date, $3, $10::timestamptz, 'booked', $11, $12, $13::timestamptz, $13::timestamptz
       from place
       on conflict do nothing returning ${bookingColumns})
     select (select count(*)::int from place) as places, made.* from (values (1)) as one left join made on true`,
    [
      desk.bucket,
      desk.id,
      time.startsAt,
      time.places,
      made.id,
      desk.facility_id,
      made.service,
      made.personId,
      dayInVietnam(time.startsAt),
      time.endsAt,
      made.appointmentId,
      ctx.actor.accountId,
      ctx.now(),
    ],
  );
  if (row!.places === 0) throw new AppError('booking.full');
  if (row!.id === null) throw new AppError('booking.has-one');
  return row!;
}
