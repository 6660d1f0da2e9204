import type { AuditEvent, AuditEventAgent, AuditEventEntity, Coding } from '@medplum/fhirtypes';
import {
  application,
  author,
  concept,
  custodian,
  destination,
  eventShapes,
  provider,
  recipient,
  source,
  unknownShape,
  type EventShape,
} from './balp-codes.ts';
import type { AuditRecord } from './search-audit.ts';

/** What the projection knows of the house. */
export interface BalpHouse {
  /** FHIR base without the last slash. */
  readonly baseUrl: string;
  /** The id under which a person's Patient is read, by the id in the log, where another system chose it. */
  readonly patientNames?: ReadonlyMap<string, string>;
  /** What was asked, by the ids of lines, where the reader may know it. */
  readonly questions?: ReadonlyMap<string, string>;
}

const profileBase = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';
const absent = [
  { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' as const },
];
const outcomes = { ok: '0', refused: '4', error: '8' } as const;
const reason = (code: string): Coding => ({
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code,
});
/** Purposes of Sen in the words of HL7. */
const reasons: Readonly<Record<string, Coding>> = {
  own: reason('PATRQT'),
  care: reason('TREAT'),
  emergency: reason('ETREAT'),
  'public-health': reason('PUBHLTH'),
  quality: reason('HQUALIMP'),
  insurance: reason('HPAYMT'),
  research: reason('HRESCH'),
  administration: reason('HOPERAT'),
  exchange: reason('COC'),
  system: reason('HSYSADMIN'),
};

/**
 * A line of the log as an AuditEvent in the form of IHE BALP. Pure: the same line is always the same resource. It holds ids, codes and
 * names of parameters, no name of a person; the question with its values only where `house.questions` brings it.
 */
export function toAuditEvent(line: AuditRecord, house: BalpHouse): AuditEvent {
  const shape = eventShapes[line.action] ?? unknownShape;
  const profile = profileOf(line, shape);
  const purpose = reasons[line.purpose];
  return {
    resourceType: 'AuditEvent',
    id: line.id,
    meta: {
      lastUpdated: line.at.toISOString(),
      ...(profile !== undefined && { profile: [profileBase + profile] }),
    },
    type: shape.type,
    ...(shape.subtype !== undefined && { subtype: [shape.subtype] }),
    action: shape.action,
    recorded: line.at.toISOString(),
    outcome: outcomes[line.outcome as keyof typeof outcomes] ?? '8',
    ...(line.outcome === 'refused' && { outcomeDesc: 'refused' }),
    ...(line.action === 'break-glass' && { purposeOfEvent: [concept(reason('BTG'))] }),
    agent: [...agentsOf(line, shape, house), ...usersOf(line, shape, house, purpose)],
    source: {
      site: house.baseUrl,
      observer: { identifier: { value: house.baseUrl }, display: 'Sen' },
      type: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
          code: '4',
          display: 'Application Server',
        },
      ],
    },
    entity: entitiesOf(line, shape, house),
  };
}

/** The profile that the line fits: those of BALP speak of what succeeded, and all but Query of one resource. */
function profileOf(line: AuditRecord, { profile }: EventShape): string | undefined {
  if (profile === undefined || line.outcome !== 'ok') return undefined;
  return line.patient_id === null ? profile : `Patient${profile}`;
}

/** Client and server; which of them is the source, the profiles say. */
function agentsOf(line: AuditRecord, { profile, action }: EventShape, house: BalpHouse): AuditEventAgent[] {
  const [client, server] =
    profile === 'Delete'
      ? [application, custodian]
      : profile === 'Read' || (profile === undefined && action === 'R')
        ? [destination, source]
        : [source, destination];
  const isSystem = line.actor_kind === 'system';
  return [
    {
      type: concept(client),
      // Which device it was is not written down; which account it was is.
      who: isSystem ? accountOf(line, house) : { extension: absent },
      requestor: isSystem,
      network: { extension: absent },
      ...(isSystem && rolesOf(line, house)),
    },
    {
      type: concept(server),
      who: { identifier: { value: house.baseUrl }, display: 'Sen' },
      requestor: false,
      network: { address: house.baseUrl, type: '5' },
    },
  ];
}

const accountOf = (line: AuditRecord, house: BalpHouse): NonNullable<AuditEventAgent['who']> => ({
  identifier: { system: `${house.baseUrl}/account`, value: line.actor_id },
});

function rolesOf(line: AuditRecord, house: BalpHouse): Pick<AuditEventAgent, 'role'> | undefined {
  const roles = line.actor_roles.filter((role) => role !== '');
  if (roles.length === 0) return undefined;
  return { role: roles.map((code) => concept({ system: `${house.baseUrl}/role`, code })) };
}

/** The person who acted, and in whose name. */
function usersOf(
  line: AuditRecord,
  { action }: EventShape,
  house: BalpHouse,
  purpose: Coding | undefined,
): AuditEventAgent[] {
  const why = purpose === undefined ? {} : { purposeOfUse: [concept(purpose)] };
  const user: AuditEventAgent = {
    type: concept(action === 'R' || action === 'E' ? recipient : author),
    who: accountOf(line, house),
    requestor: true,
    ...rolesOf(line, house),
    ...why,
  };
  const facility: AuditEventAgent | undefined =
    line.facility_id === null
      ? undefined
      : {
          type: concept(provider),
          who: { reference: `Organization/${line.facility_id}` },
          requestor: false,
          ...why,
        };
  return [...(line.actor_kind === 'system' ? [] : [user]), ...(facility === undefined ? [] : [facility])];
}

const entityType = (code: string, display: string): Coding => ({
  system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
  code,
  display,
});
const role = (code: string, display: string): Coding => ({
  system: 'http://terminology.hl7.org/CodeSystem/object-role',
  code,
  display,
});

function entitiesOf(line: AuditRecord, shape: EventShape, house: BalpHouse): AuditEventEntity[] {
  return [
    {
      type: {
        system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
        code: 'XrequestId',
      },
      what: { identifier: { value: line.request_id } },
    },
    ...patientOf(line, house),
    shape.profile === 'Query' ? queryOf(line, house) : dataOf(line, house),
  ];
}

function patientOf(line: AuditRecord, house: BalpHouse): AuditEventEntity[] {
  if (line.patient_id === null) return [];
  const id = house.patientNames?.get(line.patient_id) ?? line.patient_id;
  return [
    { type: entityType('1', 'Person'), role: role('1', 'Patient'), what: { reference: `Patient/${id}` } },
  ];
}

/**
 * What was searched by: 'Observation?code&date'. The base64 of the profile holds the question as it was asked for who may read it, and the
 * same names for everybody else.
 */
function queryOf(line: AuditRecord, house: BalpHouse): AuditEventEntity {
  const names = (line.query ?? '').split(/[\s,]+/).filter((name) => name !== '');
  const text = `${line.resource_type ?? ''}?${names.join('&')}`;
  return {
    type: entityType('2', 'System Object'),
    role: role('24', 'Query'),
    description: line.count === null ? text : `${text} (${line.count})`,
    query: base64(house.questions?.get(line.id) ?? text),
  };
}

function dataOf(line: AuditRecord, house: BalpHouse): AuditEventEntity {
  const { resource_type: type, resource_id: id } = line;
  const asked = house.questions?.get(line.id);
  const facts = [line.query ?? '', line.count === null ? '' : `(${line.count})`].filter((one) => one !== '');
  return {
    type: entityType('2', 'System Object'),
    role: role('4', 'Domain Resource'),
    what:
      type !== null && id !== null && /^[A-Za-z0-9\-.]{1,64}$/.test(id)
        ? { reference: `${type}/${id}` }
        : { display: type ?? 'several' },
    ...(facts.length > 0 && { description: facts.join(' ') }),
    ...(asked !== undefined && { query: base64(asked) }),
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
