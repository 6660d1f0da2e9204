import type { Communication, PractitionerRole } from '@medplum/fhirtypes';
import type { ClosingView } from '../../api.ts';

/** What a device holds of its station besides the people. */
export interface HeldStation {
  readonly stationId: string;
  readonly station: string;
  /** Five characters; in temporary codes of people whom the device registers. */
  readonly code?: string;
  /** As whom its worker's visits are written. */
  readonly practitionerId?: string;
  readonly workers: readonly { readonly id: string; readonly name: string }[];
  /** Of books, what is about no single person. */
  readonly resources: readonly (PractitionerRole | Communication)[];
  /** Closed months, the newest closing of each first. */
  readonly closings: readonly ClosingView[];
}
