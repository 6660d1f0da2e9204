import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { startPlatform } from '../../testing/start-platform.ts';
import type { CallAs, TestPlatform } from '../../testing/start-platform.ts';
import type { TestPeople } from '../../testing/people.ts';

const categories = 'http://terminology.hl7.org/CodeSystem/observation-category';
const laboratory = `system/Observation.cruds?category=${categories}|laboratory`;
type Json = Record<string, unknown>;
type Bundle = { total?: number; entry?: { resource: Json; response?: { status: string } }[]; link?: unknown };

let sen: TestPlatform;
let people: TestPeople;
let all: CallAs;
let some: CallAs;
let kept = '';
let other = '';
let moved = '';

beforeAll(async () => {
  sen = await startPlatform();
  people = await sen.people();
  all = await sen.asSystem('system/*.cruds');
  some = await sen.asSystem(`${laboratory} system/Patient.rs system/Organization.rs`);
  kept = await create(anObservation('laboratory', 5));
  other = await create(anObservation('vital-signs', 7));
  moved = await create(anObservation('vital-signs', 9));
  await send(all, 'PUT', `/fhir/Observation/${moved}`, { ...anObservation('laboratory', 9), id: moved });
});
afterAll(() => sen.stop());

function anObservation(category: string, value: number): Json {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: categories, code: category }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '2345-7' }], text: 'Glucose' },
    subject: { reference: `Patient/${people.hoa.patientId}` },
    effectiveDateTime: '2026-01-02',
    valueQuantity: { value, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
  };
}

async function send(
  call: CallAs,
  method: string,
  path: string,
  body?: Json,
): Promise<{ status: number; json: Json }> {
  const answer = await call(path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/fhir+json' } }),
  });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? {} : (JSON.parse(text) as Json) };
}

async function create(resource: Json): Promise<string> {
  const { json, status } = await send(all, 'POST', '/fhir/Observation', resource);
  expect(status).toBe(201);
  return String(json['id']);
}

const idsOf = ({ entry = [] }: Bundle, type = 'Observation'): string[] =>
  entry.flatMap(({ resource }) => (resource?.['resourceType'] === type ? [String(resource['id'])] : []));
const get = async (call: CallAs, path: string): Promise<Bundle> =>
  (await send(call, 'GET', `/fhir/${path}`)).json as Bundle;

describe('a system whose scope is filtered to laboratory results', () => {
  it('reads those and no others', async () => {
    expect((await send(some, 'GET', `/fhir/Observation/${kept}`)).status).toBe(200);
    expect((await send(some, 'GET', `/fhir/Observation/${other}`)).status).toBe(403);
    expect((await send(all, 'GET', `/fhir/Observation/${other}`)).status).toBe(200);
  });

  it.each([
    ['Observation?_count=50'],
    ['Observation?patient=PATIENT'],
    ['Observation?code=2345-7&_sort=-date'],
    ['Observation?_sort=value-quantity'],
    [`Observation?category=vital-signs,laboratory`],
    ['Patient/PATIENT/Observation'],
    ['Observation?subject:Patient.name=Hoa'],
    ['Patient?_id=PATIENT&_revinclude=Observation:subject'],
    ['Patient/PATIENT/$everything'],
    ['?_type=Observation,Patient'],
    ['Patient/PATIENT/$everything?_type=Observation'],
  ])('finds them alone by %s', async (path) => {
    const asked = path.replaceAll('PATIENT', people.hoa.patientId);
    expect(idsOf(await get(some, asked)).toSorted()).toEqual([kept, moved].toSorted());
    expect(idsOf(await get(all, asked))).toContain(other);
  });

  it('is counted what it can list', async () => {
    expect((await get(some, 'Observation?_summary=count')).total).toBe(2);
    expect((await get(some, `Observation?patient=${people.hoa.patientId}&_summary=count`)).total).toBe(2);
    expect((await get(all, 'Observation?_summary=count')).total).toBe(3);
    expect((await get(some, 'Observation?category=vital-signs&_summary=count')).total).toBe(0);
  });

  it('cannot ask about others by way of people: _has and conditions on a chain find nothing of them', async () => {
    expect(
      idsOf(await get(some, 'Patient?_has:Observation:subject:category=vital-signs'), 'Patient'),
    ).toEqual([]);
    expect(
      idsOf(await get(all, 'Patient?_has:Observation:subject:category=vital-signs'), 'Patient'),
    ).toHaveLength(1);
    expect(
      idsOf(await get(some, 'Patient?_has:Observation:subject:category=laboratory'), 'Patient'),
    ).toHaveLength(1);
  });

  it('sees no former version that was no laboratory result', async () => {
    expect((await send(some, 'GET', `/fhir/Observation/${moved}/_history/1`)).status).toBe(403);
    expect((await send(some, 'GET', `/fhir/Observation/${moved}/_history/2`)).status).toBe(200);
    const versions = async (call: CallAs, path: string): Promise<string[]> =>
      ((await get(call, path)).entry ?? []).flatMap(({ resource }) =>
        resource?.['resourceType'] === 'Observation'
          ? [`${String(resource['id'])}/${(resource['meta'] as { versionId: string }).versionId}`]
          : [],
      );
    expect(await versions(some, `Observation/${moved}/_history`)).toEqual([`${moved}/2`]);
    expect(await versions(all, `Observation/${moved}/_history`)).toEqual([`${moved}/2`, `${moved}/1`]);
    for (const path of ['Observation/_history', '_history'])
      expect((await versions(some, path)).toSorted()).toEqual([`${kept}/1`, `${moved}/2`].toSorted());
    expect((await send(some, 'GET', `/fhir/Observation/${other}/_history`)).status).toBe(403);
  });

  it('asks no more in a bundle or by GraphQL', async () => {
    const { json } = await send(some, 'POST', '/fhir', {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [kept, other].map((id) => ({ request: { method: 'GET', url: `Observation/${id}` } })),
    });
    expect((json as Bundle).entry?.map(({ response }) => response?.status.slice(0, 3))).toEqual([
      '200',
      '403',
    ]);
    const query = `{ ObservationList(code: "2345-7") { id } Patient(id: "${people.hoa.patientId}") { id } }`;
    const asked = await send(some, 'GET', `/fhir/$graphql?query=${encodeURIComponent(query)}`);
    const { data } = asked.json as { data?: { ObservationList: { id: string }[] } };
    expect(data?.ObservationList.map(({ id }) => id).toSorted()).toEqual([kept, moved].toSorted());
  });

  it('writes those and no others, and turns none into another', async () => {
    const made = await send(some, 'POST', '/fhir/Observation', anObservation('laboratory', 4));
    expect(made.status).toBe(201);
    const id = String(made.json['id']);
    expect((await send(some, 'POST', '/fhir/Observation', anObservation('vital-signs', 4))).status).toBe(403);
    const turned = { ...anObservation('vital-signs', 4), id };
    expect((await send(some, 'PUT', `/fhir/Observation/${id}`, turned)).status).toBe(403);
    const taken = { ...anObservation('laboratory', 7), id: other };
    expect((await send(some, 'PUT', `/fhir/Observation/${other}`, taken)).status).toBe(403);
    expect((await send(some, 'DELETE', `/fhir/Observation/${other}`)).status).toBe(403);
    expect((await send(some, 'DELETE', `/fhir/Observation/${id}`)).status).toBe(204);
    const patch = await some(`/fhir/Observation/${kept}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json-patch+json' },
      body: JSON.stringify([{ op: 'replace', path: '/category/0/coding/0/code', value: 'vital-signs' }]),
    });
    expect(patch.status).toBe(403);
    const conditional = await some('/fhir/Observation?category=vital-signs', { method: 'DELETE' });
    expect([204, 200, 404]).toContain(conditional.status);
    expect((await send(all, 'GET', `/fhir/Observation/${other}`)).status).toBe(200);
  });
});

describe('an app that was opened for one person', () => {
  it('reaches her through the doctor’s reach and nobody else, not even people whom the doctor treats', async () => {
    const { record } = sen.context(anActor());
    const second = await record.create({
      resourceType: 'Patient',
      name: [{ text: 'Trần Văn Khác' }],
      managingOrganization: { reference: `Organization/${people.station}` },
    });
    const doctor = {
      ...anActor({
        kind: 'person',
        accountId: people.lan.accountId,
        practitionerId: people.lan.practitionerId,
        roles: ['station-doctor'],
        facilityId: people.station,
        purpose: 'care',
        scopes: ['patient/*.rs'],
      }),
      launch: { patientId: people.hoa.patientId },
    };
    const app = sen.context(doctor).record;
    expect((await app.search('Patient', '')).matches.map(({ id }) => id)).toEqual([people.hoa.patientId]);
    await expect(app.read('Patient', second.id)).rejects.toMatchObject({ code: 'access.denied' });
    const own = sen.context({ ...doctor, launch: {}, scopes: ['user/*.rs'] }).record;
    expect((await own.search('Patient', '')).matches).toHaveLength(2);
    const elsewhere = { ...doctor, facilityId: people.hospital, accountId: people.minh.accountId };
    const stranger = sen.context(elsewhere).record;
    expect((await stranger.search('Patient', '')).matches).toEqual([]);
    await expect(stranger.read('Patient', people.hoa.patientId)).rejects.toMatchObject({
      code: 'access.denied',
    });
  });
});
