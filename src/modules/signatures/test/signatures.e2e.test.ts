import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { personalRecord } from '#modules/personal-record/module.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { TestPeople } from '#platform/testing/people.ts';
import type { Verification } from '../api.ts';
import { signatures } from '../module.ts';

let sen: TestPlatform;
let people: TestPeople;
let lan: CallAs;
let minh: CallAs;
let admin: CallAs;
let system: CallAs;
let nowMs: number | undefined;

const now = (): Date => new Date(nowMs ?? Date.now());

beforeAll(async () => {
  sen = await startPlatform({ modules: [personalRecord, signatures], now });
  people = await sen.people();
  [lan, minh, admin, system] = await Promise.all([
    sen.as('bs.lan'),
    sen.as('bs.minh'),
    sen.as('quantri'),
    sen.asSystem(),
  ]);
  await issueFor(people.lan.practitionerId, people.station);
  await issueFor(people.minh.practitionerId, people.hospital);
});
afterAll(() => sen.stop());

const json = { 'content-type': 'application/json' };
const fhir = { 'content-type': 'application/fhir+json' };

async function send(call: CallAs, path: string, body: unknown, headers: Record<string, string> = json) {
  const answer = await call(path, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    text,
  };
}

async function read<T>(call: CallAs, path: string): Promise<T> {
  const answer = await call(path);
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return JSON.parse(text) as T;
}

async function makeVisit(): Promise<{ visit: string; pulse: string; other: string }> {
  const create = async (resource: object): Promise<string> => {
    const { status, body, text } = await send(
      system,
      `/fhir/${(resource as { resourceType: string }).resourceType}`,
      resource,
      fhir,
    );
    expect(status, text).toBe(201);
    return String(body['id']);
  };
  const subject = { reference: `Patient/${people.hoa.patientId}` };
  const visit = await create({
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject,
    period: { start: '2026-11-20T08:00:00+07:00' },
    serviceProvider: { reference: `Organization/${people.station}` },
    participant: [{ individual: { reference: `Practitioner/${people.lan.practitionerId}` } }],
    reasonCode: [{ text: 'Đau đầu' }],
  });
  const observation = (performer: string) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'Mạch' },
    subject,
    encounter: { reference: `Encounter/${visit}` },
    performer: [{ reference: performer }],
    valueQuantity: { value: 78, unit: 'lần/phút' },
  });
  const pulse = await create(observation(`Practitioner/${people.lan.practitionerId}`));
  const other = await create(observation(`Organization/${people.station}`));
  return { visit, pulse, other };
}

async function issueFor(practitionerId: string, facilityId: string): Promise<string> {
  const { status, body, text } = await send(admin, '/api/signatures/certificates', {
    practitionerId,
    facilityId,
  });
  expect(status, text).toBe(200);
  return String(body['serial']);
}

async function signed(call: CallAs, records: object[]): Promise<Record<string, unknown>> {
  const { status, body, text } = await send(call, '/api/signatures/orders', { records });
  expect(status, text).toBe(200);
  for (let tries = 0; tries < 100; tries += 1) {
    const order = await read<Record<string, unknown>>(
      call,
      `/api/signatures/orders/${String(body['orderId'])}`,
    );
    if (order['state'] === 'done' || order['state'] === 'refused') return order;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the order was not done in time');
}

describe('a doctor who signs', () => {
  it('without a certificate is told to ask the administrator', async () => {
    const { visit } = await makeVisit();
    const { id: practitionerId } = await sen.context().record.create({
      resourceType: 'Practitioner',
      name: [{ text: 'Phạm Thị Mai' }],
      qualification: [
        {
          identifier: [{ system: identifierSystem.practisingLicence, value: '000009/SYN-CCHN' }],
          code: { text: 'Bác sĩ' },
        },
      ],
    });
    await sen.platform.identity.createPerson({
      username: 'bs.mai',
      display: 'BS Mai',
      roles: [{ role: 'station-doctor', facilityId: people.station }],
      practitionerId,
    });
    const mai = await sen.as('bs.mai');
    const { status, text } = await send(mai, '/api/signatures/orders', {
      records: [{ type: 'Encounter', id: visit }],
    });
    expect([status, text]).toEqual([409, expect.stringContaining('signature.no-certificate')]);
  });

  it('signs her visit with what she answers for, and everybody who may read it sees who and when', async () => {
    const { visit, pulse, other } = await makeVisit();
    const mine = await read<{ certificates: { licence: string; state: string }[] }>(
      lan,
      '/api/signatures/mine',
    );
    expect(mine.certificates[0]).toMatchObject({ state: 'good', name: 'Trần Thị Lan' });
    const waiting = await read<{ items: { id: string; patient: string; lines: object[] }[] }>(
      lan,
      '/api/signatures/waiting',
    );
    const item = waiting.items.find(({ id }) => id === visit);
    expect(item).toMatchObject({
      patient: 'Nguyễn Thị Hoa',
      lines: [{ title: 'Đau đầu' }, { title: 'Mạch', detail: '78 lần/phút' }],
    });
    expect(await signed(lan, [{ type: 'Encounter', id: visit }])).toMatchObject({
      state: 'done',
      signed: 1,
      refused: 0,
    });
    const verdict = await read<Verification>(lan, `/api/signatures/of/Observation/${pulse}`);
    expect(verdict).toMatchObject({
      result: 'valid',
      signatures: [
        {
          faults: [],
          signer: { name: 'Trần Thị Lan', practitioner: `Practitioner/${people.lan.practitionerId}` },
          certificate: { then: 'good', now: 'good' },
        },
      ],
    });
    expect(verdict.signatures[0]?.targets).toHaveLength(2);
    expect(await read(lan, `/api/signatures/of/Observation/${other}`)).toMatchObject({ result: 'none' });
    const after = await read<{ items: { id: string }[] }>(lan, '/api/signatures/waiting');
    expect(after.items.map(({ id }) => id)).not.toContain(visit);
    const hoa = await sen.as('hoa');
    expect(await read(hoa, `/api/signatures/of/Encounter/${visit}`)).toMatchObject({ result: 'valid' });
    expect((await minh(`/api/signatures/of/Encounter/${visit}`)).status).toBe(403);
  });

  it('cannot sign what another one answers for, what is signed, what she cannot see, nor without being there', async () => {
    const { visit, other } = await makeVisit();
    const ask = async (call: CallAs, type: string, id: string): Promise<string> => {
      const { status, text } = await send(call, '/api/signatures/orders', { records: [{ type, id }] });
      return `${status} ${/[a-z-]+\.[a-z-]+(?=")/.exec(text)?.[0] ?? ''}`;
    };
    expect(await ask(lan, 'Observation', other)).toBe('403 signature.not-yours');
    expect(await ask(minh, 'Encounter', visit)).toMatch(/^40[34] /);
    expect(await ask(admin, 'Encounter', visit)).toMatch(/^403/);
    await signed(lan, [{ type: 'Encounter', id: visit }]);
    expect(await ask(lan, 'Encounter', visit)).toBe('422 signature.nothing-to-sign');
    nowMs = Date.now() + 3_600_000;
    try {
      const next = await makeVisit();
      expect(await ask(lan, 'Encounter', next.visit)).toBe('403 access.step-up-required');
    } finally {
      nowMs = undefined;
    }
  });
});

describe('a signed record', () => {
  let visit: string;
  let pulse: string;
  beforeAll(async () => {
    ({ visit, pulse } = await makeVisit());
    await signed(lan, [{ type: 'Encounter', id: visit }]);
  });

  it('cannot be changed or deleted through any door: update, patch, bundle, delete; nor can its signature', async () => {
    const current = await read<Record<string, unknown>>(system, `/fhir/Observation/${pulse}`);
    const changed = { ...current, valueQuantity: { value: 187, unit: 'lần/phút' } };
    const refused = async (path: string, init: RequestInit): Promise<void> => {
      const answer = await system(path, { ...init, headers: { ...fhir, ...(init.headers as object) } });
      const text = await answer.text();
      expect([answer.status, text]).toEqual([409, expect.stringContaining('signature.signed')]);
    };
    await refused(`/fhir/Observation/${pulse}`, { method: 'PUT', body: JSON.stringify(changed) });
    await refused(`/fhir/Observation/${pulse}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json-patch+json' },
      body: JSON.stringify([{ op: 'replace', path: '/status', value: 'entered-in-error' }]),
    });
    await refused(`/fhir/Observation/${pulse}`, { method: 'DELETE' });
    const entry = [{ resource: changed, request: { method: 'PUT', url: `Observation/${pulse}` } }];
    await refused('/fhir', {
      method: 'POST',
      body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
    });
    const [{ provenance_id: provenance } = { provenance_id: '' }] = await sen
      .contextOf('signatures')
      .sql.query<{ provenance_id: string }>(
        'select provenance_id from signatures.signed where fhir_id = $1',
        [pulse],
      );
    await refused(`/fhir/Provenance/${provenance}`, { method: 'DELETE' });
    expect(await read(lan, `/api/signatures/of/Observation/${pulse}`)).toMatchObject({ result: 'valid' });
  });

  it('sent again as it is stays as it is', async () => {
    const text = JSON.stringify(await read(system, `/fhir/Observation/${pulse}`));
    const answer = await system(`/fhir/Observation/${pulse}`, { method: 'PUT', headers: fhir, body: text });
    expect(answer.status, await answer.text()).toBe(200);
  });

  it('is superseded by a new record with a reason, once, by who answers for both; the old signature still holds', async () => {
    const current = await read<Record<string, unknown>>(system, `/fhir/Observation/${pulse}`);
    const { id: _id, meta: _meta, ...rest } = current;
    const made = await send(
      lan,
      '/fhir/Observation',
      { ...rest, valueQuantity: { value: 87, unit: 'lần/phút' } },
      fhir,
    );
    const by = String(made.body['id']);
    const ask = {
      old: { type: 'Observation', id: pulse },
      by: { type: 'Observation', id: by },
      reason: 'Ghi nhầm số',
    };
    expect((await send(minh, '/api/signatures/supersede', ask)).status).toBeGreaterThanOrEqual(403);
    const done = await send(lan, '/api/signatures/supersede', ask);
    expect(done.status, done.text).toBe(200);
    expect((await send(lan, '/api/signatures/supersede', ask)).status).toBe(400);
    expect(await read(lan, `/api/signatures/of/Observation/${pulse}`)).toMatchObject({
      result: 'valid',
      superseded: { by: `Observation/${by}`, reason: 'Ghi nhầm số' },
    });
  });
});

describe('the certificate authority', () => {
  it('refuses certificates to whoever has no licence, and issuing to whoever is no administrator', async () => {
    const { body } = await send(
      system,
      '/fhir/Practitioner',
      { resourceType: 'Practitioner', name: [{ text: 'Không Số' }] },
      fhir,
    );
    const ask = { practitionerId: String(body['id']), facilityId: people.station };
    expect((await send(admin, '/api/signatures/certificates', ask)).text).toContain('signature.no-licence');
    for (const call of [lan, minh, system, await sen.as('hoa')])
      expect((await send(call, '/api/signatures/certificates', ask)).status).toBe(403);
  });

  it('takes a certificate back: nothing more is signed with it, and what was signed before still holds', async () => {
    const { visit } = await makeVisit();
    await signed(lan, [{ type: 'Encounter', id: visit }]);
    const { certificates } = await read<{ certificates: { serial: string; name: string; state: string }[] }>(
      admin,
      '/api/signatures/certificates',
    );
    const { serial } = certificates.find(({ name, state }) => name === 'Trần Thị Lan' && state === 'good')!;
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(
      (await send(admin, `/api/signatures/certificates/${serial}/revoke`, { reason: 'Mất thẻ' })).status,
    ).toBe(200);
    const next = await makeVisit();
    const refused = await send(lan, '/api/signatures/orders', {
      records: [{ type: 'Encounter', id: next.visit }],
    });
    expect(refused.text).toContain('signature.no-certificate');
    expect(await read(lan, `/api/signatures/of/Encounter/${visit}`)).toMatchObject({
      result: 'valid',
      signatures: [{ certificate: { then: 'good', now: 'revoked' } }],
    });
    expect((await fetch(`${sen.url}/api/signatures/issuing.crl`)).status).toBe(200);
    await issueFor(people.lan.practitionerId, people.station);
  });
});

describe('a signed summary', () => {
  it('is verified by its code or its file by anybody, and its file is given to the person and to who signed it', async () => {
    const { status, body, text } = await send(lan, `/api/signatures/summary/${people.hoa.patientId}`, {});
    expect(status, text).toBe(200);
    const code = String(body['code']);
    const byCode = (await (
      await fetch(`${sen.url}/api/signatures/documents/${code}`)
    ).json()) as Verification;
    expect(byCode).toMatchObject({
      result: 'valid',
      signatures: [{ form: 'pdf', signer: { name: 'Trần Thị Lan' } }],
    });
    const file = await lan(`/api/signatures/documents/${code}/file`);
    const pdf = new Uint8Array(await file.arrayBuffer());
    expect(file.status, Buffer.from(pdf).toString('latin1', 0, 300)).toBe(200);
    expect((await minh(`/api/signatures/documents/${code}/file`)).status).toBe(403);
    const verify = async (bytes: Uint8Array): Promise<unknown> =>
      (
        await fetch(`${sen.url}/api/signatures/verify`, {
          method: 'POST',
          headers: { 'content-type': 'application/pdf' },
          body: Buffer.from(bytes),
        })
      ).json();
    expect(await verify(pdf)).toMatchObject({ result: 'valid' });
    const at = 3000;
    pdf[at] = pdf[at]! ^ 1;
    expect(await verify(pdf)).not.toMatchObject({ result: 'valid' });
  });
});
