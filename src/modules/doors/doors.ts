import type { Door } from './door.ts';
import { fhirDoor } from './fhir-files/fhir-door.ts';
import { hl7v2Door } from './hl7v2/hl7v2-door.ts';
import { insuranceDoor } from './insurance/insurance-door.ts';
import type { DoorId } from './source.ts';

/** Every door that can read a stored source again: after a kill, a retry, a mended value. One line each. */
export const doors: Readonly<Partial<Record<DoorId, Door>>> = {
  insurance: insuranceDoor,
  hl7v2: hl7v2Door,
  fhir: fhirDoor,
};
