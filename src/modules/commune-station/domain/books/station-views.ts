import { programmeSystem } from '#kernel/vietnam/programmes.ts';
import { codeSystem, identifierSystem, vnCore } from '#kernel/vietnam/identifier-systems.ts';
import type { TableName } from './tables.ts';

interface Column {
  readonly name: string;
  readonly path: string;
  readonly type: 'string' | 'decimal' | 'boolean' | 'dateTime';
}

/** A view of SQL on FHIR 2 as it is published, and which of its columns are days. */
export interface StationView {
  readonly table: TableName;
  /** The ViewDefinition itself. */
  readonly definition: {
    readonly resourceType: 'ViewDefinition';
    readonly url: string;
    readonly name: string;
    readonly status: 'active';
    readonly resource: string;
    readonly select: readonly object[];
    readonly where?: readonly { readonly path: string }[];
  };
  readonly columns: readonly Column[];
  /** Columns of type dateTime that count as days of Việt Nam. */
  readonly days: readonly string[];
}

/** Where the published definitions have their names. */
const canonical = 'urn:sen:view:station';
const text = (name: string, path: string): Column => ({ name, path, type: 'string' });
const number = (name: string, path: string): Column => ({ name, path, type: 'decimal' });
const truth = (name: string, path: string): Column => ({ name, path, type: 'boolean' });
const time = (name: string, path: string): Column => ({ name, path, type: 'dateTime' });

const key = text('id', 'getResourceKey()');
const ofPerson = text('person', 'subject.getReferenceKey(Patient)');
const ofVisit = text('visit', 'encounter.getReferenceKey(Encounter)');

function view(
  table: TableName,
  resource: string,
  columns: readonly Column[],
  more: {
    readonly where?: string;
    readonly select?: readonly object[];
    readonly shown?: readonly Column[];
  } = {},
): StationView {
  const all = more.shown ?? columns;
  return {
    table,
    columns: all,
    days: all.filter(({ type }) => type === 'dateTime').map(({ name }) => name),
    definition: {
      resourceType: 'ViewDefinition',
      url: `${canonical}:${table}`,
      name: `station_${table}`,
      status: 'active',
      resource,
      ...(more.where !== undefined && { where: [{ path: more.where }] }),
      select: more.select ?? [{ column: columns }],
    },
  };
}

const inCode = (element: string, system: string): string =>
  `${element}.coding.where(system = '${system}').code.first()`;

const measureHead = [key, ofVisit, ofPerson, time('day', 'effective.ofType(dateTime)')];
const measureCells = [
  text('code', inCode('code', codeSystem.loinc)),
  number('value', 'value.ofType(Quantity).value'),
  text('coded', 'value.ofType(CodeableConcept).coding.code.first()'),
  text('said', 'value.ofType(CodeableConcept).text'),
  number('whole', 'value.ofType(integer)'),
  time('moment', 'value.ofType(dateTime)'),
];

/**
 * The views that all books and reports of a station stand on. Nothing in them names a person: who she is, is read beside a line when it is
 * shown, within the reader's reach.
 */
export const stationViews: readonly StationView[] = [
  view(
    'visit',
    'Encounter',
    [
      key,
      ofPerson,
      time('day', 'period.start'),
      text('class', 'class.code'),
      text('reason', 'reasonCode.first().text'),
      text('subject_kind', inCode('type', codeSystem.careSubject)),
      text('care_kind', inCode('type', codeSystem.careKind)),
      text('programme', inCode('type', programmeSystem)),
      text('examiner', 'participant.first().individual.getReferenceKey(Practitioner)'),
      text('result', inCode('hospitalization.dischargeDisposition', codeSystem.treatmentResult)),
      text('left', inCode('hospitalization.dischargeDisposition', codeSystem.dischargeKind)),
    ],
    { where: "status = 'finished'" },
  ),
  view('diagnosis', 'Condition', [
    key,
    ofVisit,
    ofPerson,
    text('code', inCode('code', codeSystem.icd10)),
    text('said', 'code.text'),
    text('doubt', 'verificationStatus.coding.code.first()'),
  ]),
  view('medicine', 'MedicationRequest', [
    key,
    ofVisit,
    ofPerson,
    text('name', 'medication.ofType(CodeableConcept).text'),
    text('dose', 'dosageInstruction.first().text'),
    text('status', 'status'),
  ]),
  view('measure', 'Observation', measureHead, {
    select: [
      { column: measureHead },
      { unionAll: [{ column: measureCells }, { forEach: 'component', column: measureCells }] },
    ],
    shown: [...measureHead, ...measureCells],
  }),
  view('procedure', 'Procedure', [
    key,
    ofVisit,
    ofPerson,
    text('code', 'code.coding.code.first()'),
    text('name', 'code.text'),
    text('status', 'status'),
    time('day', 'performed.ofType(dateTime)'),
    text('place', 'location.display'),
    text('attendant', 'performer.first().function.text'),
    text('outcome', 'outcome.text'),
    text('complication', 'complication.first().text'),
  ]),
  view('referral', 'ServiceRequest', [
    key,
    ofVisit,
    ofPerson,
    text('kind', 'category.first().coding.code.first()'),
    text('to', 'performer.first().display'),
    text('status', 'status'),
  ]),
  view(
    'dose',
    'Immunization',
    [
      key,
      text('person', 'patient.getReferenceKey(Patient)'),
      time('day', 'occurrence.ofType(dateTime)'),
      text('code', inCode('vaccineCode', codeSystem.vaccineDose)),
      text('name', 'vaccineCode.text'),
      text('lot', 'lotNumber'),
    ],
    { where: "status = 'completed'" },
  ),
  view('enrolment', 'EpisodeOfCare', [
    key,
    text('person', 'patient.getReferenceKey(Patient)'),
    text('programme', inCode('type', programmeSystem)),
    text('status', 'status'),
    time('since', 'period.start'),
    time('until', 'period.end'),
  ]),
  view('person', 'Patient', [
    key,
    text('charge', 'managingOrganization.getReferenceKey(Organization)'),
    text('sex', 'gender'),
    time('born', 'birthDate'),
    time('died', 'deceased.ofType(dateTime)'),
    text('ethnic', `extension('${vnCore.ethnicGroup}').value.ofType(CodeableConcept).coding.code.first()`),
    truth('carded', `identifier.where(system = '${identifierSystem.insuranceCard}').exists()`),
    truth('numbered', `identifier.where(system = '${identifierSystem.personalNumber}').exists()`),
  ]),
  view('worker', 'PractitionerRole', [
    key,
    text('practitioner', 'practitioner.getReferenceKey(Practitioner)'),
    text('role', 'code.first().text'),
    truth('active', 'active'),
  ]),
  view('talk', 'Communication', [
    key,
    time('day', 'sent'),
    text('programme', `category.coding.where(system = '${programmeSystem}').code.first()`),
    text('topic', 'topic.text'),
    text('form', 'medium.first().text'),
    number('participants', "extension('urn:sen:participants').value.ofType(integer).first()"),
  ]),
];

/** The view of a table. */
export const viewOf: Readonly<Record<TableName, StationView>> = Object.fromEntries(
  stationViews.map((one) => [one.table, one]),
) as Record<TableName, StationView>;
