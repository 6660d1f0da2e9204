import type { Appointment, Organization } from '@medplum/fhirtypes';
import type { ModuleSql } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import type { Written } from '#platform/record/write/followers.ts';
import { factsOf } from './domain/facility-facts.ts';
import { bookingSystem, stateOfAppointment } from './domain/appointment.ts';
import { facilityBucket } from './store/desks.ts';

type Follow = NonNullable<Module<string>['follow']>;

/**
 * What the record says of a booking's Appointment, whatever door it came through (a device of the station, the day's list), is how the booking
 * stands; and desks are called as their facility is.
 */
export const followRecord: Follow = {
  types: ['Appointment', 'Organization'],
  async hear(sql, written, now) {
    await hearAppointments(sql, written, now);
    for (const { resourceType, id, resource } of written)
      if (resourceType === 'Organization' && resource !== undefined)
        await sql.query(
          `update booking.desk set facility_name = $3, facility_kind = $4, address = $5, province = $6, commune = $7, sort_name = $8
           where bucket = $1 and facility_id = $2`,
          [facilityBucket(id), id, ...factsOf(resource as unknown as Organization)],
        );
  },
};

interface Heard {
  readonly bookingId: string;
  readonly appointmentId: string;
  readonly state: string;
}

async function hearAppointments(sql: ModuleSql, written: readonly Written[], now: Date): Promise<void> {
  const heard = written.flatMap(({ resourceType, id, resource }): Heard[] => {
    if (resourceType !== 'Appointment' || resource === undefined) return [];
    const { identifier, status } = resource as unknown as Appointment;
    const bookingId = identifier?.find(({ system }) => system === bookingSystem)?.value;
    const state = stateOfAppointment(status);
    return bookingId === undefined || state === undefined || !ownId.test(bookingId)
      ? []
      : [{ bookingId, appointmentId: id, state }];
  });
  if (heard.length === 0) return;
  const buckets = heard.map(({ bookingId }) => Number.parseInt(bookingId.slice(0, 3), 16));
  // Only the Appointment that the booking itself made speaks for it.
  const changed = await sql.query<Cancelled>(
    `update booking.booking b set state = t.state, changed_at = $5
     from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as t (bucket, id, appointment_id, state)
     where b.bucket = t.bucket and b.id = t.id and b.appointment_id = t.appointment_id and b.state <> t.state
       and b.state in ('booked', 'arrived', 'done', 'missed')
     returning b.bucket, b.desk_id, b.starts_at, b.state`,
    [
      buckets,
      heard.map(({ bookingId }) => bookingId),
      heard.map(({ appointmentId }) => appointmentId),
      heard.map(({ state }) => state),
      now,
    ],
  );
  for (const { bucket, desk_id, starts_at, state } of changed)
    if (state === 'cancelled')
      await sql.query(
        'update booking.slot set taken = greatest(taken - 1, 0) where bucket = $1 and desk_id = $2 and starts_at = $3',
        [bucket, desk_id, starts_at],
      );
}

interface Cancelled {
  readonly bucket: number;
  readonly desk_id: string;
  readonly starts_at: Date;
  readonly state: string;
}

const ownId = /^[0-9a-f-]{36}$/u;
