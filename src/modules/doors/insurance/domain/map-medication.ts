import type {
  CodeableConcept,
  Dosage,
  MedicationDispense,
  MedicationRequest,
  Quantity,
} from '@medplum/fhirtypes';
import { lookup } from '#kernel/terminology/lookup.ts';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { linesOf } from './checked-visit.ts';
import type { TakenVisit } from './checked-visit.ts';
import type { ClaimLine } from './claim-line.ts';
import { coded, optional, timeOf, workerOf } from './map-context.ts';
import type { MapContext } from './map-context.ts';

/** Each drug line: what was prescribed, and that it was handed over (a claim names only what was given). @source QĐ 130/QĐ-BYT 2023, XML2 */
export function mapMedications(
  visit: TakenVisit,
  context: MapContext,
): (MedicationRequest | MedicationDispense)[] {
  return linesOf(visit, 'XML2').flatMap((line) => [
    mapRequest(line, visit, context),
    mapDispense(line, visit, context),
  ]);
}

function mapRequest(line: ClaimLine, visit: TakenVisit, context: MapContext): MedicationRequest {
  const quantity = quantityOf(line);
  return {
    resourceType: 'MedicationRequest',
    id: context.id(requestKey(line)),
    status: 'completed',
    intent: 'order',
    medicationCodeableConcept: medicationOf(line),
    subject: { reference: context.patient },
    encounter: { reference: `Encounter/${context.id('Encounter')}` },
    ...optional('authoredOn', timeOf(line.get('NGAY_YL')) ?? timeOf(visit.summary.get('NGAY_VAO'))),
    ...optional('requester', workerOf(line.get('MA_BAC_SI'), context)),
    ...optional('dosageInstruction', dosageOf(line)),
    ...(quantity === undefined ? {} : { dispenseRequest: { quantity } }),
  };
}

function mapDispense(line: ClaimLine, visit: TakenVisit, context: MapContext): MedicationDispense {
  return {
    resourceType: 'MedicationDispense',
    id: context.id(`MedicationDispense/${line.key}`),
    status: 'completed',
    medicationCodeableConcept: medicationOf(line),
    subject: { reference: context.patient },
    context: { reference: `Encounter/${context.id('Encounter')}` },
    performer: [{ actor: { reference: context.facility } }],
    authorizingPrescription: [{ reference: `MedicationRequest/${context.id(requestKey(line))}` }],
    ...optional('quantity', quantityOf(line)),
    ...optional(
      'whenHandedOver',
      timeOf(line.get('NGAY_TH_YL')) ?? timeOf(line.get('NGAY_YL')) ?? timeOf(visit.summary.get('NGAY_VAO')),
    ),
    ...optional('dosageInstruction', dosageOf(line)),
  };
}

const requestKey = (line: ClaimLine) => `MedicationRequest/${line.key}`;

/** Name, strength and form as the claim gives them, with the ingredient code and the registration number. */
function medicationOf(line: ClaimLine): CodeableConcept {
  const code = line.get('MA_THUOC');
  const registration = line.get('SO_DANG_KY');
  const coding = [
    ...(code === undefined ? [] : [coded(codeSystem.claimDrug, code, line.get('TEN_THUOC'))]),
    ...(registration === undefined ? [] : [coded(identifierSystem.drugRegistration, registration)]),
  ];
  const text = [line.get('TEN_THUOC') ?? code ?? 'Thuốc không ghi tên', line.get('HAM_LUONG')]
    .filter((part) => part !== undefined)
    .join(' ');
  const form = line.get('DANG_BAO_CHE');
  return { ...(coding.length === 0 ? {} : { coding }), text: form === undefined ? text : `${text}, ${form}` };
}

function dosageOf(line: ClaimLine): Dosage[] | undefined {
  const route = line.get('DUONG_DUNG');
  const text = [line.get('LIEU_DUNG'), line.get('CACH_DUNG')].filter((part) => part !== undefined).join('; ');
  if (route === undefined && text === '') return undefined;
  return [
    {
      ...(text === '' ? {} : { text }),
      ...(route === undefined
        ? {}
        : { route: { coding: [coded(codeSystem.route, route, lookup(codeSystem.route, route)?.vi)] } }),
    },
  ];
}

export function quantityOf(line: ClaimLine): Quantity | undefined {
  const value = line.get('SO_LUONG');
  return value === undefined
    ? undefined
    : { value: Number(value), ...optional('unit', line.get('DON_VI_TINH')) };
}
