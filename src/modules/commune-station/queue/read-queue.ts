import type { Appointment } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { daysBefore, lateDays } from '../domain/day/day-lines.ts';
import { awaitedStatuses, isPlaceOf, placeStatuses } from '../domain/day/place.ts';

const mostOfDay = 500;

/** Appointments at the station until today that nobody kept. Read as the worker herself: only whom she reaches. */
export function awaitedAt(ctx: Context, stationId: string, personId?: string): Promise<Appointment[]> {
  const today = dayInVietnam(ctx.now());
  const days = `date=ge${daysBefore(today, lateDays)}&date=le${today}T23:59:59%2B07:00`;
  return appointmentsOf(ctx, stationId, `status=${awaitedStatuses}&${days}&_sort=date${ofPerson(personId)}`);
}

/** Places in the queue of a day: each was written on that day. */
export async function placesOf(
  ctx: Context,
  stationId: string,
  day: string,
  personId?: string,
): Promise<Appointment[]> {
  const since = encodeURIComponent(`${day}T00:00:00+07:00`);
  const all = await appointmentsOf(
    ctx,
    stationId,
    `status=${placeStatuses}&_lastUpdated=ge${since}${ofPerson(personId)}`,
  );
  return all.filter((one) => isPlaceOf(one, day));
}

const ofPerson = (personId: string | undefined): string =>
  personId === undefined ? '' : `&patient=${encodeURIComponent(personId)}`;

async function appointmentsOf(ctx: Context, stationId: string, query: string): Promise<Appointment[]> {
  const page = await ctx.record.search(
    'Appointment',
    `supporting-info=Organization/${stationId}&${query}&_count=${mostOfDay}`,
  );
  return page.matches.map(({ id, text }) => ({ ...(JSON.parse(text) as Appointment), id }));
}
