import type { Door } from '../door.ts';
import { takeFhirFile } from './take-fhir-file.ts';

/** Files of FHIR R4 JSON: Bundles, one resource, or one resource per line. */
export const fhirDoor: Door = { id: 'fhir', take: takeFhirFile };
