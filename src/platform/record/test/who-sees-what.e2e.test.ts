import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { accessDesk, type AccessDesk } from '../../access/grants/access-desk.ts';
import { anActor } from '../../testing/an-actor.ts';
import { bundleOf, encounter, idsOf, observation, patient } from './examples.ts';
import { startRecord, type Answered, type TestRecord } from './start-record.ts';

const day = 86_400_000;
const start = new Date('2026-11-23T03:00:00Z');
let clock = start;
let record: TestRecord;
const actors = new Map<string, Actor>();

type Resource = { resourceType: string } & Record<string, unknown>;

async function put(resource: Resource, as?: string): Promise<void> {
  const headers = as === undefined ? {} : { 'x-actor': as };
  const url = `/${resource.resourceType}/${String(resource['id'])}`;
  const answer = await record.call('PUT', url, resource, headers);
  expect([200, 201], answer.text).toContain(answer.status);
}
const get = (url: string, as: string): Promise<Answered> =>
  record.call('GET', url, undefined, { 'x-actor': as });
const sees = async (url: string, as: string): Promise<boolean> => (await get(url, as)).status === 200;
const found = async (url: string, as: string): Promise<string[]> =>
  idsOf((await get(url, as)).json).toSorted();
const desk = (as: string): AccessDesk =>
  accessDesk(
    { audit: record.audit, now: () => clock, eventsWritten: () => undefined },
    actors.get(as)!,
    record.database,
  );

function person(name: string, part: Partial<Actor>): void {
  const actor = anActor({ kind: 'person', accountId: name, display: name, purpose: 'care', ...part });
  actors.set(name, actor);
  record.actAs(name, actor);
}

const icd10 = 'http://hl7.org/fhir/sid/icd-10';
const diagnosis = (of: string, id: string, code: string, more: object = {}): Resource => ({
  resourceType: 'Condition',
  id,
  subject: { reference: `Patient/${of}` },
  code: { coding: [{ system: icd10, code }] },
  ...more,
});
const consent = (of: string, id: string, provision: object, status = 'active'): Resource => ({
  resourceType: 'Consent',
  id,
  status,
  scope: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
  },
  category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
  patient: { reference: `Patient/${of}` },
  dateTime: '2026-11-23',
  policyRule: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }] },
  provision,
});
const organization = (id: string): object => ({
  reference: { reference: `Organization/${id}` },
  role: { text: 'x' },
});
const placeOf = (state: string, ward: string): object => ({
  use: 'home',
  extension: [
    {
      url: 'http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-administrative-address',
      extension: [
        { url: 'state', valueCodeableConcept: { coding: [{ code: state }] } },
        { url: 'ward', valueCodeableConcept: { coding: [{ code: ward }] } },
      ],
    },
  ],
});

beforeAll(async () => {
  record = await startRecord(() => clock);
  for (const id of ['tram', 'vien', 'cdc']) await put({ resourceType: 'Organization', id, name: id });
  await put({ resourceType: 'Practitioner', id: 'bs', name: [{ text: 'BS' }] });
  const charge = { managingOrganization: { reference: 'Organization/tram' } };
  await put({
    ...patient({ ...charge, birthDate: '1990-01-01', address: [placeOf('24', '09319')] }),
    id: 'hoa',
  });
  await put({ ...patient({ ...charge, birthDate: '2012-11-24' }), id: 'be' });
  await put({ ...patient({ birthDate: '1980-01-01' }), id: 'me' });
  const v = {
    meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' }] },
  };
  await put({ ...patient({ ...charge, ...v }), id: 'sao' });
  for (const [id, code] of [
    ['thuong', 'I10'],
    ['hiv', 'B24'],
    ['tam', 'F32'],
    ['dengue', 'A97.1'],
  ] as const)
    await put(diagnosis('hoa', id, code));
  person('lan', { roles: ['station-doctor'], facilityId: 'tram' });
  person('cuc', { roles: ['station-doctor'], facilityId: 'tram' });
  person('minh', { roles: ['hospital-doctor'], facilityId: 'vien' });
  person('giamsat', { roles: ['supervisor'], facilityId: 'tram', permissions: new Set(['access.review']) });
  person('ytdp', {
    roles: ['public-health-officer'],
    facilityId: 'cdc',
    places: ['24'],
    purpose: 'public-health',
  });
  person('soyte', { roles: ['health-department'], purpose: 'public-health' });
  person('quantri', { roles: ['administrator'], purpose: 'administration' });
  person('tiepdon', { roles: ['receptionist'], facilityId: 'tram' });
  for (const id of ['hoa', 'be', 'me'])
    person(`ct-${id}`, { roles: ['citizen'], patientId: id, purpose: 'own' });
});
beforeEach(async () => {
  clock = start;
  // Each test begins without reasons, consents and visits of the others, in whatever order they come.
  for (const name of [
    'Encounter/kham-vien',
    'Encounter/sao-kham',
    'ServiceRequest/chuyen',
    'Condition/sau',
    'Consent/dong',
    'Consent/mo',
  ])
    await record.call('DELETE', `/${name}`);
  await record.database.query(
    `delete from record.care_relation where kind in ('break-glass', 'stated-reason')`,
  );
  await record.database.query('delete from access.opening');
});
afterAll(() => record.stop());

describe('sensitive lines', () => {
  it('are hers alone, whatever way a doctor tries', async () => {
    expect(await found('/Condition?patient=hoa', 'ct-hoa')).toEqual(['dengue', 'hiv', 'tam', 'thuong']);
    const open = ['dengue', 'thuong'];
    expect(await found('/Condition?patient=hoa', 'lan')).toEqual(open);
    expect(await found('/Condition', 'lan')).toEqual(open);
    expect(await found('/Condition?_id=hiv,tam,thuong', 'lan')).toEqual(['thuong']);
    expect(await found('/Patient/hoa/Condition', 'lan')).toEqual(open);
    expect(await found('/Condition?_sort=-_lastUpdated', 'lan')).toHaveLength(2);
    expect(await found('/Condition/_history', 'lan')).toEqual(open);
    expect((await found('/_history', 'lan')).filter((id) => ['hiv', 'tam'].includes(id))).toEqual([]);
    expect(await found('/Patient/hoa/$everything?_type=Condition', 'lan')).toEqual(open);
    expect(await found('/Patient?_id=hoa&_revinclude=Condition:subject', 'lan')).toEqual(
      [...open, 'hoa'].toSorted(),
    );
    expect(await found('/Patient?_has:Condition:patient:code=B24', 'lan')).toEqual([]);
    expect(bundleOf((await get('/Condition?_summary=count', 'lan')).json).total).toBe(2);
    expect(bundleOf((await get('/Condition?code=B24&_total=accurate', 'lan')).json).total).toBe(0);
    for (const url of ['/Condition/hiv', '/Condition/hiv/_history', '/Condition/hiv/_history/1'])
      expect((await get(url, 'lan')).status, url).toBe(403);
    const graphql = await record.call(
      'POST',
      '/$graphql',
      { query: '{ Condition(id: "hiv") { id } ConditionList(patient: "hoa") { id } }' },
      { 'x-actor': 'lan', 'content-type': 'application/json' },
    );
    expect(graphql.text).not.toContain('hiv"');
  });

  it('cannot be written over unseen', async () => {
    const { id: _id, ...rest } = diagnosis('hoa', 'hiv', 'I10');
    const answer = await record.call('PUT', '/Condition/hiv', { ...rest, id: 'hiv' }, { 'x-actor': 'lan' });
    expect(answer.status).toBe(403);
  });

  it('what is labelled later closes its former versions too', async () => {
    await put(diagnosis('hoa', 'sau', 'J20'));
    const r = {
      meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] },
    };
    await put(diagnosis('hoa', 'sau', 'J20', r));
    expect(await sees('/Condition/sau/_history/1', 'ct-hoa')).toBe(true);
    expect(await sees('/Condition/sau/_history/1', 'lan')).toBe(false);
    expect(await found('/Condition/_history', 'lan')).not.toContain('sau');
  });

  it('a stated reason opens them to this doctor alone, for a shift', async () => {
    const grant = await desk('lan').open({ patientId: 'hoa', kind: 'sensitive', reason: 'treats-this' });
    expect(await found('/Condition?patient=hoa', 'lan')).toContain('hiv');
    expect(await sees('/Condition/hiv', 'lan')).toBe(true);
    expect(await sees('/Condition/hiv', 'cuc')).toBe(false);
    clock = new Date(start.getTime() + 9 * 3_600_000);
    expect(await sees('/Condition/hiv', 'lan')).toBe(false);
    clock = start;
    await desk('lan').close(grant.id);
    expect(await sees('/Condition/hiv', 'lan')).toBe(false);
    await expect(
      desk('minh').open({ patientId: 'hoa', kind: 'sensitive', reason: 'treats-this' }),
    ).rejects.toMatchObject({ code: 'access.denied' });
  });
});

describe('ties end', () => {
  it('a facility that treated her keeps the record for a year, and not for ever', async () => {
    const end = new Date(start.getTime() - 10 * day).toISOString();
    await put({
      ...encounter('hoa', {
        serviceProvider: { reference: 'Organization/vien' },
        period: { start: end, end },
      }),
      id: 'kham-vien',
    });
    expect(await sees('/Condition/thuong', 'minh')).toBe(true);
    clock = new Date(start.getTime() + 354 * day);
    expect(await sees('/Condition/thuong', 'minh')).toBe(true);
    clock = new Date(start.getTime() + 356 * day);
    expect(await sees('/Condition/thuong', 'minh')).toBe(false);
    expect(await found('/Condition?patient=hoa', 'minh')).toEqual([]);
    expect(await sees('/Condition/thuong', 'lan')).toBe(true);
    clock = start;
    await record.call('DELETE', '/Encounter/kham-vien');
    expect(await sees('/Condition/thuong', 'minh')).toBe(false);
  });

  it('a referral opens the record to whom she is sent, until it is over', async () => {
    const referral = (status: string): Resource => ({
      resourceType: 'ServiceRequest',
      id: 'chuyen',
      status,
      intent: 'order',
      subject: { reference: 'Patient/hoa' },
      authoredOn: '2026-11-20',
      performer: [{ reference: 'Organization/vien' }],
    });
    await put(referral('active'));
    expect(await sees('/Condition/thuong', 'minh')).toBe(true);
    await put(referral('completed'));
    expect(await sees('/Condition/thuong', 'minh')).toBe(false);
  });
});

describe('her own consent', () => {
  it('closes the record to a facility, at once, and opens it again', async () => {
    await put(consent('hoa', 'dong', { type: 'deny', actor: [organization('tram')] }));
    expect(await found('/Condition?patient=hoa', 'lan')).toEqual([]);
    expect(await sees('/Patient/hoa', 'lan')).toBe(false);
    expect(await sees('/Patient/hoa', 'ct-hoa')).toBe(true);
    await put(consent('hoa', 'dong', { type: 'deny', actor: [organization('tram')] }, 'inactive'));
    expect(await sees('/Patient/hoa', 'lan')).toBe(true);
  });

  it('opens it to a facility that has no tie, for a type and a time', async () => {
    const provision = {
      type: 'permit',
      actor: [organization('vien')],
      class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Condition' }],
      period: { end: '2026-11-23' },
    };
    await put(consent('hoa', 'mo', provision));
    expect(await found('/Condition?patient=hoa', 'minh')).toEqual(['dengue', 'thuong']);
    expect(await sees('/Patient/hoa', 'minh')).toBe(false);
    clock = new Date('2026-11-23T17:00:01Z');
    expect(await found('/Condition?patient=hoa', 'minh')).toEqual([]);
    clock = start;
    await record.call('DELETE', '/Consent/mo');
    expect(await found('/Condition?patient=hoa', 'minh')).toEqual([]);
  });

  it('is hers to write and nobody else’s, in forms that can be kept to', async () => {
    const { id: _id, ...mine } = consent('hoa', '', { type: 'deny' });
    const post = (body: object, as: string): Promise<Answered> =>
      record.call('POST', '/Consent', body, { 'x-actor': as });
    expect((await post(mine, 'lan')).status).toBe(403);
    expect(
      (await post({ ...mine, provision: { type: 'deny', dataPeriod: { start: '2020' } } }, 'ct-hoa')).status,
    ).toBe(422);
    const made = await post(mine, 'ct-hoa');
    expect(made.status, made.text).toBe(201);
    expect(await sees('/Condition/thuong', 'lan')).toBe(false);
    const { id } = made.json as { id: string };
    const back = await record.call(
      'PUT',
      `/Consent/${id}`,
      { ...mine, id, status: 'inactive' },
      { 'x-actor': 'ct-hoa' },
    );
    expect(back.status, back.text).toBe(200);
    expect(await sees('/Condition/thuong', 'lan')).toBe(true);
  });
});

describe('the broken glass', () => {
  it('opens everything of one person, also what is closed, for hours; the person and the supervisor see it', async () => {
    await put(consent('hoa', 'dong', { type: 'deny' }));
    expect(await sees('/Condition/hiv', 'minh')).toBe(false);
    const grant = await desk('minh').open({
      patientId: 'hoa',
      kind: 'break-glass',
      reason: 'life-in-danger',
    });
    expect(await found('/Condition?patient=hoa', 'minh')).toContain('hiv');
    expect(await sees('/Patient/hoa', 'minh')).toBe(true);
    expect(await sees('/Patient/be', 'minh')).toBe(false);
    expect(await desk('ct-hoa').list('about-me')).toMatchObject([{ id: grant.id, accountName: 'minh' }]);
    expect((await desk('ct-hoa').list('about-me'))[0]).not.toHaveProperty('note');
    const { rows } = await record.database.query<{ name: string }>('select name from events.outbox');
    expect(rows.map(({ name }) => name)).toContain('access.record-opened');
    clock = new Date(start.getTime() + 4.1 * 3_600_000);
    expect(await sees('/Condition/hiv', 'minh')).toBe(false);
    clock = start;
    await record.call('DELETE', '/Consent/dong');
  });

  it('is reviewed by the supervisor of the facility, not by its author nor by another', async () => {
    const grant = await desk('cuc').open({
      patientId: 'me',
      kind: 'break-glass',
      reason: 'other',
      note: 'Bệnh nhân ngất ở chợ',
    });
    expect(await sees('/Patient/me', 'cuc')).toBe(true);
    await expect(desk('lan').review(grant.id, { outcome: 'justified' })).rejects.toMatchObject({
      code: 'record.not-found',
    });
    await expect(desk('quantri').list('facility')).rejects.toMatchObject({ code: 'access.denied' });
    expect(await desk('giamsat').counts()).toEqual([
      { accountId: 'cuc', accountName: 'cuc', openings: 1, waiting: 1, unjustified: 0 },
    ]);
    expect(
      await desk('giamsat').review(grant.id, { outcome: 'unjustified', note: 'Không có lượt cấp cứu' }),
    ).toMatchObject({ outcome: 'unjustified' });
    expect(await sees('/Patient/me', 'cuc')).toBe(false);
    await expect(desk('giamsat').review(grant.id, { outcome: 'justified' })).rejects.toMatchObject({
      code: 'record.version-conflict',
    });
    expect(await sees('/Patient/me', 'giamsat')).toBe(false);
  });

  it.each([
    ['a reason that is none', 'minh', 'vi-to-mo', undefined, 'request.invalid'],
    ['another reason without a word', 'minh', 'other', 'x', 'request.invalid'],
    ['a receptionist', 'tiepdon', 'life-in-danger', undefined, 'access.denied'],
    ['an administrator', 'quantri', 'life-in-danger', undefined, 'access.denied'],
    ['a citizen', 'ct-me', 'life-in-danger', undefined, 'access.denied'],
  ])('is not broken by %s', async (_what, as, reason, note, code) => {
    const ask = {
      patientId: 'hoa',
      kind: 'break-glass',
      reason,
      ...(note !== undefined && { note }),
    } as const;
    await expect(desk(as).open(ask)).rejects.toMatchObject({ code });
  });
});

describe('who else', () => {
  const related = (id: string, code: string, more: object = {}): Resource => ({
    resourceType: 'RelatedPerson',
    id: `than-${id}`,
    patient: { reference: `Patient/${id}` },
    identifier: [{ system: 'urn:sen:patient', value: 'me' }],
    relationship: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code }] }],
    ...more,
  });

  it('a mother sees her child, less from 15 on, nothing from 18 on', async () => {
    await put(related('be', 'MTH'));
    for (const [id, code] of [
      ['be-hiv', 'Z21'],
      ['be-tam', 'F41'],
      ['be-ho', 'J20'],
    ] as const)
      await put(diagnosis('be', id, code));
    const seen = (): Promise<string[]> => found('/Condition?patient=be', 'ct-me');
    expect(await seen()).toEqual(['be-hiv', 'be-ho', 'be-tam']);
    clock = new Date('2027-11-24T00:00:00Z');
    expect(await seen()).toEqual(['be-ho', 'be-tam']);
    clock = new Date('2028-11-24T00:00:00Z');
    expect(await seen()).toEqual(['be-ho']);
    clock = new Date('2030-11-24T00:00:00Z');
    expect(await seen()).toEqual([]);
    expect(await found('/Condition?patient=be', 'ct-be')).toHaveLength(3);
  });

  it('a birthday that is mended moves these ages; a facility cannot name a guardian', async () => {
    const charge = { managingOrganization: { reference: 'Organization/tram' } };
    await put({ ...patient({ ...charge, birthDate: '2005-01-01' }), id: 'be' });
    expect(await found('/Condition?patient=be', 'ct-me')).toEqual([]);
    await put({ ...patient({ ...charge, birthDate: '2012-11-24' }), id: 'be' });
    const { id: _id, ...named } = related('hoa', 'MTH');
    expect((await record.call('POST', '/RelatedPerson', named, { 'x-actor': 'lan' })).status).toBe(403);
  });

  it('a carer sees from the first day in Viet Nam to the end of the last', async () => {
    await put({ ...patient({ birthDate: '1940-01-01' }), id: 'ong' });
    await put(diagnosis('ong', 'ong-benh', 'I10'));
    await put(related('ong', 'HPOWATT', { period: { start: '2026-11-23', end: '2026-11-24' } }));
    const seen = (at: string): Promise<boolean> => {
      clock = new Date(at);
      return sees('/Condition/ong-benh', 'ct-me');
    };
    expect(await seen('2026-11-22T23:59:59+07:00')).toBe(false);
    expect(await seen('2026-11-23T00:00:01+07:00')).toBe(true);
    expect(await seen('2026-11-24T23:59:59+07:00')).toBe(true);
    expect(await seen('2026-11-25T00:00:01+07:00')).toBe(false);
  });

  it('a facility cannot make more of a tie than it is; it can end it', async () => {
    await put({
      ...patient({ birthDate: '1941-01-01', managingOrganization: { reference: 'Organization/tram' } }),
      id: 'ba',
    });
    const named = {
      ...related('ba', 'HPOWATT'),
      active: true,
      period: { start: '2026-01-01', end: '2026-11-24' },
    };
    await put(named);
    const change = async (more: object): Promise<number> =>
      (await record.call('PUT', '/RelatedPerson/than-ba', { ...named, ...more }, { 'x-actor': 'lan' }))
        .status;
    const code = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';
    for (const more of [
      { period: { start: '2026-01-01', end: '2027-11-24' } },
      { period: { start: '2026-01-01' } },
      { period: { start: '2025-01-01', end: '2026-11-24' } },
      { relationship: [{ coding: [{ system: code, code: 'GUARD' }] }] },
      { patient: { reference: 'Patient/be' } },
    ])
      expect(await change(more), JSON.stringify(more)).toBe(403);
    expect(await change({ telecom: [{ system: 'phone', value: '0912000111' }] })).toBe(200);
    expect(await change({ period: { start: '2026-01-01', end: '2026-11-23' } })).toBe(200);
    expect(await change({ active: false, period: { start: '2026-01-01', end: '2026-11-23' } })).toBe(200);
    expect(await change({ active: true, period: { start: '2026-01-01', end: '2026-11-23' } })).toBe(403);
  });

  it('a named relative sees the dead', async () => {
    await put({ ...patient({ managingOrganization: { reference: 'Organization/tram' } }), id: 'cu' });
    await put(related('cu', 'CHILD'));
    await put(diagnosis('cu', 'cu-benh', 'I10'));
    expect(await sees('/Condition/cu-benh', 'ct-me')).toBe(false);
    await put({
      ...patient({
        managingOrganization: { reference: 'Organization/tram' },
        deceasedDateTime: '2026-11-01',
      }),
      id: 'cu',
    });
    expect(await sees('/Condition/cu-benh', 'ct-me')).toBe(true);
    expect(await sees('/Condition/cu-benh', 'lan')).toBe(true);
  });

  it('somebody well known is opened by a visit or a reason, not by being on the list of the station', async () => {
    await put(diagnosis('sao', 'sao-benh', 'I10'));
    expect(await sees('/Condition/sao-benh', 'lan')).toBe(false);
    await desk('lan').open({ patientId: 'sao', kind: 'sensitive', reason: 'colleague-in-care' });
    expect(await sees('/Condition/sao-benh', 'lan')).toBe(true);
    const visit = encounter('sao', {
      status: 'in-progress',
      period: { start: start.toISOString() },
      serviceProvider: { reference: 'Organization/tram' },
    });
    await put({ ...visit, id: 'sao-kham' });
    expect(await sees('/Condition/sao-benh', 'cuc')).toBe(true);
  });

  it('public health sees reported diseases of its place and nothing else; departments and administrators nothing', async () => {
    expect(await found('/Condition', 'ytdp')).toEqual(['dengue']);
    expect(await sees('/Patient/hoa', 'ytdp')).toBe(false);
    expect(await sees('/Condition/hiv', 'ytdp')).toBe(false);
    for (const nobody of ['soyte', 'quantri', 'giamsat'])
      expect((await get('/Condition?patient=hoa', nobody)).status, nobody).toBe(403);
  });

  it('a receptionist sees who comes and when, not why', async () => {
    expect(await sees('/Patient/hoa', 'tiepdon')).toBe(true);
    expect((await get('/Condition?patient=hoa', 'tiepdon')).status).toBe(403);
    expect(
      (await record.call('POST', '/Observation', observation('hoa'), { 'x-actor': 'tiepdon' })).status,
    ).toBe(403);
  });

  it('nobody learns from an answer whether a record is there', async () => {
    const [there, absent] = [await get('/Patient/me', 'lan'), await get('/Patient/khong-co', 'lan')];
    expect(absent.status).toBe(there.status);
    expect(absent.text).toBe(there.text);
    expect((await get('/Patient/khong-co/_history', 'lan')).status).toBe(
      (await get('/Patient/me/_history', 'lan')).status,
    );
  });
});
