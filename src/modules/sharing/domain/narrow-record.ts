import type { Patient, Resource } from '@medplum/fhirtypes';
import { sensitiveBits, sensitivityOf } from '#kernel/sensitivity/sensitivity.ts';
import type { SharedPart } from './shared-part.ts';

const medicineTypes = new Set([
  'AllergyIntolerance',
  'MedicationStatement',
  'MedicationRequest',
  'Medication',
]);

/**
 * What of a record goes behind a link. Guarded illnesses (HIV, mental health and the like) only where she chose everything: the law asks for
 * her word for them (Law 64/2006/QH11; Law 91/2025/QH15).
 */
export function narrowRecord(resources: readonly Resource[], part: SharedPart): Resource[] {
  return resources.filter(
    (one) =>
      (part !== 'medicines' || medicineTypes.has(one.resourceType)) &&
      (part === 'whole' || (sensitivityOf(one as never) & sensitiveBits) === 0),
  );
}

/** Who it is about: enough to tell her from another, no numbers, no address, nobody else. */
export function narrowPatient(patient: Patient): Patient {
  const { resourceType, id, name, gender, birthDate } = patient;
  return {
    resourceType,
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name: name.filter(({ use }) => use !== 'old') }),
    ...(gender !== undefined && { gender }),
    ...(birthDate !== undefined && { birthDate }),
  };
}
