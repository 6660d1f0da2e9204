import type { Patient } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';

let sen: TestPlatform;
let researcher: CallAs;
let department: CallAs;
let protection: CallAs;
let doctor: CallAs;
const refusing: string[] = [];
let aheadMs = 0;

beforeAll(async () => {
  sen = await startPlatform({ now: () => new Date(Date.now() + aheadMs) });
  await sen.people();
  const account = async (username: string, role: string): Promise<CallAs> => {
    await sen.platform.identity.createPerson({ username, display: username, roles: [{ role }] });
    return sen.as(username);
  };
  researcher = await account('nghiencuu', 'researcher');
  department = await account('soyte', 'health-department');
  protection = await account('baovedulieu', 'data-protection-officer');
  doctor = await sen.as('bs.lan');
  const { record } = sen.context();
  for (let nth = 0; nth < 24; nth += 1) {
    const patient: Patient = {
      resourceType: 'Patient',
      active: true,
      name: [{ text: `Phạm Thị Riêng ${nth}` }],
      gender: 'female',
      birthDate: nth < 22 ? '1980-05-0' + ((nth % 9) + 1) : '1951-01-01',
      address: [{ use: 'home', state: 'Tỉnh Bắc Ninh', text: 'Thôn Đông' }],
    };
    const { id } = await record.create(patient);
    await record.create({
      resourceType: 'Condition',
      subject: { reference: `Patient/${id}` },
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'I10' }], text: `của Riêng ${nth}` },
      recordedDate: '2026-02-03',
    });
    if (nth >= 2) continue;
    refusing.push(id);
    await record.create({
      resourceType: 'Consent',
      status: 'active',
      scope: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
      },
      category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
      patient: { reference: `Patient/${id}` },
      dateTime: '2026-10-01',
      policyRule: { text: 'own' },
      provision: {
        type: 'deny',
        purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HRESCH' }],
      },
    });
  }
}, 120_000);
afterAll(() => sen.stop());

const wish = {
  tables: { people: ['sex', 'birth', 'province'], diagnoses: ['icd10', 'recorded'] },
  sex: 'female',
  bornFrom: 1940,
  bornTo: 1985,
  provinces: ['24'],
  diagnoses: ['I10'],
};
const words = {
  purpose: 'Tần suất tăng huyết áp ở phụ nữ nông thôn, để lập kế hoạch',
  ground: 'Hội đồng đạo đức số 12, 1/10/2026',
  endsOn: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
};

async function call(by: CallAs, method: string, path: string, body?: object) {
  const answer = await by(`/api/data-requests${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: () => JSON.parse(text) as Record<string, never> };
}
async function ask(more: object = {}): Promise<string> {
  const made = await call(researcher, 'POST', '', { ...words, wish, ...more });
  expect(made.status, made.text).toBe(200);
  return made.json()['id']!;
}
const decide = (by: CallAs, id: string, desk: string, agrees = true) =>
  call(by, 'POST', `/${id}/decision`, { desk, agrees, words: 'Đúng mục đích' });
async function find(by: CallAs, id: string): Promise<Record<string, unknown>> {
  const { requests } = (await call(by, 'GET', '')).json() as unknown as {
    requests: Record<string, unknown>[];
  };
  return requests.find((one) => one['id'] === id)!;
}
async function ready(): Promise<string> {
  const id = await ask();
  expect(await find(department, id)).toMatchObject({ state: 'waiting', mayDecide: ['owner'], isMine: false });
  expect((await decide(department, id, 'owner')).text).toContain('waiting');
  expect((await decide(protection, id, 'protection')).text).toContain('preparing');
  await expect.poll(async () => (await find(researcher, id))['state'], { timeout: 30_000 }).toBe('ready');
  return id;
}
const download = (by: CallAs, id: string, table: string) => call(by, 'POST', `/${id}/tables/${table}`);

test('a researcher asks, two persons agree, and tables without names are made of those who did not say no', async () => {
  const id = await ready();
  const people = await download(researcher, id, 'people');
  expect(people.status).toBe(200);
  const lines = people.text.trim().split('\n');
  expect(lines[0]).toBe('person,sex,birth,province');
  // 22 of 24 did not refuse; the two born in 1951 would stand alone and are left out.
  expect(lines).toHaveLength(1 + 20);
  expect(new Set(lines.slice(1).map((line) => line.slice(25)))).toEqual(new Set(['female,1980,24']));
  const diagnoses = await download(researcher, id, 'diagnoses');
  expect(diagnoses.text).toMatch(/^person,icd10,recorded\n[0-9a-f]{24},I10,202[56]-\d\d-\d\d\n/u);
  expect(diagnoses.text).not.toContain('2026-02-03');
  for (const { text } of [people, diagnoses]) expect(text).not.toMatch(/Riêng|Patient|Thôn/u);
  const keys = (text: string) =>
    new Set(
      text
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.slice(0, 16)),
    );
  expect(keys(diagnoses.text)).toEqual(keys(people.text));
});

test('from a screen that somebody left open no table is taken', async () => {
  const id = await ready();
  aheadMs = 16 * 60_000;
  try {
    const stale = await download(researcher, id, 'people');
    expect([stale.status, stale.json()['code']]).toEqual([403, 'access.step-up-required']);
  } finally {
    aheadMs = 0;
  }
  expect((await download(researcher, id, 'people')).status).toBe(200);
});

test('a line that is found elsewhere tells whose copy it came from; each copy has its own mark', async () => {
  const id = await ready();
  const [first, second] = [
    await download(researcher, id, 'people'),
    await download(researcher, id, 'people'),
  ];
  const keyOf = (text: string) => text.split('\n')[1]!.slice(0, 24);
  expect(keyOf(first.text).slice(0, 16)).toBe(keyOf(second.text).slice(0, 16));
  expect(keyOf(first.text)).not.toBe(keyOf(second.text));
  const trace = async (key: string) =>
    (await call(protection, 'POST', '/trace', { key })).json() as unknown as {
      found?: { copy: number; by: string };
    };
  const [one, two] = [await trace(keyOf(first.text)), await trace(keyOf(second.text))];
  expect(one.found?.by).toBe('nghiencuu');
  expect(two.found!.copy).toBe(one.found!.copy + 1);
  expect(await trace('0'.repeat(24))).toEqual({});
});

test('five copies of a table may be taken, and no more', async () => {
  const id = await ready();
  for (let nth = 0; nth < 5; nth += 1) expect((await download(researcher, id, 'people')).status).toBe(200);
  const sixth = await download(researcher, id, 'people');
  expect(sixth.status).toBe(400);
  expect(sixth.text).toContain('số bản');
});

test('nothing leaves before both have agreed, and one no is the end', async () => {
  const id = await ask();
  expect((await download(researcher, id, 'people')).status).toBe(400);
  await decide(department, id, 'owner');
  expect((await download(researcher, id, 'people')).status).toBe(400);
  expect((await decide(protection, id, 'protection', false)).text).toContain('refused');
  expect((await decide(protection, id, 'protection')).status).toBe(400);
  expect((await download(researcher, id, 'people')).status).toBe(400);
});

test('nobody decides for a desk that is not hers, on her own request, or twice', async () => {
  const id = await ask();
  expect((await decide(department, id, 'protection')).status).toBe(403);
  expect((await decide(researcher, id, 'owner')).status).toBe(403);
  expect((await decide(doctor, id, 'owner')).status).toBe(403);
  expect((await decide(department, id, 'owner')).status).toBe(200);
  expect((await decide(department, id, 'owner')).status).toBe(400);
  await sen.platform.identity.createPerson({
    username: 'haivai',
    display: 'haivai',
    roles: [{ role: 'researcher' }, { role: 'health-department' }, { role: 'data-protection-officer' }],
  });
  const both = await sen.as('haivai');
  const made = await call(both, 'POST', '', { ...words, wish });
  const own = made.json()['id']!;
  expect((await decide(both, own, 'owner')).status).toBe(400);
  const others = await ask();
  expect((await decide(both, others, 'owner')).status).toBe(200);
  expect((await decide(both, others, 'protection')).status).toBe(400);
});

test('a request is seen and downloaded by who asked only; doctors, citizens and strangers see none', async () => {
  const id = await ready();
  await sen.platform.identity.createPerson({
    username: 'nguoikhac',
    display: 'nguoikhac',
    roles: [{ role: 'researcher' }],
  });
  const another = await sen.as('nguoikhac');
  expect(await find(another, id)).toBeUndefined();
  expect((await download(another, id, 'people')).status).toBe(404);
  expect((await call(another, 'POST', `/${id}/end`)).status).toBe(404);
  for (const username of ['bs.lan', 'hoa', 'quantri']) {
    const by = await sen.as(username);
    expect((await call(by, 'GET', '')).status, username).toBe(403);
    expect((await download(by, id, 'people')).status, username).toBe(403);
  }
  expect((await fetch(`${sen.url}/api/data-requests`)).status).toBe(401);
});

test('whoever ends a request takes its files away', async () => {
  const id = await ready();
  expect((await call(researcher, 'POST', `/${id}/end`)).status).toBe(200);
  expect((await download(researcher, id, 'people')).status).toBe(400);
  expect((await find(researcher, id))['state']).toBe('ended');
  const left = await sen.database.query('select 1 from data_requests.person where request_id = $1', [id]);
  expect(left.rowCount).toBe(0);
});

test('a field that is not in the catalogue, an unknown province and a day that is over are refused with a sentence', async () => {
  for (const wrong of [
    { wish: { ...wish, tables: { people: ['name'] } } },
    { wish: { ...wish, tables: {} } },
    { wish: { ...wish, tables: { people: ['__proto__'] } } },
    { wish: { ...wish, provinces: ['00'] } },
    { endsOn: '2020-01-01' },
    { purpose: 'vì' },
  ]) {
    const made = await call(researcher, 'POST', '', { ...words, wish, ...wrong });
    expect(made.status, JSON.stringify(wrong)).toBe(400);
  }
});

test('every person whose record was read for it finds that in the audit', async () => {
  await ready();
  const { rows } = await sen.database.query<{ patient_id: string }>(
    `select distinct patient_id from audit.event where request_id like 'data-request-%' and patient_id is not null`,
  );
  expect(rows.length).toBeGreaterThanOrEqual(20);
});
