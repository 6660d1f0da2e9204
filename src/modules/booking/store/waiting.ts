import { newId } from '#kernel/fhir/id.ts';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { firstFree, lastDay, offerUntil } from '../domain/free.ts';
import { daysBetween } from '#kernel/vietnam/calendar-days.ts';
import type { BookedService } from '../domain/services.ts';
import { momentOf } from '../domain/times.ts';
import { tell } from '../tell.ts';
import { openDesk, readDesk, type Desk } from './desks.ts';
import { takenOf, takeSeats } from './places.ts';
import { lockList } from './release.ts';

/** Somebody who waits. */
export interface WaitingRow {
  readonly bucket: number;
  readonly id: string;
  readonly facility_id: string;
  readonly desk_id: string;
  readonly service: BookedService;
  readonly patient_id: string;
  readonly from_day: string;
  readonly to_day: string;
  readonly state: 'waiting' | 'offered' | 'taken' | 'withdrawn' | 'over';
  readonly by_account: string;
  readonly asked_at: Date;
}

export const waitingColumns =
  'bucket, id, facility_id, desk_id, service, patient_id, from_day::text as from_day, to_day::text as to_day, state, by_account, asked_at';

/** What somebody waits for. */
export interface WaitingWish {
  readonly deskId: string;
  readonly service: BookedService;
  readonly personId: string;
  readonly fromDay: string;
  readonly toDay: string;
}

/** Joins the list; who waits there for the same already keeps her turn. Errors: booking.not-offered, request.invalid. */
export async function joinList(ctx: Context, wish: WaitingWish): Promise<WaitingRow> {
  const desk = await openDesk(ctx, wish.deskId, wish.service);
  const today = dayInVietnam(ctx.now());
  const from = wish.fromDay < today ? today : wish.fromDay;
  const last = lastDay(ctx.now());
  const to = wish.toDay > last ? last : wish.toDay;
  if (to < from)
    throw new AppError('request.invalid', {
      issues: [
        {
          path: 'toDay',
          text: {
            vi: 'Ngày cuối phải từ ngày đầu trở đi và chưa qua.',
            en: 'The last day must not lie before the first, nor have passed.',
          },
        },
      ],
    });
  const id = newId(desk.bucket, ctx.now());
  await ctx.sql.query(
    `insert into booking.waiting (bucket, id, facility_id, desk_id, service, patient_id, from_day, to_day, state, by_account, asked_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10) on conflict do nothing`,
    [
      desk.bucket,
      id,
      desk.facility_id,
      desk.id,
      wish.service,
      wish.personId,
      from,
      to,
      ctx.actor.accountId,
      ctx.now(),
    ],
  );
  await serveWaiting(ctx, desk);
  const [row] = await ctx.sql.query<WaitingRow>(
    `select ${waitingColumns} from booking.waiting where bucket = $1 and desk_id = $2 and patient_id = $3 and service = $4
       and state in ('waiting', 'offered')`,
    [desk.bucket, desk.id, wish.personId, wish.service],
  );
  if (row === undefined) throw new AppError('booking.over');
  return row;
}

const mostServed = 50;

/**
 * Offers places that are free without anybody having given one back (a rule that allows more) to who waits, in the order of asking. Who cannot
 * be served keeps her turn.
 */
export async function serveWaiting(ctx: Context, desk: Desk): Promise<void> {
  if (!(await lockList(ctx, desk.bucket, desk.id))) return;
  const now = ctx.now();
  const today = dayInVietnam(now);
  await ctx.sql.query(
    `update booking.waiting set state = 'over' where bucket = $1 and desk_id = $2 and state = 'waiting' and to_day < $3::date`,
    [desk.bucket, desk.id, today],
  );
  const rows = await ctx.sql.query<WaitingRow>(
    `select ${waitingColumns} from booking.waiting where bucket = $1 and desk_id = $2 and state = 'waiting'
     order by asked_at, id limit ${mostServed} for update`,
    [desk.bucket, desk.id],
  );
  for (const row of rows) await serveOne(ctx, desk, row, today);
}

async function serveOne(ctx: Context, desk: Desk, row: WaitingRow, today: string): Promise<void> {
  const now = ctx.now();
  const from = row.from_day < today ? today : row.from_day;
  const ends = new Date(momentOf(row.to_day, '00:00').getTime() + 86_400_000);
  const taken = (await takenOf(ctx, [desk], now, ends)).get(desk.id)!;
  const time = firstFree(desk, taken, now, from, daysBetween(from, row.to_day));
  const until = time && offerUntil(time.startsAt, now);
  if (time === undefined || until === undefined) return;
  const groupId = newId(desk.bucket, now);
  const taking = {
    desk,
    service: row.service,
    groupId,
    state: 'held',
    heldUntil: until,
    waitingId: row.id,
    byAccount: row.by_account,
  } as const;
  try {
    await ctx.transaction((tx) => takeSeats(tx, taking, [{ personId: row.patient_id, time }]));
  } catch (error) {
    // Somebody was quicker, or she has a place by now.
    if (error instanceof AppError && error.kind.status < 500) return;
    throw error;
  }
  await ctx.sql.query(`update booking.waiting set state = 'offered' where bucket = $1 and id = $2`, [
    row.bucket,
    row.id,
  ]);
  await tell(ctx, { news: 'offered', id: groupId, patientId: row.patient_id, startsAt: time.startsAt });
}

/** Desks at which somebody waits are served one after the other. */
export async function serveAll(ctx: Context, most: number): Promise<void> {
  const desks = await ctx.sql.query<{ desk_id: string }>(
    `select distinct desk_id from booking.waiting where state = 'waiting' limit $1`,
    [most],
  );
  for (const { desk_id } of desks)
    await ctx.transaction(async (tx) => {
      const desk = await readDesk(tx, desk_id);
      if (desk.active) await serveWaiting(tx, desk);
    });
}

/** How many asked before her for the same desk. */
export async function countBefore(ctx: Context, row: WaitingRow): Promise<number> {
  const [found] = await ctx.sql.query<{ before: number }>(
    `select count(*)::int as before from booking.waiting where bucket = $1 and desk_id = $2 and state = 'waiting'
       and (asked_at, id) < ($3, $4)`,
    [row.bucket, row.desk_id, row.asked_at, row.id],
  );
  return found?.before ?? 0;
}
