import type { Appointment } from '@medplum/fhirtypes';
import { bookedServices, serviceSystem, type BookedService } from './services.ts';

/** By what identifier the Appointment of a booking is known. */
export const bookingSystem = 'urn:sen:booking';

/** What an Appointment says of a booking. */
export interface BookedVisit {
  readonly id: string;
  readonly facilityId: string;
  readonly deskName: string;
  readonly service: BookedService;
  readonly patientId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** A booking as an Appointment; what the record holds of it besides stays. */
export function appointmentOf(visit: BookedVisit, before?: Appointment): Appointment {
  const { id, facilityId, deskName, service, patientId, startsAt, endsAt } = visit;
  return {
    ...before,
    resourceType: 'Appointment',
    identifier: [{ system: bookingSystem, value: id }],
    status: 'booked',
    serviceType: [
      {
        coding: [{ system: serviceSystem, code: service, display: bookedServices[service].vi }],
        text: bookedServices[service].vi,
      },
    ],
    description: deskName,
    start: inVietnam(startsAt),
    end: inVietnam(endsAt),
    supportingInformation: [{ reference: `Organization/${facilityId}` }],
    participant: [{ actor: { reference: `Patient/${patientId}` }, status: 'accepted' }],
  };
}

/** How a booking stands where its Appointment says so; undefined for states that say nothing of it. */
export function stateOfAppointment(
  status: Appointment['status'],
): 'arrived' | 'done' | 'missed' | 'cancelled' | undefined {
  switch (status) {
    case 'arrived':
    case 'checked-in':
      return 'arrived';
    case 'fulfilled':
      return 'done';
    case 'noshow':
      return 'missed';
    case 'cancelled':
    case 'entered-in-error':
      return 'cancelled';
    default:
      return undefined;
  }
}

/** A moment on Việt Nam's clock. */
export function inVietnam(at: Date): string {
  return `${new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;
}
