import type { AuditEvent, Bundle } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventShapes } from '#platform/audit/balp-codes.ts';
import { toAuditEvent } from '#platform/audit/balp.ts';
import { searchAudit, type AuditRecord } from '#platform/audit/search-audit.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { TestPeople } from '#platform/testing/people.ts';

let sen: TestPlatform;
let people: TestPeople;
let lan: CallAs;
let minh: CallAs;
let system: CallAs;
beforeAll(async () => {
  sen = await startPlatform();
  people = await sen.people();
  [lan, minh, system] = await Promise.all([sen.as('bs.lan'), sen.as('bs.minh'), sen.asSystem()]);
}, 120_000);
afterAll(() => sen.stop());

async function send(call: CallAs, method: string, path: string, body?: object): Promise<Response> {
  return call(path, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json' },
      body: JSON.stringify(body),
    }),
  });
}
const json = async <T>(answer: Response): Promise<T> => JSON.parse(await answer.text()) as T;

type Draft = Readonly<Record<string, unknown>> & { readonly resourceType: string };

async function written(resource: Draft): Promise<string> {
  const answer = await send(system, 'POST', `/fhir/${resource.resourceType}`, resource);
  expect(answer.status).toBe(201);
  return (await json<{ id: string }>(answer)).id;
}

const note = (): Draft => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'Mạch' },
  subject: { reference: `Patient/${people.hoa.patientId}` },
});

const aVisit = (): Draft => ({
  resourceType: 'Encounter',
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  subject: { reference: `Patient/${people.hoa.patientId}` },
  serviceProvider: { reference: `Organization/${people.station}` },
  participant: [{ individual: { reference: `Practitioner/${people.lan.practitionerId}` } }],
});

async function until(what: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await what());) {
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Each kind of access that the law and the standard name: what is done, and what its line must say. */
const accesses: Readonly<Record<string, () => Promise<Partial<AuditRecord>>>> = {
  create: async () => ({ resource_type: 'Observation', resource_id: await written(note()) }),
  read: async () => {
    const id = await written(note());
    expect((await lan(`/fhir/Observation/${id}`)).status).toBe(200);
    return { resource_type: 'Observation', resource_id: id, actor_id: people.lan.accountId };
  },
  update: async () => {
    const id = await written(note());
    const changed = { ...note(), id, status: 'amended' };
    expect((await send(system, 'PUT', `/fhir/Observation/${id}`, changed)).status).toBe(200);
    return { resource_type: 'Observation', resource_id: id };
  },
  delete: async () => {
    const id = await written(note());
    expect((await send(system, 'DELETE', `/fhir/Observation/${id}`)).status).toBeLessThan(300);
    return { resource_type: 'Observation', resource_id: id };
  },
  search: async () => {
    const query = `patient=${people.hoa.patientId}&status=final&date=ge2020-01-01`;
    expect((await lan(`/fhir/Observation?${query}`)).status).toBe(200);
    return { resource_type: 'Observation', actor_id: people.lan.accountId, query: 'patient status date' };
  },
  export: async () => {
    const begun = await system('/fhir/Patient/$export', { headers: { prefer: 'respond-async' } });
    expect(begun.status).toBe(202);
    return { query: '$export', actor_kind: 'system' };
  },
  'sign-in': async () => {
    await sen.asSystem();
    return { actor_kind: 'system' };
  },
  refused: async () => {
    const stranger = await written({ resourceType: 'Patient', active: true });
    expect((await minh(`/fhir/Patient/${stranger}`)).status).toBe(403);
    return {
      resource_type: 'Patient',
      resource_id: stranger,
      actor_id: people.minh.accountId,
      outcome: 'refused',
    };
  },
  'break-glass': async () => {
    const ask = { kind: 'break-glass', reason: 'life-in-danger' };
    const path = `/api/record-access/${people.hoa.patientId}/openings`;
    const opened = await send(minh, 'POST', path, ask);
    expect(opened.status, await opened.text()).toBe(200);
    return { actor_id: people.minh.accountId, purpose: 'emergency' };
  },
  sign: async () => {
    const visit = await written(aVisit());
    const admin = await sen.as('quantri');
    const worker = { practitionerId: people.lan.practitionerId, facilityId: people.station };
    expect((await send(admin, 'POST', '/api/signatures/certificates', worker)).status).toBe(200);
    const order = await send(lan, 'POST', '/api/signatures/orders', {
      records: [{ type: 'Encounter', id: visit }],
    });
    const { orderId } = await json<{ orderId: string }>(order);
    await until(async () => {
      const state = await json<{ state: string }>(await lan(`/api/signatures/orders/${orderId}`));
      return state.state === 'done';
    });
    return { resource_type: 'Encounter', resource_id: visit, actor_id: people.lan.accountId };
  },
};

describe('every access leaves a line, and the line is an AuditEvent', () => {
  it.each(Object.keys(accesses))(
    '%s',
    async (kind) => {
      const since = new Date();
      const says = await accesses[kind]!();
      const lines = await searchAudit(sen.database, { actions: [kind], since, limit: 100 });
      const found = lines.find((line) =>
        Object.entries(says).every(([column, value]) => line[column as keyof AuditRecord] === value),
      );
      expect(found, JSON.stringify({ says, lines })).toBeDefined();
      const event: AuditEvent = toAuditEvent(found!, { baseUrl: 'https://sen.example/fhir' });
      const shape = eventShapes[kind]!;
      expect([event.type, event.subtype?.[0], event.action]).toEqual([
        shape.type,
        shape.subtype,
        shape.action,
      ]);
      if (found!.patient_id !== null)
        expect(event.entity?.some(({ what }) => what?.reference?.startsWith('Patient/'))).toBe(true);
    },
    60_000,
  );
});

it('what was asked lies closed, and is told to who looks for a leak and to nobody else', async () => {
  const since = new Date();
  const typed = 'Hoàng Thị Riêng Tư';
  const query = `name=${encodeURIComponent(typed)}&_count=3`;
  expect((await lan(`/fhir/Patient?${query}`)).status).toBe(200);
  const found = await send(lan, 'POST', '/api/registry/find', { text: typed });
  expect(found.status).toBe(200);
  const lines = await searchAudit(sen.database, { actorId: people.lan.accountId, since, limit: 20 });
  // Newest first: the desk searched by name as well, behind the call that is looked at.
  const search = lines.filter(({ action, query: names }) => action === 'search' && names === 'name').at(-1);
  const [call] = lines.filter(({ query: route }) => route === 'POST /api/registry/find');
  const { rows } = await sen.database.query<{ whole: string }>(
    'select e::text as whole from audit.event e where at >= $1',
    [since],
  );
  for (const { whole } of rows) {
    expect(whole).not.toContain('Riêng');
    expect(whole).not.toContain(Buffer.from('Riêng').toString('hex'));
    expect(whole).not.toContain(encodeURIComponent('Riêng'));
  }
  await sen.platform.identity.createPerson({
    username: 'bvdl.tw',
    display: 'Bảo vệ dữ liệu',
    roles: [{ role: 'data-protection-officer' }],
  });
  await sen.platform.identity.createPerson({
    username: 'giamsat.tw',
    display: 'Giám sát',
    roles: [{ role: 'supervisor', facilityId: people.station }],
  });
  const officer = await sen.as('bvdl.tw');
  const asked = async (call: CallAs, id: string): Promise<string[]> => {
    const event = await json<AuditEvent>(await call(`/fhir/AuditEvent/${id}`));
    return (event.entity ?? []).flatMap(({ query: text }) =>
      text === undefined ? [] : [Buffer.from(text, 'base64').toString()],
    );
  };
  expect(await asked(officer, search!.id)).toEqual([`Patient?${query}`]);
  expect((await asked(officer, call!.id)).join('')).toContain(typed);
  const supervisor = await sen.as('giamsat.tw');
  expect(await asked(supervisor, search!.id)).toEqual(['Patient?name']);
  expect(await asked(supervisor, call!.id)).toEqual([]);
});

it('the person herself reads who looked, who signed and who broke the glass, as AuditEvents', async () => {
  for (const kind of ['read', 'break-glass', 'sign']) await accesses[kind]!();
  const hoa = await sen.as('hoa');
  const bundle = await json<Bundle<AuditEvent>>(await hoa('/fhir/AuditEvent?_count=200'));
  const told = new Set((bundle.entry ?? []).map(({ resource }) => JSON.stringify(resource!.type)));
  for (const kind of ['break-glass', 'sign', 'read'])
    expect(told.has(JSON.stringify(eventShapes[kind]!.type)), kind).toBe(true);
});
