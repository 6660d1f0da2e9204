/** FHIR clients that others wrote and publish, used as their own guides show. */
import { MedplumClient } from '@medplum/core';
import type { Bundle, Observation, Patient } from '@medplum/fhirtypes';
import { Client as FhirKitClient, type FhirResource } from 'fhir-kit-client';
import FHIR from 'fhirclient';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { requestToken } from '#platform/module/request-token.ts';

let sen: TestPlatform;
let token: string;
let base: string;
let client: { readonly id: string; readonly secret: string };

beforeAll(async () => {
  sen = await startPlatform();
  base = `${sen.url}/fhir`;
  const scope = 'system/*.cruds';
  const made = await sen.platform.identity.createClient({ name: 'client', scope });
  client = { id: made.clientId, secret: made.clientSecret ?? '' };
  token = await requestToken(sen.url, client.id, client.secret, scope);
});
afterAll(() => sen.stop());

const person = (given: string): Patient => ({
  resourceType: 'Patient',
  name: [{ family: 'Nguyễn', given: [given], text: `Nguyễn ${given}` }],
  birthDate: '1990-05-20',
});
const pulse = (patient: string, value: number): Observation => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  subject: { reference: `Patient/${patient}` },
  effectiveDateTime: '2026-06-10T08:00:00+07:00',
  valueQuantity: { value, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
});
/** The kit has types of its own, looser than FHIR's. */
const kitBody = (resource: object) => resource as FhirResource;
const kitBundle = (answer: object | undefined): Bundle | undefined => answer as Bundle | undefined;
const idsOf = (bundle: unknown): (string | undefined)[] =>
  ((bundle as Bundle).entry ?? []).map(({ resource }) => resource?.id);

describe('fhir-kit-client', () => {
  const open = (): FhirKitClient => new FhirKitClient({ baseUrl: base, bearerToken: token });

  const register = async (kit: FhirKitClient, given: string): Promise<string> => {
    const made = await kit.create({ resourceType: 'Patient', body: kitBody(person(given)) });
    return String(made['id']);
  };

  it('reads what the server can do and where one signs in', async () => {
    const kit = open();
    expect(await kit.capabilityStatement()).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
    });
    expect(await kit.smartAuthMetadata()).toHaveProperty('tokenUrl');
  });

  it('creates, reads, changes, patches, looks back and deletes', async () => {
    const kit = open();
    const id = await register(kit, 'Kit');
    await kit.update({ resourceType: 'Patient', id, body: kitBody({ ...person('Kít'), id }) });
    await kit.patch({
      resourceType: 'Patient',
      id,
      jsonPatch: [{ op: 'add', path: '/gender', value: 'female' }],
    });
    expect(await kit.read({ resourceType: 'Patient', id })).toMatchObject({ gender: 'female' });
    const first = await kit.vread({ resourceType: 'Patient', id, version: '1' });
    expect(first).toMatchObject({ name: [{ given: ['Kit'] }] });
    const history = kitBundle(await kit.history({ resourceType: 'Patient', id }));
    expect(history?.entry?.map(({ resource }) => resource?.meta?.versionId)).toEqual(['3', '2', '1']);
    await kit.delete({ resourceType: 'Patient', id });
    await expect(kit.read({ resourceType: 'Patient', id })).rejects.toMatchObject({
      response: { status: 410 },
    });
  });

  it('searches, follows every page, and resolves a reference', async () => {
    const kit = open();
    const id = await register(kit, 'Trang');
    const entry = Array.from({ length: 7 }, (_, at) => ({
      request: { method: 'POST' as const, url: 'Observation' },
      resource: pulse(id, 60 + at),
    }));
    await kit.transaction({ body: kitBody({ resourceType: 'Bundle', type: 'transaction', entry }) });
    const found: unknown[] = [];
    let page = kitBundle(
      await kit.search({
        resourceType: 'Observation',
        searchParams: { patient: id, _count: 3, _sort: '-date' },
      }),
    );
    for (; page !== undefined; page = kitBundle(await kit.nextPage({ bundle: page as never })))
      found.push(...idsOf(page));
    expect(new Set(found).size).toBe(7);
    expect(found).toHaveLength(7);
    const compartment = await kit.compartmentSearch({
      resourceType: 'Observation',
      compartment: { resourceType: 'Patient', id },
      searchParams: { code: '8867-4' },
    });
    expect(idsOf(compartment)).toHaveLength(7);
    const subject = await kit.resolve({ reference: `Patient/${id}` });
    expect(subject).toMatchObject({ id });
  });

  it('calls an operation and runs a batch', async () => {
    const kit = open();
    const id = await register(kit, 'Lô');
    const all = await kit.operation({ name: 'everything', resourceType: 'Patient', id, method: 'GET' });
    expect(idsOf(all)).toContain(id);
    const answer = kitBundle(
      await kit.batch({
        body: kitBody({
          resourceType: 'Bundle',
          type: 'batch',
          entry: [
            { request: { method: 'GET', url: `Patient/${id}` } },
            { request: { method: 'GET', url: 'Patient/never-there' } },
          ],
        }),
      }),
    );
    expect(answer?.entry?.map(({ response }) => response?.status.slice(0, 3))).toEqual(['200', '404']);
  });
});

describe('fhirclient (SMART)', () => {
  const open = () =>
    FHIR({ headers: {} } as never, {} as never).client({
      serverUrl: base,
      tokenResponse: { access_token: token, token_type: 'Bearer' },
    } as never);

  it('creates, reads, changes and deletes', async () => {
    const smart = open();
    const made = await smart.create<Patient>(person('Smart') as never);
    const changed = await smart.update<Patient>({ ...made, gender: 'male' } as never);
    expect(changed.gender).toBe('male');
    const patched = await smart.patch<Patient>(`Patient/${made.id}`, [
      { op: 'replace', path: '/gender', value: 'female' },
    ]);
    expect(patched.gender).toBe('female');
    await smart.delete(`Patient/${made.id}`);
    await expect(smart.request(`Patient/${made.id}`)).rejects.toThrow('410');
  });

  it('walks all pages and puts references in place', async () => {
    const smart = open();
    const made = await smart.create<Patient>(person('Trang SMART') as never);
    for (let at = 0; at < 5; at += 1) await smart.create(pulse(made.id!, 60 + at) as never);
    const all = await smart.request<Observation[]>(`Observation?patient=${made.id}&_count=2`, {
      pageLimit: 0,
      flat: true,
      resolveReferences: ['subject'],
    } as never);
    expect(all).toHaveLength(5);
    expect(all[0]?.subject).toMatchObject({ resourceType: 'Patient', id: made.id });
  });
});

describe("@medplum/core's client", () => {
  const open = async (): Promise<MedplumClient> => {
    const medplum = new MedplumClient({
      baseUrl: `${sen.url}/`,
      fhirUrlPath: 'fhir',
      tokenUrl: `${sen.url}/oidc/token`,
      fetch,
    });
    medplum.setAccessToken(token);
    return medplum;
  };

  it('creates, reads, changes, patches, finds and deletes', async () => {
    const medplum = await open();
    const made = await medplum.createResource(person('Medplum'));
    const changed = await medplum.updateResource({ ...made, gender: 'other' });
    expect(changed.gender).toBe('other');
    const patched = await medplum.patchResource('Patient', made.id, [
      { op: 'replace', path: '/gender', value: 'female' },
    ]);
    expect(patched.gender).toBe('female');
    expect((await medplum.readHistory('Patient', made.id)).entry).toHaveLength(3);
    const one = await medplum.searchOne('Patient', `_id=${made.id}`);
    expect(one?.id).toBe(made.id);
    await medplum.deleteResource('Patient', made.id);
    medplum.invalidateAll();
    await expect(medplum.readResource('Patient', made.id)).rejects.toThrow();
  });

  it('creates only what is not there, pages, and asks for everything', async () => {
    const medplum = await open();
    const identifier = [{ system: 'urn:so', value: 'medplum-1' }];
    const once = await medplum.createResourceIfNoneExist(
      { ...person('Một'), identifier },
      'identifier=urn:so|medplum-1',
    );
    const twice = await medplum.createResourceIfNoneExist(
      { ...person('Một'), identifier },
      'identifier=urn:so|medplum-1',
    );
    expect(twice.id).toBe(once.id);
    for (let at = 0; at < 5; at += 1) await medplum.createResource(pulse(once.id, 70 + at));
    let seen = 0;
    for await (const page of medplum.searchResourcePages('Observation', {
      subject: `Patient/${once.id}`,
      _count: 2,
    }))
      seen += page.length;
    expect(seen).toBe(5);
    expect((await medplum.readPatientEverything(once.id)).entry?.length).toBeGreaterThanOrEqual(6);
    const answer = await medplum.executeBatch({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [{ request: { method: 'GET', url: `Patient/${once.id}` } }],
    });
    expect(answer.entry?.[0]?.resource?.id).toBe(once.id);
  });
});
