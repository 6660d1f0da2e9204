import type { Bundle, Patient } from '@medplum/fhirtypes';
import type { Actor } from '#platform/access/actor.ts';
import { areaOfDutyExtension } from '#platform/record/area-of-duty.ts';
import { personalTypesList } from './types.ts';
import type { CallAs, TestPlatform } from '#platform/testing/start-platform.ts';
import { requestToken } from '#platform/module/request-token.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { aLine } from './a-line.ts';
import { persons, type Person, type Tied } from './persons.ts';

/** One line of a record, and all that decides who sees it. */
export interface Line {
  readonly person: Person;
  readonly patientId: string;
  readonly type: string;
  readonly id: string;
  readonly bits: number;
  /** As it was written. */
  readonly resource: object;
}

/** Somebody who asks. */
export interface Asker {
  readonly role: string;
  /** The purpose under which rules are asked. */
  readonly purpose: string;
  readonly to: readonly Tied[];
  readonly call: CallAs;
  /** Set where she is one of the world's own persons. */
  readonly self?: string;
  /** Kinds of grants that were opened for her. */
  readonly grants: ReadonlySet<'break-glass' | 'sensitive'>;
}

/** Everybody and everything. */
export interface World {
  readonly persons: ReadonlyMap<string, Person>;
  readonly lines: readonly Line[];
  readonly askers: readonly Asker[];
  /** Id of a Group whose members are all of them. */
  readonly group: string;
  /** Who asks, as the server sees her. */
  readonly actorOf: (role: string) => Promise<Actor>;
}

/** A smaller world: some types only, and what is written into each line besides the least of its type. */
export interface Choice {
  readonly types?: readonly string[];
  readonly more?: (type: string, nth: number) => object;
}

/** Fills a platform with all of them; the lines are written as a system of the whole country writes them. */
export async function makeWorld(
  sen: TestPlatform,
  { types = personalTypesList, more = () => ({}) }: Choice = {},
): Promise<World> {
  const { hoa } = await sen.people();
  let written = 0;
  const lineOf = (type: string, patientId: string, code?: string): object => ({
    ...aLine(type, patientId, code),
    ...more(type, (written += 1)),
  });
  const { record } = sen.context();
  const facility = (
    await record.create({
      resourceType: 'Organization',
      active: true,
      name: 'Cơ sở F',
      extension: [{ url: areaOfDutyExtension, valueCode: '09319' }],
    })
  ).id;
  const doctors = new Map<string, string>();
  for (const role of ['station-doctor', 'hospital-doctor']) doctors.set(role, await licensed(sen, role));
  const all = new Map<string, Person>();
  const lines: Line[] = [];
  const write = async (person: Person, patientId: string, drafts: readonly Draft[]): Promise<void> => {
    const entry = drafts.map(({ resource }) => ({
      resource,
      request: { method: 'POST', url: (resource as { resourceType: string }).resourceType },
    }));
    const done = await record.bundle({ resourceType: 'Bundle', type: 'transaction', entry } as Bundle);
    done.entry?.forEach(({ response }, at) => {
      const [type = '', id = ''] = response!.location!.split('/_history')[0]!.split('/').slice(-2);
      lines.push({ person, patientId, type, id, ...drafts[at]! });
    });
  };
  for (const person of persons(facility, hoa.patientId, doctors.get('station-doctor')!)) {
    const { id } = await record.create({
      resourceType: 'Patient',
      active: true,
      ...person.patient,
    } as Patient);
    all.set(id, person);
    // A guard is a label, and a label makes the line sensitive.
    const bits = person.closings.includes('guard') ? restricted : 0;
    lines.push({ person, patientId: id, type: 'Patient', id, bits, resource: {} });
    await write(person, id, [
      ...person.lines.map((line) => ({ resource: aboutHer(line, id), bits: 0 })),
      { resource: coded(lineOf('Condition', id), 'A97.1'), bits: notifiable },
      { resource: coded(lineOf('Condition', id), 'B24'), bits: notifiable | hiv },
      ...types.flatMap((type) => [
        { resource: lineOf(type, id), bits: typeBits[type] ?? 0 },
        { resource: lineOf(type, id, 'HIV'), bits: (typeBits[type] ?? 0) | hiv },
      ]),
    ]);
  }
  const self: Person = { name: 'herself', ties: [], closings: [], patient: {}, lines: [] };
  all.set(hoa.patientId, self);
  lines.push({
    person: self,
    patientId: hoa.patientId,
    type: 'Patient',
    id: hoa.patientId,
    bits: 0,
    resource: {},
  });
  await write(
    self,
    hoa.patientId,
    types.map((type) => ({
      resource: lineOf(type, hoa.patientId, 'HIV'),
      bits: hiv | (typeBits[type] ?? 0),
    })),
  );
  const member = [...all.keys()].map((id) => ({ entity: { reference: `Patient/${id}` } }));
  const group = await record.create({ resourceType: 'Group', type: 'person', actual: true, member });
  const tokens = new Map<string, string>();
  const askers = await makeAskers(sen, facility, doctors, all, tokens);
  const actorOf = async (role: string): Promise<Actor> => {
    const token = tokens.get(role) ?? (await tokenOf(sen, role === 'citizen' ? 'hoa' : `x.${role}`));
    const actor = await actorBy(sen, token);
    // What the Organization says of itself is looked up by the server when it is asked.
    return role === 'public-health-officer' ? { ...actor, places: ['09319'] } : actor;
  };
  return { persons: all, lines, askers, group: group.id, actorOf };
}

interface Draft {
  readonly resource: object;
  readonly bits: number;
}

const [hiv, genetic, restricted, notifiable] = [1, 16, 32, 64];

/** A diagnosis by its code of ICD-10. */
const coded = (line: object, code: string): object => ({
  ...line,
  code: { ...(line as { code?: object }).code, coding: [{ system: codeSystem.icd10, code }] },
});

const typeBits: Readonly<Record<string, number>> = { MolecularSequence: genetic };

function aboutHer(line: object, id: string): object {
  const { resourceType, participant } = line as { resourceType: string; participant?: readonly object[] };
  const her = { reference: `Patient/${id}` };
  if (resourceType === 'Appointment')
    return { ...line, participant: [...participant!, { actor: her, status: 'accepted' }] };
  const isPatient = ['EpisodeOfCare', 'RelatedPerson', 'Consent'].includes(resourceType);
  return { ...line, [isPatient ? 'patient' : 'subject']: her };
}

/** Everybody who asks, each by her one role. */
export const roles: readonly string[] = [
  'citizen',
  'station-doctor',
  'station-worker',
  'hospital-doctor',
  'nurse',
  'pharmacist',
  'receptionist',
  'supervisor',
  'administrator',
  'public-health-officer',
  'health-department',
  'ministry',
  'researcher',
  'data-protection-officer',
  'facility-system',
  'national-system',
];

const staffOfF = [
  'station-worker',
  'nurse',
  'pharmacist',
  'receptionist',
  'station-doctor',
  'hospital-doctor',
  'supervisor',
  'public-health-officer',
];
const purposeOf: Readonly<Record<string, string>> = {
  supervisor: 'quality',
  'public-health-officer': 'public-health',
};
const others = ['administrator', 'health-department', 'ministry', 'researcher', 'data-protection-officer'];

async function makeAskers(
  sen: TestPlatform,
  facility: string,
  doctors: ReadonlyMap<string, string>,
  persons: ReadonlyMap<string, Person>,
  tokens: Map<string, string>,
): Promise<Asker[]> {
  const { identity } = sen.platform;
  const askers: Asker[] = [];
  const none: Asker['grants'] = new Set();
  for (const role of [...staffOfF, ...others]) {
    const practitionerId = doctors.get(role);
    await identity.createPerson({
      username: `x.${role}`,
      display: role,
      roles: [{ role, ...(staffOfF.includes(role) && { facilityId: facility }) }],
      ...(practitionerId !== undefined && { practitionerId }),
    });
    const call = renewing(sen, `x.${role}`);
    const purpose = purposeOf[role] ?? (others.includes(role) ? 'administration' : 'care');
    const grants = await openGrants(sen, `x.${role}`, persons);
    askers.push({ role, purpose, to: tiedBy(role), call, grants });
  }
  const { hoa } = await sen.people();
  askers.push({
    role: 'citizen',
    purpose: 'own',
    to: ['citizen'],
    call: await sen.as('hoa'),
    self: hoa.patientId,
    grants: none,
  });
  const system = async (role: string, facilityId?: string): Promise<CallAs> => {
    const scope = 'system/*.cruds';
    const made = await identity.createClient({
      name: 'x',
      scope,
      ...(facilityId !== undefined && { facilityId }),
    });
    const token = await requestToken(sen.url, made.clientId, made.clientSecret!, scope);
    tokens.set(role, token);
    return (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${token}`);
      return fetch(sen.url + path, { ...init, headers });
    };
  };
  askers.push({
    role: 'facility-system',
    purpose: 'exchange',
    to: ['facility'],
    call: await system('facility-system', facility),
    grants: none,
  });
  const call = await system('national-system');
  askers.push({ role: 'national-system', purpose: 'exchange', to: [], call, grants: none });
  return askers;
}

/** A person's token lives ten minutes; a slow machine takes longer over all the ways. */
function renewing(sen: TestPlatform, username: string): CallAs {
  let held: { readonly call: CallAs; readonly until: number } | undefined;
  return async (path, init) => {
    if (held === undefined || held.until < Date.now())
      held = { call: await sen.as(username), until: Date.now() + 5 * 60_000 };
    return held.call(path, init);
  };
}

function tiedBy(role: string): readonly Tied[] {
  if (!staffOfF.includes(role)) return [];
  if (role === 'public-health-officer') return ['facility', 'place'];
  return role === 'station-doctor' ? ['facility', 'doctor'] : ['facility'];
}

async function licensed(sen: TestPlatform, role: string): Promise<string> {
  const { id } = await sen.context().record.create({
    resourceType: 'Practitioner',
    name: [{ text: role }],
    qualification: [
      {
        identifier: [{ system: 'urn:vn:gphn', value: `00${role.length}001/SYN-CCHN` }],
        code: { text: 'Bác sĩ' },
      },
    ],
  });
  return id;
}

async function tokenOf({ platform: { identity } }: TestPlatform, username: string): Promise<string> {
  const account = await identity.findAccountByName(username);
  return identity.issueToken(account!.id);
}

const actorBy = ({ platform }: TestPlatform, token: string): Promise<Actor> =>
  platform.identity.actorOf({ id: 'test', headers: { authorization: `Bearer ${token}` } });

/** Opens what this account may open; whoever may not is refused, and sees nothing. */
async function openGrants(
  sen: TestPlatform,
  username: string,
  persons: ReadonlyMap<string, Person>,
): Promise<Asker['grants']> {
  const actor = await actorBy(sen, await tokenOf(sen, username));
  const opened = new Set<'break-glass' | 'sensitive'>();
  for (const [patientId, { opened: kind }] of persons) {
    if (kind === undefined) continue;
    const ask = { patientId, kind, reason: 'other', note: 'một lý do để thử mọi đường' };
    await sen
      .context(actor)
      .access.open(ask)
      .then(
        () => opened.add(kind),
        () => undefined,
      );
  }
  return opened;
}
