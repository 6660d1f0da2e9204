import type { Bundle, Patient } from '@medplum/fhirtypes';
import type { TieKind } from '#platform/access/access-words.ts';
import type { Actor } from '#platform/access/actor.ts';
import { personalTypesList } from './types.ts';
import type { CallAs, TestPlatform } from '#platform/testing/start-platform.ts';
import { requestToken } from '#platform/module/request-token.ts';
import { aLine } from './a-line.ts';

/** To whom a person of this world is tied. */
export type Tied = 'facility' | 'doctor' | 'citizen' | 'place';

/** One person of the world: how she is tied, and to whom, and what shuts her record. */
export interface Person {
  readonly name: string;
  readonly ties: readonly { readonly kind: TieKind; readonly to: Tied }[];
  readonly closings: readonly ('consent' | 'guard')[];
  /** Her grants are opened by whoever may. */
  readonly opened?: 'break-glass' | 'sensitive';
  readonly patient: object;
  /** Further lines that show the tie. */
  readonly lines: readonly object[];
}

/** One line of a record, and all that decides who sees it. */
export interface Line {
  readonly person: Person;
  readonly patientId: string;
  readonly type: string;
  readonly id: string;
  readonly bits: number;
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
}

const day = 86_400_000;
const ago = (days: number): string => new Date(Date.now() - days * day).toISOString();
const years = (count: number): string => ago(count * 365.25).slice(0, 10);
const label = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' };

const organization = (id: string) => ({ reference: `Organization/${id}` });
const visit = (facility: string, more: object) => ({
  resourceType: 'Encounter',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  serviceProvider: organization(facility),
  ...more,
});
const consent = (facility: string, type: 'deny' | 'permit', toFacility: boolean) => ({
  ...aLine('Consent', ''),
  status: 'active',
  scope: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
  },
  provision: {
    type,
    ...(toFacility && {
      actor: [{ role: { text: 'x' }, reference: organization(facility) }],
    }),
  },
});
const related = (ownPatient: string, code: string, more: object = {}) => ({
  resourceType: 'RelatedPerson',
  active: true,
  identifier: [{ system: 'urn:sen:patient', value: ownPatient }],
  relationship: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code }] }],
  ...more,
});

/** Who lives in this world, by what ties them to facility `f`, to citizen `c` and to a commune. */
function persons(f: string, c: string, doctor: string): Person[] {
  const to = (kind: TieKind, whom: Tied = 'facility') => ({ kind, to: whom });
  const plain = (
    name: string,
    ties: Person['ties'],
    patient: object,
    lines: readonly object[] = [],
  ): Person => ({
    name,
    ties,
    closings: [],
    patient: { birthDate: '1980-01-01', ...patient },
    lines,
  });
  const charged = { managingOrganization: organization(f) };
  const inTreatment = visit(f, { status: 'in-progress', period: { start: ago(1) } });
  const place = {
    address: [
      {
        extension: [
          {
            url: 'http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-administrative-address',
            extension: [{ url: 'ward', valueCodeableConcept: { coding: [{ code: '09319' }] } }],
          },
        ],
      },
    ],
  };
  return [
    plain('nobody’s', [], {}),
    plain('in charge', [to('charge')], charged),
    plain('treated now', [to('visit'), to('treated')], {}, [inTreatment]),
    plain('treated before', [to('treated')], {}, [
      visit(f, { status: 'finished', period: { start: ago(31), end: ago(30) } }),
    ]),
    plain('treated long ago', [], {}, [
      visit(f, { status: 'finished', period: { start: ago(801), end: ago(800) } }),
    ]),
    plain('in an episode', [to('episode')], {}, [
      { resourceType: 'EpisodeOfCare', status: 'active', managingOrganization: organization(f) },
    ]),
    plain('referred', [to('referral')], {}, [
      {
        resourceType: 'ServiceRequest',
        status: 'active',
        intent: 'order',
        authoredOn: ago(5),
        performer: [organization(f)],
      },
    ]),
    plain('referred long ago', [], {}, [
      {
        resourceType: 'ServiceRequest',
        status: 'active',
        intent: 'order',
        authoredOn: ago(300),
        performer: [organization(f)],
      },
    ]),
    plain('consulted on', [to('consulted', 'doctor')], {}, [
      {
        resourceType: 'Appointment',
        status: 'booked',
        start: ago(2),
        end: ago(2),
        participant: [{ actor: { reference: `Practitioner/${doctor}` }, status: 'accepted' }],
      },
    ]),
    plain('of the family doctor', [to('family-doctor')], { generalPractitioner: [organization(f)] }),
    plain('living in the commune', [to('residence', 'place')], place),
    plain('who opened it', [to('permit')], {}, [consent(f, 'permit', true)]),
    {
      ...plain('in charge, closed', [to('charge')], charged, [consent(f, 'deny', false)]),
      closings: ['consent'],
    },
    {
      ...plain('treated now, closed to the facility', [to('visit'), to('treated')], {}, [
        inTreatment,
        consent(f, 'deny', true),
      ]),
      closings: ['consent'],
    },
    {
      ...plain('well known', [to('charge')], { ...charged, meta: { security: [label] } }),
      closings: ['guard'],
    },
    { ...plain('in an emergency', [], {}), opened: 'break-glass' },
    {
      ...plain('in an emergency, closed', [], {}, [consent(f, 'deny', false)]),
      opened: 'break-glass',
      closings: ['consent'],
    },
    { ...plain('in charge, a reason stated', [to('charge')], charged), opened: 'sensitive' },
    {
      ...plain('in charge, a reason stated, closed', [to('charge')], charged, [consent(f, 'deny', false)]),
      opened: 'sensitive',
      closings: ['consent'],
    },
    plain('her child of 10', [to('guardian-of-child', 'citizen')], { birthDate: years(10.5) }, [
      related(c, 'MTH'),
    ]),
    plain('her child of 15', [to('guardian-of-adolescent', 'citizen')], { birthDate: years(15.5) }, [
      related(c, 'MTH'),
    ]),
    plain('her child of 17', [to('guardian', 'citizen')], { birthDate: years(17.5) }, [related(c, 'MTH')]),
    plain('her child of 19', [], { birthDate: years(19) }, [related(c, 'MTH')]),
    plain('whom she cares for', [to('carer', 'citizen')], {}, [
      related(c, 'HPOWATT', {
        period: { start: years(1), end: new Date(Date.now() + 30 * day).toISOString() },
      }),
    ]),
    plain('whom she cared for', [], {}, [
      related(c, 'HPOWATT', { period: { start: years(3), end: years(1) } }),
    ]),
    plain('her late father', [to('relative', 'citizen')], { deceasedDateTime: ago(40) }, [related(c, 'DAU')]),
  ];
}

/** Fills a platform with all of them; the lines are written as a system of the whole country writes them. */
export async function makeWorld(sen: TestPlatform): Promise<World> {
  const { hoa } = await sen.people();
  const { record } = sen.context();
  const facility = (await record.create({ resourceType: 'Organization', active: true, name: 'Cơ sở F' })).id;
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
      lines.push({ person, patientId, type, id, bits: drafts[at]!.bits });
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
    lines.push({ person, patientId: id, type: 'Patient', id, bits });
    await write(person, id, [
      ...person.lines.map((line) => ({ resource: aboutHer(line, id), bits: 0 })),
      ...personalTypesList.flatMap((type) => [
        { resource: aLine(type, id), bits: typeBits[type] ?? 0 },
        { resource: aLine(type, id, 'HIV'), bits: (typeBits[type] ?? 0) | hiv },
      ]),
    ]);
  }
  const self: Person = { name: 'herself', ties: [], closings: [], patient: {}, lines: [] };
  all.set(hoa.patientId, self);
  lines.push({ person: self, patientId: hoa.patientId, type: 'Patient', id: hoa.patientId, bits: 0 });
  await write(
    self,
    hoa.patientId,
    personalTypesList.map((type) => ({
      resource: aLine(type, hoa.patientId, 'HIV'),
      bits: hiv | (typeBits[type] ?? 0),
    })),
  );
  return { persons: all, lines, askers: await makeAskers(sen, facility, doctors, all) };
}

interface Draft {
  readonly resource: object;
  readonly bits: number;
}

const [hiv, genetic, restricted] = [1, 16, 32];
const typeBits: Readonly<Record<string, number>> = { MolecularSequence: genetic };

function aboutHer(line: object, id: string): object {
  const { resourceType, participant } = line as { resourceType: string; participant?: readonly object[] };
  const her = { reference: `Patient/${id}` };
  if (resourceType === 'Appointment')
    return { ...line, participant: [...participant!, { actor: her, status: 'accepted' }] };
  const isPatient = ['EpisodeOfCare', 'RelatedPerson', 'Consent'].includes(resourceType);
  return { ...line, [isPatient ? 'patient' : 'subject']: her };
}

const staffOfF = ['nurse', 'pharmacist', 'receptionist', 'station-doctor', 'hospital-doctor', 'supervisor'];
const others = ['administrator', 'health-department', 'researcher', 'data-protection-officer'];

async function makeAskers(
  sen: TestPlatform,
  facility: string,
  doctors: ReadonlyMap<string, string>,
  persons: ReadonlyMap<string, Person>,
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
    const purpose = role === 'supervisor' ? 'quality' : others.includes(role) ? 'administration' : 'care';
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
  const system = async (facilityId?: string): Promise<CallAs> => {
    const scope = 'system/*.cruds';
    const made = await identity.createClient({
      name: 'x',
      scope,
      ...(facilityId !== undefined && { facilityId }),
    });
    const token = await requestToken(sen.url, made.clientId, made.clientSecret!, scope);
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
    call: await system(facility),
    grants: none,
  });
  askers.push({ role: 'national-system', purpose: 'exchange', to: [], call: await system(), grants: none });
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

/** Opens what this account may open; whoever may not is refused, and sees nothing. */
async function openGrants(
  sen: TestPlatform,
  username: string,
  persons: ReadonlyMap<string, Person>,
): Promise<Asker['grants']> {
  const { identity } = sen.platform;
  const account = await identity.findAccountByName(username);
  const token = await identity.issueToken(account!.id);
  const actor: Actor = await identity.actorOf({ id: 'test', headers: { authorization: `Bearer ${token}` } });
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
