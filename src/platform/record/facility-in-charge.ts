import type { Patient } from '@medplum/fhirtypes';

/** Who has a person in charge: whoever manages her record, or else the first facility that she named as her own; undefined where nobody has. */
export function facilityInCharge({ managingOrganization, generalPractitioner }: Patient): string | undefined {
  return [managingOrganization, ...(generalPractitioner ?? [])]
    .map((one) => one?.reference)
    .find((reference) => reference?.startsWith('Organization/') === true)
    ?.slice('Organization/'.length);
}
