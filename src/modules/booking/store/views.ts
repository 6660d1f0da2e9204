import type { Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { dayQueue, type QueuePlace } from '#modules/commune-station/api.ts';
import type { BookingView, DeskLine } from '../api.ts';
import { asSen, nameOf } from '../who.ts';
import { desksById, type Desk } from './desks.ts';
import type { BookingRow } from './rows.ts';

const soonMs = 48 * 3_600_000;

/** How a booking is told: who did not come until the end of the day has missed it. */
export function stateOf(row: BookingRow, today: string): BookingView['state'] {
  if (row.state === 'expired') return 'cancelled';
  return row.state === 'booked' && row.day < today ? 'missed' : row.state;
}

/**
 * Bookings as their people see them.
 * @param known the desk of all of them, where it was read already
 */
export async function bookingViews(
  ctx: Context,
  rows: readonly BookingRow[],
  people: ReadonlyMap<string, Patient>,
  known?: Desk,
): Promise<BookingView[]> {
  const ids = rows.map(({ desk_id }) => desk_id);
  const desks = known === undefined ? await desksById(ctx, ids) : new Map([[known.id, known]]);
  const today = dayInVietnam(ctx.now());
  const numbers = await numbersOf(ctx, rows, today);
  return rows.flatMap((row) => {
    const [desk, person] = [desks.get(row.desk_id), people.get(row.patient_id)];
    return desk === undefined || person === undefined
      ? []
      : [viewOf(row, desk, person, ctx.now(), today, numbers)];
  });
}

function viewOf(
  row: BookingRow,
  desk: Desk,
  person: Patient,
  now: Date,
  today: string,
  numbers: ReadonlyMap<string, number>,
): BookingView {
  const number = row.appointment_id === null ? undefined : numbers.get(row.appointment_id);
  const state = stateOf(row, today);
  const ahead = row.starts_at.getTime() - now.getTime();
  return {
    id: row.id,
    groupId: row.group_id,
    state,
    person: { id: row.patient_id, name: nameOf(person) },
    service: row.service,
    deskId: row.desk_id,
    facilityId: row.facility_id,
    facility: desk.facility_name,
    desk: desk.name,
    ...(desk.address !== null && { address: desk.address }),
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    ...(row.held_until !== null && state === 'held' && { heldUntil: row.held_until.toISOString() }),
    offered: row.waiting_id !== null,
    ...(row.changed_by_desk !== null && { byDesk: row.changed_by_desk }),
    today: state === 'booked' && row.day === today,
    soon: state === 'booked' && ahead > 0 && ahead < soonMs,
    ...(number !== undefined && { number }),
  };
}

/** Numbers of today's arrivals by their Appointments; facilities where nobody came yet are not asked. */
export async function numbersOf(
  ctx: Context,
  rows: readonly BookingRow[],
  today: string,
): Promise<ReadonlyMap<string, number>> {
  const came = rows.filter(({ state, day }) => day === today && state !== 'booked' && state !== 'held');
  const queue = ctx.use(dayQueue);
  const places: QueuePlace[] = [];
  for (const id of new Set(came.map(({ facility_id }) => facility_id)))
    places.push(...(await queue.today(id)));
  return new Map(places.map(({ appointmentId, number }) => [appointmentId, number]));
}

/** Bookings as a desk sees them. A booking tells the desk who comes, as standing before it would; nothing of her record. */
export async function deskLines(ctx: Context, rows: readonly BookingRow[]): Promise<DeskLine[]> {
  const today = dayInVietnam(ctx.now());
  const ids = [...new Set(rows.map(({ patient_id }) => patient_id))];
  const desks = await desksById(
    ctx,
    rows.map(({ desk_id }) => desk_id),
  );
  const numbers = await numbersOf(ctx, rows, today);
  const [people, seen] = [await namesOf(asSen(ctx), ids), await namesOf(ctx, ids)];
  return rows.map((row) => {
    const { name, birthDate, gender }: Named = people.get(row.patient_id) ?? {};
    const number = row.appointment_id === null ? undefined : numbers.get(row.appointment_id);
    return {
      id: row.id,
      state: stateOf(row, today),
      startsAt: row.starts_at.toISOString(),
      endsAt: row.ends_at.toISOString(),
      deskId: row.desk_id,
      desk: desks.get(row.desk_id)?.name ?? '',
      service: row.service,
      person: {
        ...(seen.has(row.patient_id) && { id: row.patient_id }),
        name: nameOf({ resourceType: 'Patient', ...(name !== undefined && { name }) }),
        ...(birthDate !== undefined && { birthDate }),
        ...(gender !== undefined && { gender }),
      },
      ...(number !== undefined && { number }),
    };
  });
}

type Named = Pick<Patient, 'name' | 'birthDate' | 'gender'>;

/** Some people, as the one who asks may read them. */
export async function namesOf(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, Named>> {
  const people = new Map<string, Named>();
  for (let at = 0; at < ids.length; at += 100) {
    const some = ids.slice(at, at + 100).map(encodeURIComponent);
    const page = await ctx.record.search('Patient', `_id=${some.join(',')}&_count=100`);
    for (const { id, text } of page.matches) people.set(id, JSON.parse(text) as Patient);
  }
  return people;
}
