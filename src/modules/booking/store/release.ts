import { newId } from '#kernel/fhir/id.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { offerUntil } from '../domain/free.ts';
import type { BookedService } from '../domain/services.ts';
import { timeAt } from '../domain/times.ts';
import { tell } from '../tell.ts';
import { desksById, type Desk } from './desks.ts';
import { bookingColumns, type BookingRow } from './rows.ts';

/** A place that somebody no longer needs. */
type Freed = Pick<BookingRow, 'bucket' | 'desk_id' | 'facility_id' | 'starts_at' | 'ends_at'>;

interface WaitingRow {
  readonly id: string;
  readonly service: BookedService;
  readonly patient_id: string;
  readonly by_account: string;
}

/**
 * Gives a place back: to who has waited longest for that day, for some time, in the same transaction, so that nobody passes her; else to
 * everybody.
 */
export async function releasePlace(ctx: Context, freed: Freed): Promise<void> {
  if (await offerToNext(ctx, freed)) return;
  await ctx.sql.query(
    `update booking.slot set taken = greatest(taken - 1, 0) where bucket = $1 and desk_id = $2 and starts_at = $3`,
    [freed.bucket, freed.desk_id, freed.starts_at],
  );
}

/**
 * Places of a desk are offered by one transaction at a time, so that nobody is passed over because somebody else just looks at her line. False
 * where nobody waits: then nothing is locked.
 */
export async function lockList(ctx: Context, bucket: number, deskId: string): Promise<boolean> {
  const [some] = await ctx.sql.query(
    `select 1 from booking.waiting where bucket = $1 and desk_id = $2 and state = 'waiting' limit 1`,
    [bucket, deskId],
  );
  if (some === undefined) return false;
  await ctx.sql.query('select 1 from booking.desk where bucket = $1 and id = $2 for no key update', [
    bucket,
    deskId,
  ]);
  return true;
}

async function offerToNext(ctx: Context, freed: Freed): Promise<boolean> {
  const until = offerUntil(freed.starts_at, ctx.now());
  if (until === undefined || !(await lockList(ctx, freed.bucket, freed.desk_id))) return false;
  const desk = (await desksById(ctx, [freed.desk_id])).get(freed.desk_id);
  if (desk === undefined || !(await isOffered(ctx, desk, freed))) return false;
  const day = dayInVietnam(freed.starts_at);
  const passed: string[] = [];
  for (;;) {
    const [next] = await ctx.sql.query<WaitingRow>(
      `select id, service, patient_id, by_account from booking.waiting w
       where bucket = $1 and desk_id = $2 and state = 'waiting' and $3::date between from_day and to_day and id <> all ($4)
         and service = any ($5)
         and not exists (select 1 from booking.booking b where b.bucket = w.bucket and b.facility_id = w.facility_id
           and b.patient_id = w.patient_id and b.state in ('held', 'booked', 'arrived')
           and (b.starts_at = $6 or (b.service = w.service and b.day = $3::date)))
       order by asked_at, id limit 1 for update of w`,
      [freed.bucket, freed.desk_id, day, passed, desk.services, freed.starts_at],
    );
    if (next === undefined) return false;
    if (await holdFor(ctx, freed, next, until, day)) return true;
    passed.push(next.id);
  }
}

/** The place goes over as it is: it stays taken. False where she has meanwhile another. */
async function holdFor(
  ctx: Context,
  freed: Freed,
  next: WaitingRow,
  until: Date,
  day: string,
): Promise<boolean> {
  const now = ctx.now();
  const id = newId(freed.bucket, now);
  const made = await ctx.sql.query(
    `insert into booking.booking (bucket, id, group_id, facility_id, desk_id, service, patient_id, day, starts_at, ends_at, state,
       held_until, waiting_id, by_account, made_at, changed_at)
     values ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, 'held', $10, $11, $12, $13, $13) on conflict do nothing returning id`,
    [
      freed.bucket,
      id,
      freed.facility_id,
      freed.desk_id,
      next.service,
      next.patient_id,
      day,
      freed.starts_at,
      freed.ends_at,
      until,
      next.id,
      next.by_account,
      now,
    ],
  );
  if (made.length === 0) return false;
  await ctx.sql.query(`update booking.waiting set state = 'offered' where bucket = $1 and id = $2`, [
    freed.bucket,
    next.id,
  ]);
  await tell(ctx, { news: 'offered', id, patientId: next.patient_id, startsAt: freed.starts_at });
  return true;
}

/** Whether the desk still offers the place that was freed: its rules may hold fewer by now. */
async function isOffered(ctx: Context, desk: Desk, { starts_at }: Freed): Promise<boolean> {
  const places = desk.active ? (timeAt(desk, dayInVietnam(starts_at), starts_at)?.places ?? 0) : 0;
  const [slot] = await ctx.sql.query<{ taken: number }>(
    'select taken from booking.slot where bucket = $1 and desk_id = $2 and starts_at = $3',
    [desk.bucket, desk.id, starts_at],
  );
  return (slot?.taken ?? 0) <= places;
}

/** Which holds are looked at. */
interface Where {
  readonly times: readonly Date[];
  readonly people: readonly string[];
}

/** Ends holds at a desk that have run out, where somebody asks for their time or for another of the same person. */
export async function freeExpired(
  ctx: Context,
  desk: Pick<Desk, 'bucket' | 'id' | 'facility_id'>,
  { times, people }: Where,
): Promise<void> {
  const expired = await ctx.sql.query<BookingRow>(
    `update booking.booking set state = 'expired', changed_at = $6
     where bucket = $1 and state = 'held' and held_until <= $6
       and ((desk_id = $2 and starts_at = any ($4)) or (facility_id = $3 and patient_id = any ($5)))
     returning ${bookingColumns}`,
    [desk.bucket, desk.id, desk.facility_id, times, people, ctx.now()],
  );
  await settleExpired(ctx, expired);
}

/** Ends some of all holds that have run out, each in a transaction of its own. Answers how many were found. */
export async function freeSomeExpired(ctx: Context, most: number): Promise<number> {
  const found = await ctx.sql.query<Pick<BookingRow, 'bucket' | 'id'>>(
    `select bucket, id from booking.booking where state = 'held' and held_until <= $1 order by held_until limit $2`,
    [ctx.now(), most],
  );
  for (const { bucket, id } of found)
    await ctx.transaction(async (tx) => {
      // Another server may have ended it, or she has just said yes.
      const expired = await tx.sql.query<BookingRow>(
        `update booking.booking set state = 'expired', changed_at = $3
         where bucket = $1 and id = $2 and state = 'held' and held_until <= $3 returning ${bookingColumns}`,
        [bucket, id, tx.now()],
      );
      await settleExpired(tx, expired);
    });
  return found.length;
}

/** Who let an offer pass waits no more: she may ask again, and then stands last. */
async function settleExpired(ctx: Context, expired: readonly BookingRow[]): Promise<void> {
  for (const row of expired.toSorted((a, b) => a.starts_at.getTime() - b.starts_at.getTime())) {
    if (row.waiting_id !== null) await endWaiting(ctx, row.bucket, row.waiting_id, 'over');
    await releasePlace(ctx, row);
  }
}

/** Ends somebody's waiting. */
export async function endWaiting(
  ctx: Context,
  bucket: number,
  id: string,
  state: 'taken' | 'withdrawn' | 'over',
): Promise<boolean> {
  const ended = await ctx.sql.query(
    `update booking.waiting set state = $3 where bucket = $1 and id = $2 and state in ('waiting', 'offered') returning id`,
    [bucket, id, state],
  );
  return ended.length > 0;
}
