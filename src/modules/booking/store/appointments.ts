import type { Appointment } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { appointmentOf } from '../domain/appointment.ts';
import { asSen } from '../who.ts';
import type { Desk } from './desks.ts';
import type { BookingRow } from './rows.ts';

/** What an Appointment says of a row. */
type Visit = Pick<BookingRow, 'id' | 'facility_id' | 'service' | 'patient_id' | 'starts_at' | 'ends_at'>;

const visitOf = (desk: Desk, row: Visit) => ({
  id: row.id,
  facilityId: row.facility_id,
  deskName: `${desk.facility_name}, ${desk.name}`,
  service: row.service,
  patientId: row.patient_id,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
});

/** A new Appointment; who may book was asked before. Answers its id. */
export async function createAppointment(ctx: Context, desk: Desk, row: Visit): Promise<string> {
  return (await asSen(ctx).record.create(appointmentOf(visitOf(desk, row)))).id;
}

/** Writes the Appointment of a booking, in its transaction; who may book was asked before. */
export async function writeAppointment(ctx: Context, desk: Desk, row: BookingRow): Promise<void> {
  if (row.appointment_id !== null) {
    const before = await readAppointment(ctx, row.appointment_id);
    await asSen(ctx).record.update(appointmentOf(visitOf(desk, row), before));
    return;
  }
  await ctx.sql.query('update booking.booking set appointment_id = $3 where bucket = $1 and id = $2', [
    row.bucket,
    row.id,
    await createAppointment(ctx, desk, row),
  ]);
}

/** Marks the Appointment of a booking as cancelled. */
export async function cancelAppointment(ctx: Context, { appointment_id }: BookingRow): Promise<void> {
  if (appointment_id === null) return;
  const appointment = await readAppointment(ctx, appointment_id);
  if (appointment.status !== 'cancelled')
    await asSen(ctx).record.update({ ...appointment, status: 'cancelled' });
}

async function readAppointment(ctx: Context, id: string): Promise<Appointment> {
  const { text } = await asSen(ctx).record.read('Appointment', id);
  return { ...(JSON.parse(text) as Appointment), id };
}
