import type { Appointment, Extension } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';

/** Says that somebody of an appointment came, when, and with which number. */
const queueExtension = 'urn:sen:queue';

/** How somebody in the queue stands. */
export type PlaceState = 'waiting' | 'inside' | 'done' | 'left';

/** A place in the queue: whoever came on an appointment, or without one. */
interface Place {
  readonly arrivedAt: string;
  readonly number: number;
}

/** Statuses of an Appointment that are a place in the queue. */
const states: Readonly<Partial<Record<Appointment['status'], PlaceState>>> = {
  arrived: 'waiting',
  'checked-in': 'inside',
  fulfilled: 'done',
  noshow: 'left',
};
const statuses = { waiting: 'arrived', inside: 'checked-in', done: 'fulfilled', left: 'noshow' } as const;
/** What an appointment that is a place may say, as a search asks for it. */
export const placeStatuses = Object.values(statuses).join(',');
/** What an appointment that is still awaited may say. */
export const awaitedStatuses = 'booked,pending';

/** The state of a place; undefined where nobody came on the appointment. */
export function stateOf(appointment: Appointment): PlaceState | undefined {
  return placeOf(appointment) === undefined ? undefined : states[appointment.status];
}

/** When she came and with which number. Two devices may both have said so: whoever said it first counts. */
export function placeOf({ extension = [] }: Appointment): Place | undefined {
  const places = extension
    .filter(({ url }) => url === queueExtension)
    .flatMap(({ extension: parts = [] }): Place[] => {
      const arrivedAt = parts.find(({ url }) => url === 'arrived')?.valueDateTime;
      const number = parts.find(({ url }) => url === 'number')?.valuePositiveInt;
      return arrivedAt === undefined || number === undefined ? [] : [{ arrivedAt, number }];
    });
  return places.toSorted((a, b) => Date.parse(a.arrivedAt) - Date.parse(b.arrivedAt))[0];
}

/** Whom an appointment is for. */
export function personOf({ participant }: Appointment): string | undefined {
  return participant
    .map(({ actor }) => actor?.reference)
    .find((name) => name?.startsWith('Patient/'))
    ?.slice('Patient/'.length);
}

/** True where the appointment is at the station. */
export function isAt({ supportingInformation = [] }: Appointment, stationId: string): boolean {
  return supportingInformation.some(({ reference }) => reference === `Organization/${stationId}`);
}

/** True for a place of this day of Việt Nam. */
export function isPlaceOf(appointment: Appointment, day: string): boolean {
  const place = placeOf(appointment);
  return place !== undefined && dayInVietnam(new Date(place.arrivedAt)) === day;
}

/** The next number of a day: one more than the highest. Two devices without a network may give one number twice. */
export function nextNumber(appointments: readonly Appointment[], day: string): number {
  const given = appointments.filter((one) => isPlaceOf(one, day)).map((one) => placeOf(one)!.number);
  return Math.max(0, ...given) + 1;
}

/** Who comes, and where. */
interface Arrival {
  readonly personId: string;
  readonly stationId: string;
  readonly at: Date;
  readonly number: number;
  readonly urgent: boolean;
}

/** The appointment with a place in the queue; without one, a new one that begins now. It has no id: whoever writes it gives one. */
export function arriveOn(appointment: Appointment | undefined, arrival: Arrival): Appointment {
  const at = inVietnam(arrival.at);
  const place: Extension = {
    url: queueExtension,
    extension: [
      { url: 'arrived', valueDateTime: at },
      { url: 'number', valuePositiveInt: arrival.number },
    ],
  };
  const base: Appointment = appointment ?? {
    resourceType: 'Appointment',
    status: 'arrived',
    appointmentType: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0276', code: 'WALKIN' }],
    },
    start: at,
    end: inVietnam(new Date(arrival.at.getTime() + visitMs)),
    supportingInformation: [{ reference: `Organization/${arrival.stationId}` }],
    participant: [{ actor: { reference: `Patient/${arrival.personId}` }, status: 'accepted' }],
  };
  return {
    ...base,
    status: 'arrived',
    ...(arrival.urgent && { priority: urgentPriority }),
    extension: [...(base.extension ?? []).filter(({ url }) => url !== queueExtension), place],
  };
}

/** How long somebody without an appointment is counted in. */
const visitMs = 15 * 60_000;
/** Zero is no priority; one is the highest. */
const urgentPriority = 1;

/** True for whoever goes before the others. */
export const isUrgent = ({ priority }: Appointment): boolean => priority === urgentPriority;

/** The appointment in another state of the queue. */
export function movedTo(appointment: Appointment, state: PlaceState): Appointment {
  return { ...appointment, status: statuses[state] };
}

/** A moment on Việt Nam's clock. */
function inVietnam(at: Date): string {
  return `${new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;
}
