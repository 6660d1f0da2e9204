import type { CodeableConcept, Procedure, ServiceRequest } from '@medplum/fhirtypes';
import { lookup } from '#kernel/terminology/lookup.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { linesOf } from './checked-visit.ts';
import type { TakenVisit } from './checked-visit.ts';
import type { ClaimLine } from './claim-line.ts';
import { coded, licences, optional, plainCode, timeOf, workerOf } from './map-context.ts';
import type { MapContext } from './map-context.ts';

/** Cost groups that are examinations somebody ordered. @source QĐ 130/QĐ-BYT 2023, list of cost groups (MA_NHOM) */
const examinations = new Set(['1', '2', '3']);
/** Cost groups in which something was done to the person. */
const procedures = new Set(['8', '9', '18']);

/**
 * Services that say something about the person: orders of tests and images, operations and procedures. Consultations, beds,
 * supplies, blood and transport stand as items of the Claim.
 */
export function mapServices(visit: TakenVisit, context: MapContext): (ServiceRequest | Procedure)[] {
  return linesOf(visit, 'XML3').flatMap((line): (ServiceRequest | Procedure)[] => {
    const group = plainCode(line.get('MA_NHOM') ?? '');
    if (line.get('MA_DICH_VU') === undefined && line.get('TEN_DICH_VU') === undefined) return [];
    if (examinations.has(group)) return [mapOrder(line, visit, context)];
    return procedures.has(group) ? [mapProcedure(line, visit, context)] : [];
  });
}

function mapOrder(line: ClaimLine, visit: TakenVisit, context: MapContext): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: context.id(`ServiceRequest/${line.key}`),
    status: 'completed',
    intent: 'order',
    category: [groupConcept(line)],
    code: serviceOf(line),
    subject: { reference: context.patient },
    encounter: { reference: `Encounter/${context.id('Encounter')}` },
    ...optional('authoredOn', timeOf(line.get('NGAY_YL')) ?? timeOf(visit.summary.get('NGAY_VAO'))),
    ...optional('requester', workerOf(line.get('MA_BAC_SI'), context)),
    performer: [{ reference: context.facility }],
  };
}

function mapProcedure(line: ClaimLine, visit: TakenVisit, context: MapContext): Procedure {
  const workers = [...licences(line.get('NGUOI_THUC_HIEN')), ...licences(line.get('MA_BAC_SI'))];
  const actors = [
    ...new Set(workers.map(context.practitioner).filter((reference) => reference !== undefined)),
  ];
  const start =
    timeOf(line.get('NGAY_TH_YL')) ?? timeOf(line.get('NGAY_YL')) ?? timeOf(visit.summary.get('NGAY_VAO'));
  return {
    resourceType: 'Procedure',
    id: context.id(`Procedure/${line.key}`),
    status: 'completed',
    category: groupConcept(line),
    code: serviceOf(line),
    subject: { reference: context.patient },
    encounter: { reference: `Encounter/${context.id('Encounter')}` },
    ...optional('performedDateTime', start),
    performer: (actors.length === 0 ? [context.facility] : actors).map((reference) => ({
      actor: { reference },
    })),
  };
}

export function groupConcept(line: ClaimLine): CodeableConcept {
  const group = plainCode(line.get('MA_NHOM') ?? '19');
  return { coding: [coded(codeSystem.costGroup, group, lookup(codeSystem.costGroup, group)?.vi)] };
}

/** A service or a supply, by code and name. */
export function serviceOf(line: ClaimLine): CodeableConcept {
  const service = line.get('MA_DICH_VU');
  const supply = line.get('MA_VAT_TU');
  const coding = [
    ...(service === undefined ? [] : [coded(codeSystem.service, service, line.get('TEN_DICH_VU'))]),
    ...(supply === undefined ? [] : [coded(codeSystem.supply, supply, line.get('TEN_VAT_TU'))]),
  ];
  const text =
    line.get('TEN_DICH_VU') ?? line.get('TEN_VAT_TU') ?? service ?? supply ?? 'Dịch vụ không ghi tên';
  return { ...(coding.length === 0 ? {} : { coding }), text };
}
