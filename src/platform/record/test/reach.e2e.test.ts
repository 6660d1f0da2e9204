import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { bundleOf, encounter, idsOf, observation, patient, post, transaction } from './examples.ts';
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
  for (const [id, home] of [
    ['hoa', 'tram'],
    ['mai', 'vien'],
  ] as const) {
    await put({
      ...patient({
        managingOrganization: { reference: `Organization/${home}` },
        identifier: [{ system: 'urn:so', value: id }],
      }),
      id,
    });
    await put({ ...encounter(id), id: `kham-${id}` });
    await put({
      ...observation(id, {
        encounter: { reference: `Encounter/kham-${id}` },
        performer: [{ reference: 'Organization/tram' }],
      }),
      id: `mach-${id}`,
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
    'quantri',
    anActor({ kind: 'person', accountId: 'quantri', roles: ['administrator'], purpose: 'administration' }),
  );
  record.actAs(
    'doc',
    anActor({ kind: 'system', accountId: 'doc', scopes: ['system/Patient.rs'], purpose: 'exchange' }),
  );
  record.actAs('khach', anActor({ kind: 'anonymous', accountId: 'anonymous' }));
});
afterAll(() => record.stop());

describe.each([
  ['a citizen', 'hoa'],
  ['the doctor of her station', 'lan'],
] as const)('%s', (_who, actor) => {
  const get = (url: string): ReturnType<TestRecord['call']> => record.call('GET', url, undefined, as(actor));

  it('reads what is hers to read, and nothing of others', async () => {
    expect((await get('/Patient/hoa')).status).toBe(200);
    expect((await get('/Observation/mach-hoa')).status).toBe(200);
    expect((await get('/Patient/mai')).status).toBe(403);
    expect((await get('/Observation/mach-mai')).status).toBe(403);
    expect((await get('/Observation/mach-mai/_history/1')).status).toBe(403);
    expect((await get('/Observation/mach-mai/_history')).status).toBe(403);
    expect((await get('/Patient/mai/$everything')).status).toBe(403);
  });

  it('finds only her own side of a search, a count, a chain and a history', async () => {
    expect(idsOf((await get('/Patient?name=nguyen')).json)).toEqual(['hoa']);
    expect(idsOf((await get('/Patient?identifier=urn:so%7Cmai')).json)).toEqual([]);
    expect(idsOf((await get('/Observation?patient=mai')).json)).toEqual([]);
    expect(bundleOf((await get('/Observation?_summary=count')).json).total).toBe(1);
    expect(bundleOf((await get('/Observation?code=8867-4&_total=accurate')).json).total).toBe(1);
    expect(idsOf((await get('/Observation?patient.identifier=urn:so%7Cmai')).json)).toEqual([]);
    expect(idsOf((await get('/Observation?performer:Organization.name=tram')).json)).toEqual(['mach-hoa']);
    expect(idsOf((await get('/Patient?_has:Observation:patient:code=8867-4')).json)).toEqual(['hoa']);
    expect(idsOf((await get('/Observation/_history')).json)).toEqual(['mach-hoa']);
  });

  it('gets nothing of others by include', async () => {
    expect(
      idsOf((await get('/Organization?name=tram&_revinclude=Observation:performer')).json).sort(),
    ).toEqual(['mach-hoa', 'tram']);
    expect(
      idsOf(
        (await get('/Observation?_include=Observation:patient&_include=Observation:performer')).json,
      ).sort(),
    ).toEqual(['hoa', 'mach-hoa', 'tram']);
  });

  it('sees everything of her own', async () => {
    expect(idsOf((await get('/Patient/hoa/$everything')).json).sort()).toEqual([
      'hoa',
      'kham-hoa',
      'mach-hoa',
    ]);
  });

  it('cannot learn from a bundle what she may not read', async () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: ['Patient/mai', 'Observation?patient=mai'].map((url) => ({ request: { method: 'GET', url } })),
    };
    const answer = await record.call('POST', '/', bundle, as(actor));
    expect(bundleOf(answer.json).entry?.[0]?.response?.status).toBe('403');
    expect(answer.text).not.toContain('mach-mai');
  });
});

describe('without a reason to see', () => {
  it('an administrator sees no person, a stranger must sign in', async () => {
    expect((await record.call('GET', '/Patient/hoa', undefined, as('quantri'))).status).toBe(403);
    expect((await record.call('GET', '/Patient?name=nguyen', undefined, as('quantri'))).status).toBe(403);
    expect((await record.call('GET', '/Patient/hoa', undefined, as('khach'))).status).toBe(401);
    expect((await record.call('POST', '/', transaction(post(patient())), as('khach'))).status).toBe(401);
    expect((await record.call('GET', '/metadata', undefined, as('khach'))).status).toBe(200);
  });

  it('a system keeps to the types of its scope, in includes and everything too', async () => {
    expect((await record.call('GET', '/Patient/hoa', undefined, as('doc'))).status).toBe(200);
    expect((await record.call('GET', '/Observation/mach-hoa', undefined, as('doc'))).status).toBe(403);
    expect(
      idsOf(
        (await record.call('GET', '/Patient?_id=hoa&_revinclude=Observation:patient', undefined, as('doc')))
          .json,
      ),
    ).toEqual(['hoa']);
    expect(idsOf((await record.call('GET', '/Patient/hoa/$everything', undefined, as('doc'))).json)).toEqual([
      'hoa',
    ]);
    expect(
      idsOf(
        (await record.call('GET', '/Patient?_has:Observation:patient:code=8867-4', undefined, as('doc')))
          .json,
      ),
    ).toEqual([]);
    expect((await record.call('POST', '/Patient', patient(), as('doc'))).status).toBe(403);
  });

  it('each refusal stands in the audit', async () => {
    await record.call('GET', '/Patient/mai', undefined, as('hoa'));
    const { rows } = await record.database.query<{ count: number }>(
      `select count(*) as count from audit.event where actor_id = 'hoa' and action = 'refused' and resource_id = 'mai'`,
    );
    expect(rows[0]?.count).toBeGreaterThan(0);
  });
});

it('a record that two persons share comes with each of them', async () => {
  const shared = {
    resourceType: 'Appointment',
    id: 'hen',
    status: 'proposed',
    participant: ['hoa', 'mai'].map((id) => ({ actor: { reference: `Patient/${id}` }, status: 'accepted' })),
  };
  expect((await record.call('PUT', '/Appointment/hen', shared)).status).toBe(201);
  for (const id of ['hoa', 'mai']) {
    expect(idsOf((await record.call('GET', `/Patient/${id}/$everything?_type=Appointment`)).json)).toEqual([
      'hen',
    ]);
    expect(idsOf((await record.call('GET', `/Appointment?patient=${id}`)).json)).toEqual(['hen']);
  }
  expect((await record.call('GET', '/Appointment/hen', undefined, as('hoa'))).status).toBe(200);
  await record.call('DELETE', '/Appointment/hen');
});
