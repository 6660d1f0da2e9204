import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import {
  bookAtOnce,
  cancelBooking,
  confirmHold,
  hold,
  joinWaiting,
  leaveWaiting,
  moveBooking,
  readCode,
  readMine,
  releaseHold,
  type BookingView,
  type WaitingView,
} from '../api.ts';
import { cancel, confirmGroup, holdTimes, move, releaseGroup } from '../store/acts.ts';
import { bookFor } from '../store/at-once.ts';
import { bucketOfRow, desksById } from '../store/desks.ts';
import { endWaiting, releasePlace } from '../store/release.ts';
import { bookingColumns, readBooking, readGroup, type BookingRow } from '../store/rows.ts';
import { signCode } from '../store/secret.ts';
import { bookingViews } from '../store/views.ts';
import { countBefore, joinList, waitingColumns, type WaitingRow } from '../store/waiting.ts';
import { actFor, nameOf, ownPeople } from '../who.ts';

/** A booking of somebody for whom the caller acts now. Errors: record.not-found, booking.not-yours. */
export async function ownBooking(
  ctx: Context,
  id: string,
): Promise<{ readonly row: BookingRow; readonly people: ReadonlyMap<string, Patient> }> {
  const row = await readBooking(ctx, id);
  return { row, people: await actFor(ctx, [row.patient_id]) };
}

async function ownGroup(ctx: Context, groupId: string): Promise<ReadonlyMap<string, Patient>> {
  const group = await readGroup(ctx, groupId);
  if (group.length === 0) throw new AppError('record.not-found');
  return actFor(
    ctx,
    group.map(({ patient_id }) => patient_id),
  );
}

const isOpen = ({ state }: BookingRow): boolean => state === 'held' || state === 'booked';

export const holdRoute = defineRoute({
  ...hold,
  allow: 'booking.own',
  handle: async (ctx, { personIds, ...chosen }) => {
    const people = await actFor(ctx, personIds);
    const rows = (await holdTimes(ctx, chosen, personIds)).filter(isOpen);
    const [first] = rows;
    return {
      groupId: first!.group_id,
      until: (first!.held_until ?? first!.starts_at).toISOString(),
      bookings: await bookingViews(ctx, rows, people),
    };
  },
});

export const bookAtOnceRoute = defineRoute({
  ...bookAtOnce,
  allow: 'booking.own',
  handle: async (ctx, { personIds, ...chosen }) => {
    const people = await actFor(ctx, personIds);
    const { rows, desk } = await bookFor(ctx, chosen, personIds);
    return { bookings: await bookingViews(ctx, rows.filter(isOpen), people, desk) };
  },
});

export const confirmHoldRoute = defineRoute({
  ...confirmHold,
  allow: 'booking.own',
  handle: async (ctx, { groupId }) => {
    // Asked again now: a guardian's right may have ended since the time was chosen.
    const people = await ownGroup(ctx, groupId);
    const rows = (await confirmGroup(ctx, groupId)).filter(isOpen);
    return { bookings: await bookingViews(ctx, rows, people) };
  },
});

export const releaseHoldRoute = defineRoute({
  ...releaseHold,
  allow: 'booking.own',
  handle: async (ctx, { groupId }) => {
    await ownGroup(ctx, groupId);
    return { released: await releaseGroup(ctx, groupId) };
  },
});

const backDays = 30;
const mostShown = 200;

export const readMineRoute = defineRoute({
  ...readMine,
  allow: 'booking.own',
  handle: async (ctx) => {
    const people = new Map((await ownPeople(ctx)).map((patient) => [patient.id!, patient]));
    const ids = [...people.keys()];
    const since = new Date(ctx.now().getTime() - backDays * 86_400_000);
    const rows = await ctx.sql.query<BookingRow>(
      `select ${bookingColumns} from booking.booking where patient_id = any ($1) and starts_at > $2
         and (state not in ('held', 'expired', 'cancelled') or (state = 'held' and held_until > $3)
           or (state = 'cancelled' and changed_by_desk is not null))
       order by starts_at, id limit ${mostShown}`,
      [ids, since, ctx.now()],
    );
    const waiting = await ctx.sql.query<WaitingRow>(
      `select ${waitingColumns} from booking.waiting where patient_id = any ($1) and state in ('waiting', 'offered')
       order by asked_at, id limit ${mostShown}`,
      [ids],
    );
    return {
      bookings: await bookingViews(ctx, rows, people),
      waiting: await Promise.all(waiting.map((row) => waitingView(ctx, row, people))),
    };
  },
});

async function waitingView(
  ctx: Context,
  row: WaitingRow,
  people: ReadonlyMap<string, Patient>,
): Promise<WaitingView> {
  const desk = (await desksById(ctx, [row.desk_id])).get(row.desk_id);
  return {
    id: row.id,
    person: { id: row.patient_id, name: nameOf(people.get(row.patient_id)!) },
    service: row.service,
    facility: desk?.facility_name ?? '',
    desk: desk?.name ?? '',
    deskId: row.desk_id,
    fromDay: row.from_day,
    toDay: row.to_day,
    state: row.state === 'offered' ? 'offered' : 'waiting',
    before: await countBefore(ctx, row),
  };
}

async function viewOne(
  ctx: Context,
  row: BookingRow,
  people: ReadonlyMap<string, Patient>,
): Promise<BookingView> {
  const [view] = await bookingViews(ctx, [row], people);
  if (view === undefined) throw new AppError('record.not-found');
  return view;
}

export const moveBookingRoute = defineRoute({
  ...moveBooking,
  allow: 'booking.own',
  handle: async (ctx, { id, startsAt }) => {
    const { row, people } = await ownBooking(ctx, id);
    return { booking: await viewOne(ctx, await move(ctx, row, new Date(startsAt), false), people) };
  },
});

export const cancelBookingRoute = defineRoute({
  ...cancelBooking,
  allow: 'booking.own',
  handle: async (ctx, { id }) => {
    const { row, people } = await ownBooking(ctx, id);
    return { booking: await viewOne(ctx, await cancel(ctx, row, false), people) };
  },
});

export const readCodeRoute = defineRoute({
  ...readCode,
  allow: 'booking.own',
  handle: async (ctx, { id }) => {
    const { row } = await ownBooking(ctx, id);
    return { code: await signCode(ctx, { kind: 'booking', id: row.id }) };
  },
});

export const joinWaitingRoute = defineRoute({
  ...joinWaiting,
  allow: 'booking.own',
  handle: async (ctx, wish) => {
    const people = await actFor(ctx, [wish.personId]);
    return { waiting: await waitingView(ctx, await joinList(ctx, wish), people) };
  },
});

export const leaveWaitingRoute = defineRoute({
  ...leaveWaiting,
  allow: 'booking.own',
  handle: async (ctx, { id }) => {
    const [row] = await ctx.sql.query<WaitingRow>(
      `select ${waitingColumns} from booking.waiting where bucket = $1 and id = $2`,
      [bucketOfRow(id), id],
    );
    if (row === undefined) throw new AppError('record.not-found');
    await actFor(ctx, [row.patient_id]);
    // A place that was offered to her goes to the next.
    const offered = await ctx.sql.query<BookingRow>(
      `update booking.booking set state = 'cancelled', changed_at = $3 where bucket = $1 and waiting_id = $2 and state = 'held'
       returning ${bookingColumns}`,
      [row.bucket, row.id, ctx.now()],
    );
    const left = await endWaiting(ctx, row.bucket, row.id, 'withdrawn');
    for (const one of offered) await releasePlace(ctx, one);
    return { left };
  },
});
