import type { CodeableConcept, Coding } from '@medplum/fhirtypes';

const dicom = 'http://dicom.nema.org/resources/ontology/DCM';
const interaction = 'http://hl7.org/fhir/restful-interaction';
const lifecycle = 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle';

export const dcm = (code: string, display: string): Coding => ({ system: dicom, code, display });
export const concept = (coding: Coding): CodeableConcept => ({ coding: [coding] });

/** Who takes part: the codes that the profiles ask for. */
export const source = dcm('110153', 'Source Role ID');
export const destination = dcm('110152', 'Destination Role ID');
export const application = dcm('110150', 'Application');
export const custodian: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
  code: 'custodian',
  display: 'Custodian',
};
const participation = (code: string, display: string): Coding => ({
  system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  code,
  display,
});
export const recipient = participation('IRCP', 'information recipient');
export const author = participation('AUT', 'author (originator)');
export const provider: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-RoleClass',
  code: 'PROV',
  display: 'healthcare provider',
};

export const rest: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  code: 'rest',
  display: 'Restful Operation',
};

/** How one kind of line is told as an AuditEvent. */
export interface EventShape {
  readonly type: Coding;
  readonly subtype?: Coding;
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  /** Name of the profile of IHE BALP without 'Patient' before it, where there is one. */
  readonly profile?: 'Create' | 'Read' | 'Update' | 'Delete' | 'Query';
}

const restful = (
  code: string,
  action: EventShape['action'],
  profile?: NonNullable<EventShape['profile']>,
): EventShape => ({
  type: rest,
  subtype: { system: interaction, code, display: code },
  action,
  ...(profile !== undefined && { profile }),
});
const activity = dcm('110100', 'Application Activity');
const authentication = dcm('110114', 'User Authentication');
const alert = dcm('110113', 'Security Alert');

/**
 * Every action of a line and what it is in an AuditEvent.
 * @source IHE ITI Basic Audit Log Patterns (BALP) 1.1; DICOM PS3.16 (codes of audit events)
 */
export const eventShapes: Readonly<Record<string, EventShape>> = {
  read: restful('read', 'R', 'Read'),
  search: restful('search', 'E', 'Query'),
  create: restful('create', 'C', 'Create'),
  update: restful('update', 'U', 'Update'),
  patch: restful('patch', 'U', 'Update'),
  delete: restful('delete', 'D', 'Delete'),
  history: restful('history', 'R'),
  operation: restful('operation', 'E'),
  call: restful('operation', 'E'),
  'sign-in': { type: authentication, subtype: dcm('110122', 'Login'), action: 'E' },
  'sign-out': { type: authentication, subtype: dcm('110123', 'Logout'), action: 'E' },
  // DICOM has no subtype for a refusal: type and outcome tell it.
  refused: { type: alert, action: 'E' },
  'break-glass': { type: alert, subtype: dcm('110127', 'Emergency Override Started'), action: 'E' },
  consent: { type: activity, action: 'U' },
  sign: {
    type: { system: lifecycle, code: 'attest', display: 'Attest Record Lifecycle Event' },
    action: 'U',
  },
  import: { type: dcm('110107', 'Import'), action: 'C' },
  export: {
    type: dcm('110106', 'Export'),
    subtype: { system: lifecycle, code: 'disclose', display: 'Disclose (Release) Record Lifecycle Event' },
    action: 'R',
  },
  command: { type: activity, action: 'E' },
};
/** A kind of line that this program does not know: from a newer one. */
export const unknownShape: EventShape = { type: activity, action: 'E' };
