import type { Appointment, Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { arrive, movePlace, readDay, readWorker } from '../api.ts';
import { insideRecord, ownStation } from '../books/stations.ts';
import { daysBefore, lateDays, linesOfDay, viewOfDay, whoIs } from '../domain/day/day-lines.ts';
import {
  arriveOn,
  awaitedStatuses,
  isAt,
  isPlaceOf,
  movedTo,
  nextNumber,
  personOf,
  placeOf,
  placeStatuses,
  stateOf,
} from '../domain/day/place.ts';

const mostOfDay = 500;

export const readWorkerRoute = defineRoute({
  ...readWorker,
  allow: 'commune-station.day',
  handle: async (ctx) => {
    const { id, name } = await ownStation(ctx);
    const { practitionerId } = ctx.actor;
    return { stationId: id, station: name, ...(practitionerId !== undefined && { practitionerId }) };
  },
});

/** The day of a station: urgent first, then by number; beside it who is expected and who stayed away. */
export const readDayRoute = defineRoute({
  ...readDay,
  allow: 'commune-station.day',
  handle: async (ctx) => {
    const station = await ownStation(ctx);
    const day = dayInVietnam(ctx.now());
    const appointments = [...(await placesOf(ctx, station.id, day)), ...(await awaitedAt(ctx, station.id))];
    const people = await peopleOf(
      ctx,
      appointments.flatMap((one) => personOf(one) ?? []),
    );
    const shown = new Map([...people].map(([id, person]) => [id, whoIs(person)] as const));
    return viewOfDay(station.name, day, linesOfDay(appointments, shown, station.id, day));
  },
});

/** Appointments at the station until today that nobody kept. Read as the worker herself: only whom she reaches. */
export function awaitedAt(ctx: Context, stationId: string): Promise<Appointment[]> {
  const today = dayInVietnam(ctx.now());
  const days = `date=ge${daysBefore(today, lateDays)}&date=le${today}T23:59:59%2B07:00`;
  return appointmentsOf(ctx, stationId, `status=${awaitedStatuses}&${days}&_sort=date`);
}

/** Places in the queue of a day: each was written on that day. */
async function placesOf(ctx: Context, stationId: string, day: string): Promise<Appointment[]> {
  const since = encodeURIComponent(`${day}T00:00:00+07:00`);
  const all = await appointmentsOf(ctx, stationId, `status=${placeStatuses}&_lastUpdated=ge${since}`);
  return all.filter((one) => isPlaceOf(one, day));
}

async function appointmentsOf(ctx: Context, stationId: string, query: string): Promise<Appointment[]> {
  const page = await ctx.record.search(
    'Appointment',
    `supporting-info=Organization/${stationId}&${query}&_count=${mostOfDay}`,
  );
  return page.matches.map(({ id, text }) => ({ ...(JSON.parse(text) as Appointment), id }));
}

export async function peopleOf(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, Patient>> {
  const people = new Map<string, Patient>();
  const unique = [...new Set(ids)];
  for (let at = 0; at < unique.length; at += 100) {
    const page = await ctx.record.search('Patient', `_id=${unique.slice(at, at + 100).join(',')}&_count=100`);
    for (const { id, text } of page.matches) people.set(id, { ...(JSON.parse(text) as Patient), id });
  }
  return people;
}

export const arriveRoute = defineRoute({
  ...arrive,
  allow: 'commune-station.day',
  handle: async (ctx, { personId, urgent, appointmentId }) => {
    const station = await ownStation(ctx);
    // Also that the worker reaches her: a number for somebody unknown would tell that she is there.
    await ctx.record.read('Patient', personId);
    const day = dayInVietnam(ctx.now());
    // Numbers of one station are given one after the other.
    await ctx.sql.query('select 1 from commune_station.station where id = $1 for update', [station.id]);
    // Read whole: a number that somebody beyond the worker's reach has is not given twice.
    const inside = insideRecord(ctx);
    const places = await placesOf(inside, station.id, day);
    const known = places.find((one) => personOf(one) === personId && isOpen(one));
    if (known !== undefined) return placeView(known);
    // Whoever was awaited and is found by name keeps her appointment all the same.
    const awaited = (await awaitedAt(inside, station.id)).filter((one) => personOf(one) === personId);
    const kept = awaited.find(({ id }) => id === appointmentId) ?? awaited[0];
    const arrival = {
      personId,
      stationId: station.id,
      at: ctx.now(),
      number: nextNumber(places, day),
      urgent,
    };
    const appointment = arriveOn(kept, arrival);
    const { id } =
      kept === undefined ? await ctx.record.create(appointment) : await ctx.record.update(appointment);
    return placeView({ ...appointment, id });
  },
});

const isOpen = (one: Appointment): boolean => stateOf(one) === 'waiting' || stateOf(one) === 'inside';

const placeView = (one: Appointment) => ({
  id: one.id!,
  number: placeOf(one)!.number,
  state: stateOf(one)!,
});

export const movePlaceRoute = defineRoute({
  ...movePlace,
  allow: 'commune-station.day',
  handle: async (ctx, { id, state }) => {
    const station = await ownStation(ctx);
    const appointment = JSON.parse((await ctx.record.read('Appointment', id)).text) as Appointment;
    if (!isAt(appointment, station.id) || placeOf(appointment) === undefined)
      throw new AppError('station.other-station');
    if (stateOf(appointment) !== state) await ctx.record.update(movedTo(appointment, state));
    // She came: what she was expected for is kept as well, so that nobody calls her.
    const awaited = state === 'done' ? await awaitedAt(insideRecord(ctx), station.id) : [];
    for (const one of awaited)
      if (personOf(one) === personOf(appointment)) await ctx.record.update(movedTo(one, 'done'));
    return { state };
  },
});
