import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import {
  arriveAtDesk,
  bookAtDesk,
  readBoard,
  readDeskDay,
  readDoorCode,
  readPersonAtDesk,
  settleBooking,
  type DeskLine,
} from '../api.ts';
import { boardOf, stampOf } from '../domain/position.ts';
import { cancel, move } from '../store/acts.ts';
import { arrive, bookedToday } from '../store/arrive.ts';
import { bookFor } from '../store/at-once.ts';
import { desksOf, facilityBucket, readDesk } from '../store/desks.ts';
import { bookingColumns, readBooking, type BookingRow } from '../store/rows.ts';
import { openCode, signCode } from '../store/secret.ts';
import { deskLines } from '../store/views.ts';
import { tell } from '../tell.ts';
import { asSen, facilityOf, nameOf } from '../who.ts';
import { awaitQueue } from './arrive.ts';

const pageSize = 60;

/** A booking at the caller's own facility; elsewhere there is none. Error: record.not-found. */
async function bookingHere(ctx: Context, id: string): Promise<BookingRow> {
  const row = await readBooking(ctx, id);
  if (row.facility_id !== facilityOf(ctx)) throw new AppError('record.not-found');
  return row;
}

async function lineOf(ctx: Context, row: BookingRow): Promise<DeskLine> {
  const [line] = await deskLines(ctx, [row]);
  return line!;
}

export const readDeskDayRoute = defineRoute({
  ...readDeskDay,
  allow: 'booking.desk',
  handle: async (ctx, { day: asked, cursor }) => {
    const facilityId = facilityOf(ctx);
    const today = dayInVietnam(ctx.now());
    const day = asked ?? today;
    const key = [facilityBucket(facilityId), facilityId, day];
    const [, at, id] = /^(\d{1,16})_([0-9a-f-]{36})$/u.exec(cursor ?? '') ?? [];
    const rows = await ctx.sql.query<BookingRow>(
      `select ${bookingColumns} from booking.booking where bucket = $1 and facility_id = $2 and day = $3::date
         and state in ('booked', 'arrived', 'done', 'missed') and ($4::timestamptz is null or (starts_at, id) > ($4, $5::text))
       order by starts_at, id limit ${pageSize + 1}`,
      [...key, at === undefined ? null : new Date(Number(at)), id ?? ''],
    );
    const [counts] = await ctx.sql.query<{ booked: number; arrived: number; done: number; missed: number }>(
      `select count(*) filter (where state = 'booked' and day >= $4::date)::int as booked,
         count(*) filter (where state = 'arrived')::int as arrived, count(*) filter (where state = 'done')::int as done,
         count(*) filter (where state = 'missed' or (state = 'booked' and day < $4::date))::int as missed
       from booking.booking where bucket = $1 and facility_id = $2 and day = $3::date`,
      [...key, today],
    );
    const shown = rows.slice(0, pageSize);
    const last = shown.at(-1);
    return {
      day,
      lines: await deskLines(ctx, shown),
      ...(rows.length > pageSize && last && { next: `${last.starts_at.getTime()}_${last.id}` }),
      counts: counts!,
    };
  },
});

export const bookAtDeskRoute = defineRoute({
  ...bookAtDesk,
  allow: 'booking.desk',
  handle: async (ctx, { personId, ...chosen }) => {
    const desk = await readDesk(ctx, chosen.deskId);
    if (desk.facility_id !== facilityOf(ctx)) throw new AppError('record.not-found');
    // Also that the desk reaches her: a place for somebody unknown would tell that she is there.
    await ctx.record.read('Patient', personId);
    const { rows } = await bookFor(ctx, chosen, [personId]);
    const row = rows.find(({ patient_id }) => patient_id === personId);
    return { line: await lineOf(ctx, row!) };
  },
});

export const readPersonAtDeskRoute = defineRoute({
  ...readPersonAtDesk,
  allow: 'booking.desk',
  handle: async (ctx, { personId }) => {
    const facilityId = facilityOf(ctx);
    const { text } = await ctx.record.read('Patient', personId);
    const rows = await ctx.sql.query<BookingRow>(
      `select ${bookingColumns} from booking.booking where bucket = $1 and facility_id = $2 and patient_id = $3 and state = 'booked'
         and day >= $4::date order by starts_at, id`,
      [facilityBucket(facilityId), facilityId, personId, dayInVietnam(ctx.now())],
    );
    return { name: nameOf(JSON.parse(text) as Patient), lines: await deskLines(ctx, rows) };
  },
});

export const settleBookingRoute = defineRoute({
  ...settleBooking,
  allow: 'booking.desk',
  handle: async (ctx, wish) => {
    const row = await bookingHere(ctx, wish.id);
    const settled = await settle(ctx, row, wish);
    if (wish.act !== 'keep')
      await tell(ctx, {
        news: wish.act === 'move' ? 'moved' : 'cancelled',
        id: row.id,
        patientId: row.patient_id,
        startsAt: settled.starts_at,
      });
    return { line: await lineOf(ctx, settled) };
  },
});

async function settle(
  ctx: Context,
  row: BookingRow,
  wish: { readonly act: 'keep' | 'cancel' } | { readonly act: 'move'; readonly startsAt: string },
): Promise<BookingRow> {
  if (wish.act === 'cancel') return cancel(ctx, row, true);
  if (wish.act === 'move') return move(ctx, row, new Date(wish.startsAt), true);
  const [kept] = await ctx.sql.query<BookingRow>(
    `update booking.booking set kept = true where bucket = $1 and id = $2 and state = 'booked' returning ${bookingColumns}`,
    [row.bucket, row.id],
  );
  if (kept === undefined) throw new AppError('booking.over');
  return kept;
}

export const arriveAtDeskRoute = defineRoute({
  ...arriveAtDesk,
  allow: 'booking.desk',
  handle: async (ctx, given) => {
    const came = await arrive(ctx, await whoCame(ctx, given));
    return { line: await lineOf(ctx, came.row), number: came.number };
  },
});

/** By the code on her telephone, by her line, or by who she is; who has no booking today is told so. */
async function whoCame(
  ctx: Context,
  given: {
    readonly text?: string | undefined;
    readonly bookingId?: string | undefined;
    readonly personId?: string | undefined;
  },
): Promise<BookingRow> {
  if (given.bookingId !== undefined) return bookingHere(ctx, given.bookingId);
  if (given.text !== undefined) {
    const code = await openCode(ctx, given.text);
    if (code.kind !== 'booking') throw new AppError('booking.code-unknown');
    return bookingHere(ctx, code.id);
  }
  const facilityId = facilityOf(ctx);
  const rows = await bookedToday(ctx, facilityBucket(facilityId), facilityId, [given.personId ?? '']);
  const row = rows.find(({ state }) => state === 'booked') ?? rows[0];
  if (row === undefined) throw new AppError('booking.none-today');
  return row;
}

export const readDoorCodeRoute = defineRoute({
  ...readDoorCode,
  allow: 'booking.desk',
  handle: async (ctx, { day: wish }) => {
    const facilityId = facilityOf(ctx);
    const today = dayInVietnam(ctx.now());
    const day = wish === 'today' ? today : addDays(today, 1);
    const code = await signCode(ctx, { kind: 'door', facilityId, day });
    return { code, day, facility: await facilityName(ctx, facilityId) };
  },
});

/** What a facility is called. */
export async function facilityName(ctx: Context, facilityId: string): Promise<string> {
  const { text } = await asSen(ctx).record.read('Organization', facilityId);
  return (JSON.parse(text) as { readonly name?: string }).name ?? '';
}

/** Numbers that a hall sees at once before it looks like a list. */
const mostNext = 8;

export const readBoardRoute = defineRoute({
  ...readBoard,
  allow: 'booking.desk',
  waits: true,
  handle: async (ctx, wish) => {
    const facilityId = facilityOf(ctx);
    const places = await awaitQueue(ctx, facilityId, wish);
    const { inside, next, waiting } = boardOf(places, mostNext);
    const desks = new Map((await desksOf(ctx, facilityId)).map(({ id, name }) => [id, name]));
    const booked = await ctx.sql.query<{ appointment_id: string; desk_id: string }>(
      `select appointment_id, desk_id from booking.booking where bucket = $1 and facility_id = $2 and day = $3::date
         and appointment_id = any ($4)`,
      [
        facilityBucket(facilityId),
        facilityId,
        dayInVietnam(ctx.now()),
        [...inside, ...next].map(({ appointmentId }) => appointmentId),
      ],
    );
    const deskOf = new Map(booked.map((one) => [one.appointment_id, desks.get(one.desk_id)]));
    const shownOf = ({ number, urgent, appointmentId }: (typeof inside)[number]) => {
      const desk = deskOf.get(appointmentId);
      return { number, urgent, ...(desk !== undefined && { desk }) };
    };
    return {
      stamp: stampOf(places),
      facility: await facilityName(ctx, facilityId),
      inside: inside.map(shownOf),
      next: next.map(shownOf),
      waiting,
    };
  },
});
