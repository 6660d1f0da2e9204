/** A resource of any type, read from JSON. */
export type AnyResource = Readonly<Record<string, unknown>> & {
  readonly resourceType: string;
  readonly id?: string;
  readonly meta?: { readonly versionId?: string };
};

/**
 * Where a resource names who answers for what it says: its author, performer or recorder. A type that stands nowhere here is signed by
 * nobody on her own.
 * @source TT 13/2025/TT-BYT: the author of each entry signs it; which element that is for each type is our own rule, verify
 */
const answering: Readonly<Record<string, readonly string[]>> = {
  AllergyIntolerance: ['recorder', 'asserter'],
  CarePlan: ['author'],
  ClinicalImpression: ['assessor'],
  Composition: ['author'],
  Condition: ['recorder', 'asserter'],
  DeviceRequest: ['requester'],
  DiagnosticReport: ['performer', 'resultsInterpreter'],
  DocumentReference: ['author', 'authenticator'],
  Encounter: ['participant.individual'],
  ImagingStudy: ['interpreter'],
  Immunization: ['performer.actor'],
  MedicationAdministration: ['performer.actor'],
  MedicationRequest: ['requester', 'recorder'],
  NutritionOrder: ['orderer'],
  Observation: ['performer'],
  Procedure: ['performer.actor', 'recorder'],
  QuestionnaireResponse: ['author'],
  RiskAssessment: ['performer'],
  ServiceRequest: ['requester'],
  VisionPrescription: ['prescriber'],
};

/** Types that somebody can sign. */
export const signableTypes: readonly string[] = Object.keys(answering);

/** Whether this worker answers for the resource. */
export function answersFor(resource: AnyResource, practitionerId: string): boolean {
  const wanted = `Practitioner/${practitionerId}`;
  return (answering[resource.resourceType] ?? []).some((path) =>
    valuesAt(resource, path.split('.')).some(
      (value) => (value as { readonly reference?: unknown } | null)?.reference === wanted,
    ),
  );
}

function valuesAt(value: unknown, [name, ...rest]: readonly string[]): unknown[] {
  const values = [value].flat();
  if (name === undefined) return values;
  return values.flatMap((one) =>
    typeof one === 'object' && one !== null ? valuesAt((one as Record<string, unknown>)[name], rest) : [],
  );
}

/** Searches that find what waits for a worker's signature, one a kind: a visit with what she answers for in it, or one paper. */
export const waitingKinds = [
  { type: 'Encounter', parameter: 'participant', sort: '-date' },
  { type: 'Composition', parameter: 'author', sort: '-date' },
  { type: 'DiagnosticReport', parameter: 'performer', sort: '-date' },
  { type: 'DocumentReference', parameter: 'author', sort: '-date' },
  { type: 'QuestionnaireResponse', parameter: 'author', sort: '-authored' },
] as const;

/** What is signed with a visit where the same worker answers for it. */
export const visitParts = [
  'Condition',
  'Procedure',
  'MedicationRequest',
  'ServiceRequest',
  'Observation',
  'ClinicalImpression',
] as const;
