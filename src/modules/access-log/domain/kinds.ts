/** What of a record was looked at, in words that say nothing of the illness. */
export const kinds = [
  'whole',
  'person',
  'visits',
  'results',
  'medicines',
  'papers',
  'writes',
  'shared',
  'other',
] as const;
export type Kind = (typeof kinds)[number];

const types: Readonly<Record<string, Kind>> = {
  Patient: 'person',
  RelatedPerson: 'person',
  Coverage: 'person',
  Encounter: 'visits',
  EpisodeOfCare: 'visits',
  Appointment: 'visits',
  Condition: 'visits',
  Procedure: 'visits',
  Observation: 'results',
  DiagnosticReport: 'results',
  ImagingStudy: 'results',
  Specimen: 'results',
  MedicationRequest: 'medicines',
  MedicationStatement: 'medicines',
  MedicationDispense: 'medicines',
  MedicationAdministration: 'medicines',
  Immunization: 'medicines',
  DocumentReference: 'papers',
  Composition: 'papers',
  Binary: 'papers',
};

const written = new Set(['create', 'update', 'patch', 'delete', 'sign']);

/** The kind of data that a line of the log is about. */
export function kindOf(line: {
  readonly action: string;
  readonly resource_type: string | null;
  readonly query: string | null;
}): Kind {
  if (line.query === 'shared-link') return 'shared';
  if (written.has(line.action)) return 'writes';
  if (line.action === 'operation' && (line.query ?? '').startsWith('$everything')) return 'whole';
  if (line.resource_type === null)
    return line.action === 'search' || line.action === 'operation' ? 'whole' : 'other';
  return types[line.resource_type] ?? 'other';
}

/** The resource types of a kind; undefined where a kind is not told by types alone. */
export function kindCovers(kind: Kind, asked: readonly Kind[]): boolean {
  return asked.length === 0 || kind === 'whole' || asked.includes(kind);
}
