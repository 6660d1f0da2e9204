import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { bundleOf, encounter, idsOf, observation, patient } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
const as = (name: string): Record<string, string> => ({ 'x-actor': name });

beforeAll(async () => {
  record = await startRecord();
  const put = async (resource: { resourceType: string } & Record<string, unknown>): Promise<void> => {
    const answer = await record.call('PUT', `/${resource.resourceType}/${String(resource['id'])}`, resource);
    expect(answer.status, answer.text).toBe(201);
  };
  await put({ resourceType: 'Organization', id: 'tram', name: 'Trạm' });
  await put({ resourceType: 'Organization', id: 'vien', name: 'Viện' });
  await put({ resourceType: 'Practitioner', id: 'bs', name: [{ text: 'BS' }] });
  for (const [id, home] of [
    ['hoa', 'tram'],
    ['mai', 'vien'],
  ] as const) {
    await put({
      ...patient({
        managingOrganization: { reference: `Organization/${home}` },
        generalPractitioner: [{ reference: 'Practitioner/bs' }],
        identifier: [{ system: 'urn:so', value: id }],
        name: [{ text: `Nguyễn ${id}` }],
        birthDate: id === 'mai' ? '1950' : '1990',
      }),
      id,
    });
    await put({ ...encounter(id), id: `kham-${id}` });
    await put({
      ...observation(id, {
        encounter: { reference: `Encounter/kham-${id}` },
        performer: [{ reference: 'Practitioner/bs' }],
        note: [{ text: `bí mật của ${id}` }],
      }),
      id: `mach-${id}`,
    });
  }
  for (const id of ['hoa', 'mai']) {
    await put({
      resourceType: 'List',
      id: `danh-${id}`,
      status: 'current',
      mode: 'working',
      subject: { reference: `Patient/${id}` },
      entry: [
        { item: { reference: 'Observation/mach-hoa' } },
        { item: { reference: 'Observation/mach-mai' } },
      ],
    });
  }
  const permissions = new Set(['record.read', 'record.write', 'people.search'] as const);
  record.actAs(
    'hoa',
    anActor({ kind: 'person', accountId: 'hoa', roles: ['citizen'], patientId: 'hoa', purpose: 'own' }),
  );
  record.actAs(
    'lan',
    anActor({
      kind: 'person',
      accountId: 'lan',
      roles: ['station-doctor'],
      facilityId: 'tram',
      permissions,
      purpose: 'care',
    }),
  );
  record.actAs(
    'doc',
    anActor({ kind: 'system', accountId: 'doc', scopes: ['system/Patient.rs'], purpose: 'exchange' }),
  );
  record.actAs('khach', anActor({ kind: 'anonymous', accountId: 'anonymous' }));
});
afterAll(() => record.stop());

/** Ways by which somebody could hope to learn of mai; each finds what is hoa's and nothing else. */
const tries: readonly (readonly [query: string, ids: readonly string[]])[] = [
  ['/Observation?patient=mai', []],
  ['/Observation?_id=mach-mai', []],
  ['/Observation?_id=mach-mai,mach-hoa', ['mach-hoa']],
  ['/Observation?patient.birthdate=1950', []],
  ['/Observation?patient.name=mai', []],
  ['/Observation?_id=mach-mai&patient.name=mai', []],
  ['/Observation?encounter.patient.name=mai', []],
  ['/Practitioner?_has:Observation:performer:patient.name=mai', []],
  ['/Practitioner?_has:Patient:general-practitioner:name=mai', []],
  ['/Practitioner?_id=bs&_has:Patient:general-practitioner:birthdate=1950', []],
  ['/Practitioner?_id=bs&_has:Patient:general-practitioner:birthdate=1990', ['bs']],
  ['/Practitioner?_has:Observation:performer:_has:Provenance:target:_id=x', []],
  ['/Organization?_has:Patient:organization:birthdate=lt1960', []],
  ['/Organization?_has:Patient:organization:name=nguyen', ['tram']],
  ['/Observation?_content=mat cua mai', []],
  ['/Observation?_content=mat', ['mach-hoa']],
  ['/Observation?_list=danh-mai', []],
  ['/Observation?_list=danh-hoa', ['mach-hoa']],
  ['/Observation?_sort=-date&_count=10', ['mach-hoa']],
  ['/Observation?_sort=code,performer', ['mach-hoa']],
  ['/Patient?_sort=name', ['hoa']],
  ['/Patient?_sort=birthdate&_count=1', ['hoa']],
  ['/Patient?birthdate=lt1960', []],
  ['/Patient?general-practitioner=Practitioner/bs', ['hoa']],
  ['/Patient/mai/Observation', []],
  ['/Patient/mai/*', []],
  ['/Patient/hoa/Observation', ['mach-hoa']],
  ['/Encounter/kham-mai/Observation', []],
  ['/Encounter/kham-mai/*', []],
  ['/Practitioner/bs/Observation', ['mach-hoa']],
  ['/Practitioner/bs/*?_type=Patient,Observation', ['hoa', 'mach-hoa']],
  ['/?_type=Patient,Observation', ['hoa', 'mach-hoa']],
  ['/?_type=Patient,Observation&_id=mai,mach-mai', []],
  ['/?_type=Observation,Encounter&patient.name=mai', []],
  ['/?_content=mai&_type=Observation,Encounter,List,Patient', []],
  ['/Practitioner?_id=bs&_revinclude=*', ['bs', 'hoa', 'mach-hoa']],
  [
    '/Practitioner?_id=bs&_revinclude=Observation:performer&_include:iterate=Observation:*',
    ['bs', 'hoa', 'kham-hoa', 'mach-hoa'],
  ],
  ['/List?_id=danh-hoa&_include=List:item', ['danh-hoa', 'mach-hoa']],
  [
    '/List?_id=danh-hoa&_include=*&_include:iterate=*&_revinclude:iterate=*',
    ['danh-hoa', 'hoa', 'kham-hoa', 'mach-hoa', 'bs', 'tram'],
  ],
];

describe.each([
  ['a citizen', 'hoa'],
  ['a facility', 'lan'],
] as const)('%s learns nothing beyond her reach', (_who, actor) => {
  it.each(tries)('%s', async (query, ids) => {
    const answer = await record.call('GET', query, undefined, as(actor));
    expect(answer.status, answer.text).toBe(200);
    expect(idsOf(answer.json).toSorted()).toEqual(ids.toSorted());
    // What her own list names is hers to read; the things it names are not.
    const told = answer.text.replace(/"url":"[^"]*"/g, '').replace('"reference":"Observation/mach-mai"', '');
    expect(told).not.toMatch(/mai\b/);
  });

  it.each(tries.filter(([query]) => !query.includes('include')))('by counting: %s', async (query, ids) => {
    const url = `${query}${query.includes('?') ? '&' : '?'}_summary=count`;
    const { json, text } = await record.call('GET', url, undefined, as(actor));
    expect(bundleOf(json).total, text).toBe(ids.length);
  });
});

describe('a right is asked on every level', () => {
  it('a stranger must sign in', async () => {
    for (const url of ['/', '/?_type=Patient', '/Patient/hoa/Observation', '/Patient/hoa/*'])
      expect((await record.call('GET', url, undefined, as('khach'))).status, url).toBe(401);
  });

  it('a system keeps to its types: others are refused by name and left out of the whole', async () => {
    const get = (url: string): ReturnType<TestRecord['call']> =>
      record.call('GET', url, undefined, as('doc'));
    expect((await get('/?_type=Patient,Observation')).status).toBe(403);
    expect((await get('/Patient/hoa/Observation')).status).toBe(403);
    expect(idsOf((await get('/')).json).toSorted()).toEqual(['hoa', 'mai']);
    expect(idsOf((await get('/Practitioner/bs/*')).json).toSorted()).toEqual(['hoa', 'mai']);
    expect(idsOf((await get('/Patient?_has:Observation:patient:code=8867-4')).json)).toEqual([]);
    expect(idsOf((await get('/Patient?_id=hoa&_has:Observation:patient:code=8867-4')).json)).toEqual([]);
    expect(idsOf((await get('/Patient?_id=hoa&organization.name=tram')).json)).toEqual([]);
    expect(idsOf((await get('/Patient?_list=danh-hoa')).json)).toEqual([]);
    expect(idsOf((await get('/Patient?_id=hoa&_include=*&_revinclude=*')).json)).toEqual(['hoa']);
  });

  it('each search stands in the audit with the names it asked by, never the values', async () => {
    await record.call('GET', '/Patient/hoa/Observation?code=8867-4', undefined, as('lan'));
    await record.call('GET', '/?_type=Patient&_content=bi mat'.replace(' ', '%20'), undefined, as('lan'));
    const { rows } = await record.database.query<{ line: string }>(
      `select e::text as line from audit.event e where actor_id = 'lan' and action = 'search'`,
    );
    const lines = rows.map(({ line }) => line).join('\n');
    expect(lines).toContain('Patient code');
    expect(lines).toContain('_content');
    expect(lines).not.toContain('8867-4');
    expect(lines).not.toContain('mat');
  });
});
