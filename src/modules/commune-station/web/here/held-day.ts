import type { Appointment } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Device } from '#web/offline/device.ts';
import type { DayLine } from '../../api.ts';
import { daysBefore, lateDays, linesOfDay, type DayPerson } from '../../domain/day/day-lines.ts';
import {
  arriveOn,
  isAt,
  isPlaceOf,
  movedTo,
  nextNumber,
  personOf,
  stateOf,
  type PlaceState,
} from '../../domain/day/place.ts';

/** The appointments that a device holds of its station's day. */
async function readAppointments(
  device: Device,
  stationId: string,
  day: string,
): Promise<readonly Appointment[]> {
  const days = Array.from({ length: lateDays + 1 }, (_, back) => `"${daysBefore(day, back)}T`);
  const all = await device.all<Appointment>('Appointment', days);
  return all.filter((one) => isAt(one, stationId));
}

/** The day's lines as this device knows them. */
export async function linesHere(device: Device, stationId: string, day: string): Promise<DayLine[]> {
  const appointments = await readAppointments(device, stationId, day);
  // Names are asked only of those who stand in a line.
  const bare = new Set(linesOfDay(appointments, new Map(), stationId, day).map(({ id }) => id));
  const shown = appointments.filter(({ id }) => bare.has(id!));
  const ids = [...new Set(shown.flatMap((one) => personOf(one) ?? []))];
  const people = (await device.people(ids)).map(
    ({ id, name, birthDate, gender, place }): [string, DayPerson] => [
      id,
      {
        id,
        name,
        ...(birthDate !== undefined && { birthDate }),
        ...(gender !== undefined && { gender }),
        ...(place !== undefined && { place }),
      },
    ],
  );
  return linesOfDay(shown, new Map(people), stationId, day);
}

/** Gives somebody a place in the queue on this device; who waits already keeps hers. */
export async function arriveHere(device: Device, stationId: string, personId: string): Promise<void> {
  const day = dayInVietnam(device.now());
  const all = await readAppointments(device, stationId, day);
  const hers = all.filter((one) => personOf(one) === personId);
  if (hers.some((one) => isPlaceOf(one, day) && isOpen(one))) return;
  const awaited = linesOfDay(hers, new Map(), stationId, day).find(({ number }) => number === undefined);
  const arrival = { personId, stationId, at: device.now(), number: nextNumber(all, day), urgent: false };
  const kept = hers.find(({ id }) => id === awaited?.id);
  await put(device, arriveOn(kept, arrival), personId);
}

const isOpen = (one: Appointment): boolean => stateOf(one) === 'waiting' || stateOf(one) === 'inside';

/** Moves a place of the queue on this device. Where it is not held, nothing happens: the centre has it. */
export async function moveHere(device: Device, id: string, state: PlaceState): Promise<void> {
  const appointment = await device.read<Appointment>('Appointment', id);
  if (appointment === undefined || stateOf(appointment) === state) return;
  await put(device, movedTo(appointment, state), personOf(appointment));
}

/** After a visit: her places of today are done, and what she was expected for is kept. */
export async function finishHere(device: Device, stationId: string, personId: string): Promise<void> {
  const day = dayInVietnam(device.now());
  const hers = (await device.about(personId, ['Appointment'])) as readonly Appointment[];
  const open = hers.filter(
    (one) =>
      isAt(one, stationId) &&
      (isPlaceOf(one, day) ? isOpen(one) : linesOfDay([one], new Map(), stationId, day).length > 0),
  );
  for (const one of open) await put(device, movedTo(one, 'done'), personId);
}

async function put(device: Device, appointment: Appointment, personId: string | undefined): Promise<void> {
  const resource =
    appointment.id === undefined ? { ...appointment, id: device.newId(personId) } : appointment;
  await device.write({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ resource, request: { method: 'PUT', url: `Appointment/${resource.id}` } }],
  });
}
