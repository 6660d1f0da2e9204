import { inPatientCompartment } from '#kernel/fhir/compartment.ts';
import { allResourceTypes } from '#kernel/fhir/structure/element-facts.ts';

/** Every type that may lie in a person's record, the person herself left out. AuditEvent is a view of the audit, never written. */
export const personalTypesList: readonly string[] = allResourceTypes.filter(
  (type) => inPatientCompartment(type) && type !== 'Patient' && type !== 'AuditEvent',
);
