import { newId } from '#kernel/fhir/id.ts';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { Taken } from '../domain/free.ts';
import type { BookedService } from '../domain/services.ts';
import { mostOpen, type OfferedTime } from '../domain/times.ts';
import type { Desk } from './desks.ts';
import { freeExpired } from './release.ts';
import { bookingColumns, type BookingRow } from './rows.ts';

/** Somebody and the time that she wants. */
export interface Seat {
  readonly personId: string;
  readonly time: OfferedTime;
}

/** How the places are taken. */
export interface Taking {
  readonly desk: Desk;
  readonly service: BookedService;
  readonly groupId: string;
  readonly state: 'held' | 'booked';
  readonly heldUntil?: Date;
  readonly waitingId?: string;
  readonly byAccount: string;
}

/**
 * How many places of a desk's times are taken from a moment on; a place whose hold has run out counts as free, whoever may have tidied up
 * already.
 */
export async function takenOf(
  ctx: Context,
  desks: readonly Pick<Desk, 'bucket' | 'id'>[],
  from: Date,
  to: Date,
): Promise<ReadonlyMap<string, Taken>> {
  const buckets = [...new Set(desks.map(({ bucket }) => bucket))];
  const ids = desks.map(({ id }) => id);
  const rows = await ctx.sql.query<{ desk_id: string; starts_at: Date; taken: number }>(
    `select s.desk_id, s.starts_at, s.taken - (
         select count(*)::int from booking.booking b where b.bucket = s.bucket and b.desk_id = s.desk_id
           and b.starts_at = s.starts_at and b.state = 'held' and b.held_until <= $5) as taken
     from booking.slot s
     where s.bucket = any ($1) and s.desk_id = any ($2) and s.starts_at >= $3 and s.starts_at < $4 and s.taken > 0`,
    [buckets, ids, from, to, ctx.now()],
  );
  const found = new Map<string, Map<number, number>>(ids.map((id) => [id, new Map()]));
  for (const { desk_id, starts_at, taken } of rows) found.get(desk_id)!.set(starts_at.getTime(), taken);
  return found;
}

/**
 * Takes a place for each, all or none: what it throws undoes the transaction. The place of a time is one conditional statement on one row, so that
 * however many ask at once, no more are given than there are; and a person has one booking of a kind and day at a facility, whatever telephone
 * asks. Errors: booking.full, booking.has-one, booking.too-many.
 */
export async function takeSeats(
  ctx: Context,
  taking: Taking,
  seats: readonly Seat[],
): Promise<readonly BookingRow[]> {
  const { desk } = taking;
  await refuseFull(ctx, desk, seats);
  await freeExpired(ctx, desk, {
    times: seats.map(({ time }) => time.startsAt),
    people: seats.map(({ personId }) => personId),
  });
  await refuseMany(ctx, desk, seats);
  const rows: BookingRow[] = [];
  // In the order of times, as everybody takes them: two families never wait for each other in a circle.
  for (const seat of seats.toSorted((a, b) => a.time.startsAt.getTime() - b.time.startsAt.getTime())) {
    await takePlace(ctx, desk, seat.time);
    rows.push(await writeSeat(ctx, taking, seat));
  }
  return rows;
}

/** Most who come too late learn it here, without waiting for whoever is just taking a place. */
async function refuseFull(ctx: Context, desk: Desk, seats: readonly Seat[]): Promise<void> {
  const places = new Map(seats.map(({ time }) => [time.startsAt.getTime(), time.places]));
  const key = [desk.bucket, desk.id];
  const slots = await ctx.sql.query<{ starts_at: Date; taken: number }>(
    'select starts_at, taken from booking.slot where bucket = $1 and desk_id = $2 and starts_at = any ($3)',
    [...key, [...places.keys()].map((at) => new Date(at))],
  );
  const full = slots.filter(({ starts_at, taken }) => taken >= places.get(starts_at.getTime())!);
  if (full.length === 0) return;
  const [expired] = await ctx.sql.query(
    `select 1 from booking.booking where bucket = $1 and desk_id = $2 and starts_at = any ($3) and state = 'held' and held_until <= $4
     limit 1`,
    [...key, full.map(({ starts_at }) => starts_at), ctx.now()],
  );
  if (expired === undefined) throw new AppError('booking.full');
}

/** One place of a time. Error: booking.full. */
export async function takePlace(ctx: Context, desk: Desk, time: OfferedTime): Promise<void> {
  const key = [desk.bucket, desk.id, time.startsAt];
  const taken = await ctx.sql.query(
    `insert into booking.slot as s (bucket, desk_id, starts_at, taken) values ($1, $2, $3, 1)
     on conflict (bucket, desk_id, starts_at) do update set taken = s.taken + 1 where s.taken < $4 returning taken`,
    [...key, time.places],
  );
  if (taken.length === 0) throw new AppError('booking.full');
}

async function writeSeat(ctx: Context, taking: Taking, { personId, time }: Seat): Promise<BookingRow> {
  const { desk, service, groupId, state, heldUntil, waitingId, byAccount } = taking;
  const now = ctx.now();
  const [row] = await ctx.sql.query<BookingRow>(
    `insert into booking.booking (bucket, id, group_id, facility_id, desk_id, service, patient_id, day, starts_at, ends_at, state,
       held_until, waiting_id, by_account, made_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
     on conflict do nothing returning ${bookingColumns}`,
    [
      desk.bucket,
      newId(desk.bucket, now),
      groupId,
      desk.facility_id,
      desk.id,
      service,
      personId,
      dayInVietnam(time.startsAt),
      time.startsAt,
      time.endsAt,
      state,
      heldUntil ?? null,
      waitingId ?? null,
      byAccount,
      now,
    ],
  );
  if (row === undefined) throw new AppError('booking.has-one');
  return row;
}

async function refuseMany(ctx: Context, desk: Desk, seats: readonly Seat[]): Promise<void> {
  const [many] = await ctx.sql.query(
    `select 1 from booking.booking where bucket = $1 and facility_id = $2 and patient_id = any ($3)
       and state in ('held', 'booked') and starts_at > $4 group by patient_id having count(*) >= ${mostOpen} limit 1`,
    [desk.bucket, desk.facility_id, seats.map(({ personId }) => personId), ctx.now()],
  );
  if (many !== undefined) throw new AppError('booking.too-many');
}
