import type { Appointment, Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { arrive, movePlace, queueTopic, readDay, readWorker } from '../api.ts';
import { insideRecord, ownStation } from '../books/stations.ts';
import { linesOfDay, viewOfDay, whoIs } from '../domain/day/day-lines.ts';
import { isAt, movedTo, personOf, placeOf, stateOf } from '../domain/day/place.ts';
import { givePlace } from '../queue/give-place.ts';
import { awaitedAt, placesOf } from '../queue/read-queue.ts';

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
    return givePlace(ctx, ctx, station.id, { personId, urgent, appointmentId });
  },
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
    await ctx.signals.send(queueTopic(station.id));
    // She came: what she was expected for is kept as well, so that nobody calls her.
    const awaited =
      state === 'done' ? await awaitedAt(insideRecord(ctx), station.id, personOf(appointment)) : [];
    for (const one of awaited)
      if (personOf(one) === personOf(appointment)) await ctx.record.update(movedTo(one, 'done'));
    return { state };
  },
});
