import { newId } from '#kernel/fhir/id.ts';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { freeTimes, isBookable, seatsFrom } from '../domain/free.ts';
import type { BookedService } from '../domain/services.ts';
import { holdMinutes, timeAt, type OfferedTime } from '../domain/times.ts';
import { cancelAppointment, writeAppointment } from './appointments.ts';
import { openDesk, readDesk, type Desk } from './desks.ts';
import { takenOf, takePlace, takeSeats } from './places.ts';
import { endWaiting, freeExpired, lockList, releasePlace } from './release.ts';
import { bookingColumns, readGroup, type BookingRow } from './rows.ts';

/** What somebody chose. */
export interface Chosen {
  readonly deskId: string;
  readonly service: BookedService;
  readonly startsAt: string;
}

/**
 * Keeps times for some people; whoever has the very same one already keeps it. Errors: booking.not-offered, booking.full, booking.has-one,
 * booking.too-many.
 */
export async function holdTimes(
  ctx: Context,
  chosen: Chosen,
  personIds: readonly string[],
): Promise<readonly BookingRow[]> {
  const desk = await openDesk(ctx, chosen.deskId, chosen.service);
  const startsAt = new Date(chosen.startsAt);
  offeredAt(ctx, desk, startsAt);
  const people = [...new Set(personIds)];
  const same = await ownOf(ctx, desk, chosen.service, startsAt, people);
  if (same !== undefined) return same;
  const seats = await chooseSeats(ctx, desk, startsAt, people.length);
  const heldUntil = new Date(ctx.now().getTime() + holdMinutes * 60_000);
  const taking = {
    desk,
    service: chosen.service,
    groupId: newId(desk.bucket, ctx.now()),
    state: 'held',
    heldUntil,
    byAccount: ctx.actor.accountId,
  } as const;
  return takeSeats(
    ctx,
    taking,
    people.map((personId, nth) => ({ personId, time: seats[nth]! })),
  );
}

/** The second telephone of a family finds what the first has just done: one person, the same desk, kind and time. */
async function ownOf(
  ctx: Context,
  desk: Desk,
  service: BookedService,
  startsAt: Date,
  people: readonly string[],
): Promise<readonly BookingRow[] | undefined> {
  if (people.length !== 1) return undefined;
  const [row] = await ctx.sql.query<BookingRow>(
    `select ${bookingColumns} from booking.booking where bucket = $1 and facility_id = $2 and patient_id = $3 and desk_id = $4
       and service = $5 and starts_at = $6 and (state = 'booked' or (state = 'held' and held_until > $7))`,
    [desk.bucket, desk.facility_id, people[0], desk.id, service, startsAt, ctx.now()],
  );
  return row === undefined ? undefined : readGroup(ctx, row.group_id);
}

/** The time that a desk offers at a moment ahead. Error: booking.not-offered. */
export function offeredAt(ctx: Context, desk: Desk, startsAt: Date): OfferedTime {
  const day = dayInVietnam(startsAt);
  const time = timeAt(desk, day, startsAt);
  if (time === undefined || startsAt <= ctx.now() || !isBookable(day, ctx.now()))
    throw new AppError('booking.not-offered');
  return time;
}

async function chooseSeats(
  ctx: Context,
  desk: Desk,
  startsAt: Date,
  people: number,
): Promise<readonly OfferedTime[]> {
  // For one person the place itself says whether it is free.
  if (people === 1) return [offeredAt(ctx, desk, startsAt)];
  const day = dayInVietnam(startsAt);
  const dayEnd = new Date(Date.parse(`${day}T00:00:00+07:00`) + 86_400_000);
  const taken = (await takenOf(ctx, [desk], startsAt, dayEnd)).get(desk.id)!;
  const seats = seatsFrom(freeTimes(desk, day, taken, ctx.now()), startsAt, people);
  if (seats === undefined) throw new AppError('booking.full');
  return seats;
}

/** Makes what is kept one's own, and writes it into the record. Twice is once. Error: booking.over. */
export async function confirmGroup(ctx: Context, groupId: string): Promise<readonly BookingRow[]> {
  const group = await readGroup(ctx, groupId);
  const [first] = group;
  if (first === undefined) throw new AppError('record.not-found');
  const confirmed = await ctx.sql.query<BookingRow>(
    `update booking.booking set state = 'booked', held_until = null, changed_at = $3
     where bucket = $1 and group_id = $2 and state = 'held' and held_until > $3 and starts_at > $3
     returning ${bookingColumns}`,
    [first.bucket, groupId, ctx.now()],
  );
  if (confirmed.length === 0) {
    const now = await readGroup(ctx, groupId);
    if (now.some(({ state }) => state === 'booked')) return now;
    throw new AppError('booking.over');
  }
  const desk = await readDesk(ctx, first.desk_id);
  for (const row of confirmed) {
    await writeAppointment(ctx, desk, row);
    if (row.waiting_id !== null) await endWaiting(ctx, row.bucket, row.waiting_id, 'taken');
  }
  return readGroup(ctx, groupId);
}

/** Gives back what is kept. Answers how many places. */
export async function releaseGroup(ctx: Context, groupId: string): Promise<number> {
  const group = await readGroup(ctx, groupId);
  const [first] = group;
  if (first === undefined) return 0;
  const released = await ctx.sql.query<BookingRow>(
    `update booking.booking set state = 'cancelled', changed_at = $3 where bucket = $1 and group_id = $2 and state = 'held'
     returning ${bookingColumns}`,
    [first.bucket, groupId, ctx.now()],
  );
  for (const row of released) {
    if (row.waiting_id !== null) await endWaiting(ctx, row.bucket, row.waiting_id, 'withdrawn');
    await releasePlace(ctx, row);
  }
  return released.length;
}

/** Cancels a booking that lies ahead; twice is once. Errors: booking.over, booking.too-late. */
export async function cancel(ctx: Context, row: BookingRow, byDesk: boolean): Promise<BookingRow> {
  if (row.state === 'cancelled') return row;
  if (row.starts_at <= ctx.now()) throw new AppError('booking.too-late');
  const [cancelled] = await ctx.sql.query<BookingRow>(
    `update booking.booking set state = 'cancelled', changed_at = $3, changed_by_desk = $4
     where bucket = $1 and id = $2 and state = 'booked' returning ${bookingColumns}`,
    [row.bucket, row.id, ctx.now(), byDesk ? 'cancelled' : null],
  );
  if (cancelled === undefined) throw new AppError('booking.over');
  await cancelAppointment(ctx, cancelled);
  await releasePlace(ctx, cancelled);
  return cancelled;
}

/**
 * Gives a booking another time at its desk: the new place is taken before the old one is given back, in one transaction, so that nobody loses the
 * place that she has by asking for another. Errors: booking.over, booking.too-late, booking.not-offered, booking.full, booking.has-one.
 */
export async function move(
  ctx: Context,
  row: BookingRow,
  startsAt: Date,
  byDesk: boolean,
): Promise<BookingRow> {
  if (row.state !== 'booked') throw new AppError('booking.over');
  if (!byDesk && row.starts_at <= ctx.now()) throw new AppError('booking.too-late');
  if (row.starts_at.getTime() === startsAt.getTime()) return row;
  const desk = await readDesk(ctx, row.desk_id);
  const time = offeredAt(ctx, desk, startsAt);
  await freeExpired(ctx, desk, { times: [startsAt], people: [row.patient_id] });
  const [locked] = await ctx.sql.query(
    `select 1 from booking.booking where bucket = $1 and id = $2 and state = 'booked' and starts_at = $3 for update`,
    [row.bucket, row.id, row.starts_at],
  );
  if (locked === undefined) throw new AppError('booking.over');
  await lockList(ctx, desk.bucket, desk.id);
  // Two who change places with each other lock both times in one order.
  await ctx.sql.query(
    `select 1 from booking.slot where bucket = $1 and desk_id = $2 and starts_at = any ($3) order by starts_at for update`,
    [desk.bucket, desk.id, [row.starts_at, startsAt]],
  );
  await takePlace(ctx, desk, time);
  const moved = await moveRow(ctx, row, time, byDesk);
  await writeAppointment(ctx, desk, moved);
  await releasePlace(ctx, row);
  return moved;
}

async function moveRow(
  ctx: Context,
  row: BookingRow,
  time: OfferedTime,
  byDesk: boolean,
): Promise<BookingRow> {
  const day = dayInVietnam(time.startsAt);
  const [other] = await ctx.sql.query(
    `select 1 from booking.booking where bucket = $1 and facility_id = $2 and patient_id = $3 and id <> $4
       and state in ('held', 'booked', 'arrived') and (starts_at = $5 or (service = $6 and day = $7::date))`,
    [row.bucket, row.facility_id, row.patient_id, row.id, time.startsAt, row.service, day],
  );
  if (other !== undefined) throw new AppError('booking.has-one');
  const [moved] = await ctx.sql.query<BookingRow>(
    `update booking.booking set starts_at = $3, ends_at = $4, day = $5, changed_at = $6, changed_by_desk = $7, kept = false,
       reminded_at = null
     where bucket = $1 and id = $2 returning ${bookingColumns}`,
    [row.bucket, row.id, time.startsAt, time.endsAt, day, ctx.now(), byDesk ? 'moved' : null],
  );
  return moved!;
}
