import type { Appointment, Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { DayLine, DayView } from '../../api.ts';
import { isAt, isPlaceOf, isUrgent, personOf, placeOf, stateOf } from './place.ts';

/** How long somebody who did not come is shown: then she belongs to the due lists of her programme. Own rule, verify. */
export const lateDays = 14;

/** Somebody as a line of the day shows her. */
export type DayPerson = NonNullable<DayLine['person']>;

/** An appointment as a line of the day: in the queue, expected, or late; undefined where it is no matter of today. */
export function lineOf(
  appointment: Appointment,
  person: DayPerson | undefined,
  day: string,
): DayLine | undefined {
  const { id, start, status, description, serviceType } = appointment;
  if (id === undefined) return undefined;
  const who = person === undefined ? {} : { person };
  const state = stateOf(appointment);
  if (state !== undefined && isPlaceOf(appointment, day)) {
    const { number, arrivedAt } = placeOf(appointment)!;
    return { id, state, number, arrivedAt, urgent: isUrgent(appointment), ...who, appointmentId: id };
  }
  if ((status !== 'booked' && status !== 'pending') || start === undefined) return undefined;
  const dueOn = dayInVietnam(new Date(start));
  if (dueOn > day || dueOn < daysBefore(day, lateDays)) return undefined;
  const why = serviceType?.[0]?.text ?? description;
  return {
    id,
    state: dueOn < day ? 'late' : 'expected',
    urgent: false,
    ...who,
    dueOn,
    ...(why !== undefined && { why }),
    appointmentId: id,
  };
}

/** Somebody as the lists show her. */
export function whoIs({ id, name, birthDate, gender, address }: Patient): DayPerson {
  const place = address?.find(({ use }) => use !== 'old')?.text;
  return {
    id: id!,
    name: name?.[0]?.text ?? '',
    ...(birthDate !== undefined && { birthDate }),
    ...(gender !== undefined && { gender }),
    ...(place !== undefined && { place }),
  };
}

/** All lines of a station's day, from the appointments that are known and the people they are for. */
export function linesOfDay(
  appointments: readonly Appointment[],
  people: ReadonlyMap<string, DayPerson>,
  stationId: string,
  day: string,
): DayLine[] {
  return appointments
    .filter((one) => isAt(one, stationId))
    .flatMap((one) => lineOf(one, people.get(personOf(one) ?? ''), day) ?? []);
}

/**
 * The day as it is looked at: urgent first, then by number, and by the time of arrival where two devices gave one number; whoever came is
 * awaited no more, and stands in the queue once.
 */
export function viewOfDay(station: string, day: string, lines: readonly DayLine[]): DayView {
  const places = lines.filter(({ number }) => number !== undefined).toSorted(inQueue);
  const came = new Set<string>();
  const here = places.filter(({ person, state }) => {
    if (person === undefined) return true;
    // Two devices gave her a place each: the one that is still open, else the first.
    const others = places.filter((one) => one.person?.id === person.id);
    const isOpen = state === 'waiting' || state === 'inside';
    if (
      came.has(person.id) ||
      (!isOpen && others.some((one) => one.state === 'waiting' || one.state === 'inside'))
    )
      return false;
    came.add(person.id);
    return true;
  });
  const awaited = lines
    .filter(({ number, person }) => number === undefined && !came.has(person?.id ?? ''))
    .toSorted((a, b) => compare(a.dueOn, b.dueOn) || compare(a.id, b.id));
  const [expected, late] = (['expected', 'late'] as const).map((state) =>
    awaited.filter((line) => line.state === state),
  ) as [DayLine[], DayLine[]];
  const count = (state: DayLine['state']): number => here.filter((one) => one.state === state).length;
  return {
    day,
    station,
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
}

function inQueue(a: DayLine, b: DayLine): number {
  if (a.urgent !== b.urgent) return a.urgent ? -1 : 1;
  return a.number! - b.number! || compare(a.arrivedAt, b.arrivedAt) || compare(a.id, b.id);
}

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The day of a device and of the centre as one. What this device has not sent yet counts before the centre; what the centre told of people
 * who are not held here is kept while the centre cannot be asked.
 * @param isFresh the centre was asked just now
 */
export function joinDays(
  own: readonly DayLine[],
  centre: readonly DayLine[],
  unsent: ReadonlySet<string>,
  isFresh: boolean,
): DayLine[] {
  if (isFresh)
    return [...centre.filter(({ id }) => !unsent.has(id)), ...own.filter(({ id }) => unsent.has(id))];
  const here = new Set(own.map(({ id }) => id));
  return [...own, ...centre.filter(({ id }) => !here.has(id))];
}

/** '2026-11-23' and 14 days before it. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
}
