import type { Consent, ConsentProvision, ConsentProvisionActor } from '@medplum/fhirtypes';
import type { OwnChange } from '../api.ts';
import { labelOf } from './data-kinds.ts';

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

/**
 * The Consent by which a person closes or opens her record as she chose; of the forms that are kept to as they are meant.
 * @param at the moment, ISO
 * @source HL7 FHIR R4 consent.html; Law 91/2025/QH15 (consent is specific, may be partial and is withdrawable)
 */
export function consentOf(change: OwnChange, patientId: string, at: string): Consent {
  const { act, facilityId, sparedId, kind, until } = change;
  const provision: ConsentProvision = {
    type: act === 'close' ? 'deny' : 'permit',
    ...(until !== undefined && { period: { end: until } }),
    ...(facilityId !== undefined && { actor: [actorOf(facilityId)] }),
    ...(kind !== undefined && { securityLabel: [{ system: actCode, code: labelOf[kind] }] }),
    ...(sparedId !== undefined && { provision: [{ type: 'permit', actor: [actorOf(sparedId)] }] }),
  };
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
    },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: { reference: `Patient/${patientId}` },
    performer: [{ reference: `Patient/${patientId}` }],
    dateTime: at,
    policyRule: { coding: [{ system: actCode, code: act === 'close' ? 'OPTOUT' : 'OPTIN' }] },
    provision,
  };
}

function actorOf(facilityId: string): ConsentProvisionActor {
  return {
    role: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }],
    },
    reference: { reference: `Organization/${facilityId}` },
  };
}
