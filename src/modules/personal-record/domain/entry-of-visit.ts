import type { Appointment, Encounter, Procedure, ServiceRequest } from '@medplum/fhirtypes';
import { dayOf } from '#kernel/display/show-date.ts';
import type { Entry } from '../api.ts';
import { codingText, conceptText, shownCode, type Reading } from './concept.ts';
import { makeEntry } from './make-entry.ts';
import { referenceName } from './origin.ts';

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

/** A visit: what kind, why, where, from when to when. */
export function visitEntry(visit: Encounter, reading: Reading): Entry | undefined {
  if (visit.status === 'cancelled') return undefined;
  const kind = codingText(
    visit.class?.system === undefined && visit.class?.code !== undefined
      ? { ...visit.class, system: actCode }
      : visit.class,
    reading,
  );
  const type = conceptText(visit.type?.[0], reading);
  const reason = conceptText(visit.reasonCode?.[0], reading);
  const draft = {
    kind: 'visit' as const,
    title: type === '' ? kind : type,
    at: visit.period?.start,
    until: visit.period?.end,
    detail: reason,
    status:
      visit.status === 'planned'
        ? ('planned' as const)
        : visit.status === 'in-progress'
          ? ('active' as const)
          : undefined,
    facility: referenceName(visit.serviceProvider, reading),
  };
  return makeEntry(visit, draft, reading);
}

/** A paper with the day to come again; the visit itself is a line of its own once it has happened. */
export function appointmentEntry(appointment: Appointment, reading: Reading): Entry | undefined {
  if (
    appointment.status === 'cancelled' ||
    appointment.status === 'fulfilled' ||
    appointment.status === 'noshow'
  )
    return undefined;
  const due = appointment.start ?? appointment.requestedPeriod?.[0]?.start;
  const place = appointment.participant
    .map(({ actor }) => actor)
    .find(
      (actor) => actor?.reference?.startsWith('Organization/') || actor?.reference?.startsWith('Location/'),
    );
  return makeEntry(
    appointment,
    {
      kind: 'document',
      title: conceptText(appointment.appointmentType ?? appointment.serviceType?.[0], reading),
      at: appointment.created ?? due,
      due,
      detail:
        appointment.patientInstruction ??
        appointment.description ??
        conceptText(appointment.reasonCode?.[0], reading),
      status: due !== undefined && dayOf(due) >= dayOf(reading.now.toISOString()) ? 'planned' : undefined,
      facility: referenceName(place, reading),
    },
    reading,
  );
}

/** Something done to the person. */
export function procedureEntry(procedure: Procedure, reading: Reading): Entry {
  const draft = {
    kind: 'procedure' as const,
    title: conceptText(procedure.code, reading),
    code: shownCode(procedure.code),
    at: procedure.performedDateTime ?? procedure.performedPeriod?.start ?? procedure.performedString,
    until: procedure.performedPeriod?.end,
    detail: conceptText(procedure.outcome, reading) || procedure.note?.[0]?.text,
    status:
      procedure.status === 'not-done'
        ? ('not-done' as const)
        : procedure.status === 'preparation'
          ? ('planned' as const)
          : undefined,
  };
  return makeEntry(procedure, draft, reading, procedure.encounter);
}

/** Referral papers are lines of a life; orders are not, because their results are. */
export function referralEntry(request: ServiceRequest, reading: Reading): Entry | undefined {
  const isReferral =
    request.category?.some(({ coding }) =>
      coding?.some(({ code }) => code === '3457005' || code === 'referral'),
    ) || /chuyển (tuyến|viện|cơ sở)/i.test(request.code?.text ?? '');
  if (!isReferral) return undefined;
  const draft = {
    kind: 'document' as const,
    title: conceptText(request.code, reading),
    at: request.authoredOn ?? request.occurrenceDateTime,
    detail: conceptText(request.reasonCode?.[0], reading),
  };
  return makeEntry(request, draft, reading, request.encounter);
}
