import type { Resource } from '@medplum/fhirtypes';
import type { Entry } from '../api.ts';
import type { Reading } from './concept.ts';
import {
  carePlanEntry,
  compositionEntry,
  documentEntry,
  impressionEntry,
  questionnaireEntry,
} from './entry-of-document.ts';
import { allergyEntry, diagnosisEntry, immunisationEntry } from './entry-of-illness.ts';
import { administrationEntry, dispenseEntry, medicineEntry, statementEntry } from './entry-of-medicine.ts';
import { observationEntry, reportEntry, studyEntry } from './entry-of-test.ts';
import { appointmentEntry, procedureEntry, referralEntry, visitEntry } from './entry-of-visit.ts';

/**
 * The line of a life that a resource is, or undefined where it is none (claims, coverage, provenance) or was written in error.
 */
export function entryOf(resource: Resource, reading: Reading): Entry | undefined {
  if ('status' in resource && resource.status === 'entered-in-error') return undefined;
  switch (resource.resourceType) {
    case 'Encounter':
      return visitEntry(resource, reading);
    case 'Appointment':
      return appointmentEntry(resource, reading);
    case 'Condition':
      return diagnosisEntry(resource, reading);
    case 'AllergyIntolerance':
      return allergyEntry(resource, reading);
    case 'MedicationRequest':
      return medicineEntry(resource, reading);
    case 'MedicationStatement':
      return statementEntry(resource, reading);
    case 'MedicationDispense':
      return dispenseEntry(resource, reading);
    case 'MedicationAdministration':
      return administrationEntry(resource, reading);
    case 'Observation':
      return observationEntry(resource, reading);
    case 'DiagnosticReport':
      return reportEntry(resource, reading);
    case 'ImagingStudy':
      return studyEntry(resource, reading);
    case 'Immunization':
      return immunisationEntry(resource, reading);
    case 'Procedure':
      return procedureEntry(resource, reading);
    case 'ServiceRequest':
      return referralEntry(resource, reading);
    case 'DocumentReference':
      return documentEntry(resource, reading);
    case 'Composition':
      return compositionEntry(resource, reading);
    case 'ClinicalImpression':
      return impressionEntry(resource, reading);
    case 'CarePlan':
      return carePlanEntry(resource, reading);
    case 'QuestionnaireResponse':
      return questionnaireEntry(resource, reading);
    default:
      return undefined;
  }
}
