import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { bundleOf, encounter, observation, patient, post, transaction } from './examples.ts';
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
    'nga',
    anActor({
      kind: 'person',
      accountId: 'nga',
      roles: ['nurse'],
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

describe('writing within reach', () => {
  it('a doctor writes for a person in care and for nobody else', async () => {
    expect((await record.call('POST', '/Observation', observation('hoa'), as('lan'))).status).toBe(201);
    expect((await record.call('POST', '/Observation', observation('mai'), as('lan'))).status).toBe(403);
  });

  it('a nurse registers and corrects who somebody is at her own facility, and orders and diagnoses nothing', async () => {
    const write = (method: string, path: string, resource: object) =>
      record.call(method, path, resource, as('nga'));
    const atHome = patient({ managingOrganization: { reference: 'Organization/tram' } });
    const made = await write('POST', '/Patient', atHome);
    expect(made.status, made.text).toBe(201);
    const { id } = made.json as { id: string };
    expect((await write('PUT', `/Patient/${id}`, { ...atHome, id, gender: 'male' })).status).toBe(200);
    const elsewhere = patient({ managingOrganization: { reference: 'Organization/vien' } });
    expect((await write('POST', '/Patient', elsewhere)).status).toBe(403);
    expect((await write('PUT', '/Patient/mai', { ...elsewhere, id: 'mai' })).status).toBe(403);
    const subject = { reference: `Patient/${id}` };
    const diagnosis = { resourceType: 'Condition', code: { text: 'Ho' }, subject };
    expect((await write('POST', '/Condition', diagnosis)).status).toBe(403);
    const order = { resourceType: 'ServiceRequest', status: 'active', intent: 'order', subject };
    expect((await write('POST', '/ServiceRequest', order)).status).toBe(403);
  });

  it('a visit of her own facility does not open the record of a stranger', async () => {
    const visit = encounter('mai', { serviceProvider: { reference: 'Organization/tram' } });
    expect((await record.call('POST', '/Encounter', visit, as('lan'))).status).toBe(403);
    expect((await record.call('GET', '/Patient/mai', undefined, as('lan'))).status).toBe(403);
  });

  it('a new person comes into the care of the facility that registers her', async () => {
    const newcomer = patient({ managingOrganization: { reference: 'Organization/tram' } });
    const answer = await record.call(
      'POST',
      '/',
      transaction(
        post(newcomer, 'urn:uuid:n'),
        post(observation('x', { subject: { reference: 'urn:uuid:n' } })),
      ),
      as('lan'),
    );
    expect(answer.status, answer.text).toBe(200);
    const id = bundleOf(answer.json).entry?.[0]?.response?.location?.split('/')[1] ?? '';
    expect((await record.call('GET', `/Patient/${id}`, undefined, as('lan'))).status).toBe(200);
  });

  it('care that ended is closed again', async () => {
    const made = (
      await record.call(
        'POST',
        '/Patient',
        patient({ managingOrganization: { reference: 'Organization/tram' } }),
      )
    ).json as { id: string };
    expect((await record.call('GET', `/Patient/${made.id}`, undefined, as('lan'))).status).toBe(200);
    await record.call('PUT', `/Patient/${made.id}`, {
      ...patient({ managingOrganization: { reference: 'Organization/vien' } }),
      id: made.id,
    });
    expect((await record.call('GET', `/Patient/${made.id}`, undefined, as('lan'))).status).toBe(403);
  });

  it('a visit that was entered in error leaves no record open, as long as no true one is there', async () => {
    const made = (await record.call('POST', '/Patient', patient())).json as { id: string };
    const visit = encounter(made.id, { serviceProvider: { reference: 'Organization/tram' } });
    const ids = await Promise.all(
      [1, 2].map(async () => ((await record.call('POST', '/Encounter', visit)).json as { id: string }).id),
    );
    const retire = (id: string | undefined): Promise<unknown> =>
      record.call('PUT', `/Encounter/${id}`, { ...visit, id, status: 'entered-in-error' });
    const seen = async (): Promise<number> =>
      (await record.call('GET', `/Patient/${made.id}`, undefined, as('lan'))).status;
    expect(await seen()).toBe(200);
    await retire(ids[0]);
    expect(await seen()).toBe(200);
    await retire(ids[1]);
    expect(await seen()).toBe(403);
    await record.call('POST', '/Encounter', visit);
    expect(await seen()).toBe(200);
  });

  it('people write no directory, and choose no ids', async () => {
    expect(
      (await record.call('POST', '/Organization', { resourceType: 'Organization', name: 'X' }, as('lan')))
        .status,
    ).toBe(403);
    expect(
      (await record.call('PUT', '/Observation/cua-toi', { ...observation('hoa'), id: 'cua-toi' }, as('lan')))
        .status,
    ).toBe(405);
  });

  it('a condition answers only within reach', async () => {
    const headers = { ...as('hoa'), 'if-none-exist': 'patient=mai' };
    const answer = await record.call('POST', '/Observation', observation('mai'), headers);
    expect(answer.status).toBe(403);
  });
});
