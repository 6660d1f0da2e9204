import type { Patient, Resource } from '@medplum/fhirtypes';

/** What a visit's screen knows of somebody. */
export interface KnownPerson {
  readonly patient: Patient;
  readonly resources: readonly Resource[];
}
