import type { Patient } from '@medplum/fhirtypes';
import { elementsOf, fieldNames, patientFields, textOf, type PatientField } from './patient-fields.ts';

/** Fields in which two records say something else; one that is silent differs too. */
export function differing(one: Patient, other: Patient): PatientField[] {
  return fieldNames.filter(
    (field) =>
      textOf(elementsOf(one), patientFields[field]) !== textOf(elementsOf(other), patientFields[field]),
  );
}
