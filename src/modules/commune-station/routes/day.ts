import { randomUUID } from 'node:crypto';
import type { Appointment, Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { arrive, movePlace, readDay, readWorker, type DayLine } from '../api.ts';
import { ownStation } from '../books/stations.ts';

interface PlaceRow {
  readonly id: string;
  readonly number: number;
  readonly patient_id: string;
  readonly state: 'waiting' | 'inside' | 'done' | 'left';
  readonly urgent: boolean;
  readonly appointment_id: string | null;
  readonly arrived_at: Date;
}

/** How long somebody who did not come is shown: then she belongs to the due lists of her programme. */
const lateDays = 14;
const mostDue = 200;
const dayMs = 86_400_000;

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
    const places = await ctx.sql.query<PlaceRow>(
      `select id, number, patient_id, state, urgent, appointment_id, arrived_at from commune_station.place
       where station_id = $1 and day = $2 order by urgent desc, number`,
      [station.id, day],
    );
    const due = await dueVisits(ctx, station.id);
    const came = new Set(places.map(({ patient_id: id }) => id));
    const waitingFor = due.filter(({ personId }) => !came.has(personId));
    const people = await peopleOf(ctx, [...came, ...waitingFor.map(({ personId }) => personId)]);
    const here = places.map((place): DayLine => ({
      id: place.id,
      number: place.number,
      state: place.state,
      urgent: place.urgent,
      ...whoOf(people, place.patient_id),
      arrivedAt: place.arrived_at.toISOString(),
      ...(place.appointment_id !== null && { appointmentId: place.appointment_id }),
    }));
    const lines = waitingFor.map((one): DayLine => ({
      id: one.appointmentId,
      state: one.day < day ? 'late' : 'expected',
      urgent: false,
      ...whoOf(people, one.personId),
      dueOn: one.day,
      ...(one.why !== undefined && { why: one.why }),
      appointmentId: one.appointmentId,
    }));
    const [expected, late] = [
      lines.filter(({ state }) => state === 'expected'),
      lines.filter(({ state }) => state === 'late'),
    ];
    const count = (state: PlaceRow['state']): number => places.filter((one) => one.state === state).length;
    return {
      day,
      station: station.name,
      here,
      expected,
      late,
      counts: {
        waiting: count('waiting'),
        inside: count('inside'),
        done: count('done'),
        expected: expected.length,
        late: late.length,
      },
    };
  },
});

interface Due {
  readonly appointmentId: string;
  readonly personId: string;
  readonly day: string;
  readonly why: string | undefined;
}

/** Appointments at the station until today that nobody kept, newest last. Read as the worker herself: only whom she reaches. */
export async function dueVisits(ctx: Context, stationId: string): Promise<Due[]> {
  const today = dayInVietnam(ctx.now());
  const from = dayInVietnam(new Date(ctx.now().getTime() - lateDays * dayMs));
  const query = `supporting-info=Organization/${stationId}&status=booked,pending&date=ge${from}&date=le${today}T23:59:59%2B07:00&_sort=date&_count=${mostDue}`;
  const page = await ctx.record.search('Appointment', query);
  return page.matches.flatMap(({ id, text }): Due[] => {
    const { participant, start, description, serviceType } = JSON.parse(text) as Appointment;
    const personId = participant
      .map(({ actor }) => actor?.reference)
      .find((name) => name?.startsWith('Patient/'))
      ?.slice(8);
    if (personId === undefined || start === undefined) return [];
    return [
      {
        appointmentId: id,
        personId,
        day: dayInVietnam(new Date(start)),
        why: serviceType?.[0]?.text ?? description,
      },
    ];
  });
}

export async function peopleOf(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, Patient>> {
  const people = new Map<string, Patient>();
  const unique = [...new Set(ids)];
  for (let at = 0; at < unique.length; at += 100) {
    const page = await ctx.record.search('Patient', `_id=${unique.slice(at, at + 100).join(',')}&_count=100`);
    for (const { id, text } of page.matches) people.set(id, JSON.parse(text) as Patient);
  }
  return people;
}

function whoOf(people: ReadonlyMap<string, Patient>, id: string): Pick<DayLine, 'person'> {
  const person = people.get(id);
  if (person === undefined) return {};
  const { birthDate, gender } = person;
  const place = person.address?.find(({ use }) => use !== 'old')?.text;
  return {
    person: {
      id,
      name: person.name?.[0]?.text ?? '',
      ...(birthDate !== undefined && { birthDate }),
      ...(gender !== undefined && { gender }),
      ...(place !== undefined && { place }),
    },
  };
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
    // Who waits already keeps her number; the appointment that she came for may be told later.
    const [known] = await ctx.sql.query<PlaceRow>(
      `update commune_station.place set appointment_id = coalesce(appointment_id, $4)
       where station_id = $1 and day = $2 and patient_id = $3 and state in ('waiting', 'inside')
       returning id, number, state`,
      [station.id, day, personId, appointmentId ?? null],
    );
    if (known !== undefined) return { id: known.id, number: known.number, state: known.state };
    // Whoever was awaited and is found by name keeps her appointment all the same.
    const kept =
      appointmentId ??
      (await dueVisits(ctx, station.id)).find((one) => one.personId === personId)?.appointmentId;
    const [made] = await ctx.sql.query<{ id: string; number: number }>(
      `insert into commune_station.place (id, station_id, day, number, patient_id, state, urgent, appointment_id, arrived_at, changed_at)
       values ($1, $2, $3, (select coalesce(max(number), 0) + 1 from commune_station.place where station_id = $2 and day = $3),
         $4, 'waiting', $5, $6, $7, $7) returning id, number`,
      [randomUUID(), station.id, day, personId, urgent, kept ?? null, ctx.now()],
    );
    return { id: made!.id, number: made!.number, state: 'waiting' as const };
  },
});

export const movePlaceRoute = defineRoute({
  ...movePlace,
  allow: 'commune-station.day',
  handle: async (ctx, { id, state }) => {
    const station = await ownStation(ctx);
    const [row] = await ctx.sql.query<{ appointment_id: string | null }>(
      'update commune_station.place set state = $3, changed_at = $4 where id = $1 and station_id = $2 returning appointment_id',
      [id, station.id, state, ctx.now()],
    );
    if (row === undefined) throw new AppError('station.other-station');
    if (state === 'done' && row.appointment_id !== null) await keepAppointment(ctx, row.appointment_id);
    return { state };
  },
});

/** She came: the appointment is kept, so that nobody calls her. */
async function keepAppointment(ctx: Context, id: string): Promise<void> {
  const { text } = await ctx.record.read('Appointment', id);
  const appointment = JSON.parse(text) as Appointment;
  if (appointment.status !== 'fulfilled') await ctx.record.update({ ...appointment, status: 'fulfilled' });
}
