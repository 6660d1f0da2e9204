import type { Appointment } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Module } from '#platform/module/define-module.ts';
import { isUrgent, placeOf, stateOf } from '../domain/day/place.ts';

type Hear = NonNullable<Module<string>['follow']>['hear'];

/** Higher numbers are slips of whoever wrote them; the next number does not follow them. */
const mostNumber = 9999;
/** Days after which the numbers of a day are nobody's matter. */
const keptDays = 7;

/** Keeps numbers and states of places beside the Appointments that bear them: two statements, and none where there is no place. */
export const hearPlaces: Hear = async (sql, written, now) => {
  const places = new Map<string, readonly unknown[]>();
  for (const { resourceType, id, resource } of written) {
    if (resourceType !== 'Appointment' || resource === undefined) continue;
    const appointment = resource as unknown as Appointment;
    const [place, facility] = [placeOf(appointment), facilityOf(appointment)];
    if (place === undefined || facility === undefined || place.number > mostNumber) continue;
    const day = dayInVietnam(new Date(place.arrivedAt));
    const state = stateOf(appointment) ?? 'left';
    const line = [facility, id, day, place.number, state, isUrgent(appointment), place.arrivedAt];
    places.set(`${facility} ${id}`, line);
  }
  if (places.size === 0) return;
  const lines = [...places.values()];
  const column = (at: number): unknown[] => lines.map((line) => line[at]);
  await sql.query(
    `insert into commune_station.queue_place as p
       (facility_id, appointment_id, day, number, state, urgent, arrived_at, changed_at)
     select *, $8::timestamptz from unnest($1::text[], $2::text[], $3::date[], $4::int[], $5::text[], $6::bool[], $7::timestamptz[])
     on conflict (facility_id, appointment_id) do update set day = excluded.day, number = excluded.number, state = excluded.state,
       urgent = excluded.urgent, arrived_at = excluded.arrived_at,
       changed_at = case when p.state = excluded.state then p.changed_at else excluded.changed_at end`,
    [column(0), column(1), column(2), column(3), column(4), column(5), column(6), now],
  );
  await sql.query(
    `insert into commune_station.queue_number as q (facility_id, day, last)
     select facility_id, day, max(number) from unnest($1::text[], $2::date[], $3::int[]) as t (facility_id, day, number)
     group by facility_id, day order by facility_id, day
     on conflict (facility_id, day) do update set last = greatest(q.last, excluded.last)`,
    [column(0), column(2), column(3)],
  );
  // The first number of a day takes the old ones away.
  if (lines.some((line) => line[3] === 1))
    for (const table of ['queue_place', 'queue_number'])
      await sql.query(
        `delete from commune_station.${table} where facility_id = any ($1) and day < $2::date - ${keptDays}`,
        [column(0), dayInVietnam(now)],
      );
};

/** The facility at which an appointment is. */
function facilityOf({ supportingInformation = [] }: Appointment): string | undefined {
  return supportingInformation
    .map(({ reference }) => reference)
    .find((name) => name?.startsWith('Organization/'))
    ?.slice('Organization/'.length);
}
