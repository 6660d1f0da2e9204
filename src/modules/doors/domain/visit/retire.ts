import type { Condition, Resource } from '@medplum/fhirtypes';

/**
 * A line that the facility no longer sends was a mistake: it stays readable with its history, marked as entered in error. Every
 * type the door writes has that status; Condition has it in its verification. @source FHIR R4, status value sets
 */
export function retired<R extends Resource>(resource: R): R {
  if (resource.resourceType === 'Condition') {
    const { clinicalStatus: _gone, ...rest } = resource as Condition;
    const system = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
    return {
      ...rest,
      verificationStatus: { coding: [{ system, code: 'entered-in-error' }] },
    } as unknown as R;
  }
  return { ...resource, status: 'entered-in-error' };
}
