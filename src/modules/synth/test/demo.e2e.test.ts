import type { Bundle, DiagnosticReport, MedicationRequest, Observation } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modules } from '#modules/index.ts';
import { anActor } from '#platform/testing/an-actor.ts';
import { findFreePort, startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { DemoStage } from '#platform/module/define-module.ts';
import { signInDemo } from '#platform/module/tell-demo.ts';
import { chapter as signing } from '../../signatures/demo.ts';
import { chapterOf } from '../demo.ts';
import { systemToken } from '../send/system-token.ts';

let sen: TestPlatform;
const heard: number[] = [];

/** A call signed in as one of the demo people. */
async function get(username: string, path: string): Promise<{ status: number; bundle: Bundle }> {
  const account = (await sen.platform.identity.findAccountByName(username))!;
  const token = await sen.platform.identity.issueToken(account.id);
  const response = await fetch(`${sen.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, bundle: (await response.json()) as Bundle };
}

beforeAll(async () => {
  const mllpPort = await findFreePort();
  sen = await startPlatform({
    modules,
    env: { SEN_MLLP_PORT: String(mllpPort), SEN_DEMO: 'on' },
  });
  const { identity } = sen.platform;
  const stage: DemoStage = {
    url: sen.url,
    settings: { doors: { mllpPort, mllpHost: '127.0.0.1' } },
    async makeAccount({ role, facilityId, username, display, patientId, practitionerId }) {
      await identity.createPerson({
        username,
        display,
        ...(patientId !== undefined && { patientId }),
        ...(practitionerId !== undefined && { practitionerId }),
        roles: [{ role, ...(facilityId !== undefined && { facilityId }) }],
      });
    },
    signIn: (username) => signInDemo(identity, username),
    async makeSystem(name, scope) {
      const { clientId, clientSecret = '' } = await identity.createClient({ name, scope });
      return { token: await systemToken(sen.url, clientId, clientSecret, scope)() };
    },
  };
  await chapterOf(48).tell(sen.contextOf('synth', anActor()), (done) => heard.push(done), stage);
  await signing.tell(sen.contextOf('signatures', anActor()), () => undefined, stage);
  await sen.settle();
}, 240_000);

afterAll(() => sen.stop());

describe('the demo story', () => {
  test('says how far it is, and never goes back by more than a step', () => {
    expect(heard.at(-1)).toBe(1);
    expect(Math.min(...heard)).toBeGreaterThanOrEqual(0);
    expect(heard.length).toBeGreaterThan(10);
  });

  test('gives chị Hoa a record of years: visits, treatment, doses, a stay, papers, an allergy', async () => {
    const { patientId } = (await sen.platform.identity.findAccountByName('hoa'))!;
    const count = async (query: string) => (await get('hoa', `/fhir/${query}&_summary=count`)).bundle.total;
    expect(await count(`Encounter?patient=${patientId}`)).toBeGreaterThan(40);
    expect(await count(`Encounter?patient=${patientId}&class=IMP`)).toBeGreaterThanOrEqual(2);
    expect(await count(`Observation?patient=${patientId}&code=4548-4`)).toBeGreaterThan(10);
    expect(await count(`Observation?patient=${patientId}&code=8480-6`)).toBeGreaterThan(30);
    expect(await count(`Immunization?patient=${patientId}`)).toBe(5);
    expect(await count(`AllergyIntolerance?patient=${patientId}`)).toBe(1);
    expect(await count(`DocumentReference?patient=${patientId}`)).toBe(2);
  });

  test('her sugar gets better over the years of treatment', async () => {
    const { patientId } = (await sen.platform.identity.findAccountByName('hoa'))!;
    const { bundle } = await get(
      'hoa',
      `/fhir/Observation?patient=${patientId}&code=4548-4&_sort=date&_count=100`,
    );
    const values = bundle.entry!.map(
      ({ resource }) => (resource as { valueQuantity: { value: number } }).valueQuantity.value,
    );
    const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
    expect(mean(values.slice(0, 4)) - mean(values.slice(-4))).toBeGreaterThan(0.5);
  });

  test('her tests of the last years carry units and the range of the laboratory, and none stands twice', async () => {
    const { patientId } = (await sen.platform.identity.findAccountByName('hoa'))!;
    const { bundle } = await get(
      'hoa',
      `/fhir/Observation?patient=${patientId}&code=14771-0&_sort=-date&_count=100`,
    );
    const values = bundle.entry!.map(({ resource }) => resource as Observation);
    expect(values.length).toBeGreaterThan(10);
    for (const one of values.slice(0, 5))
      expect(one).toMatchObject({
        valueQuantity: { unit: 'mmol/L', code: 'mmol/L' },
        referenceRange: [
          { low: { value: expect.any(Number) as number }, high: { value: expect.any(Number) as number } },
        ],
      });
    expect(new Set(values.map(({ effectiveDateTime }) => effectiveDateTime?.slice(0, 16))).size).toBe(
      values.length,
    );
    const reports = await get('hoa', `/fhir/DiagnosticReport?patient=${patientId}&_count=500`);
    const panels = reports.bundle.entry!.map(({ resource }) => {
      const { encounter, result, conclusion } = resource as DiagnosticReport;
      return JSON.stringify([encounter, result, conclusion]);
    });
    expect(new Set(panels).size).toBe(panels.length);
  });

  test('is told up to these days: her last prescription is not a month old', async () => {
    const { patientId } = (await sen.platform.identity.findAccountByName('hoa'))!;
    const { bundle } = await get(
      'hoa',
      `/fhir/MedicationRequest?patient=${patientId}&_sort=-authoredon&_count=1`,
    );
    const { authoredOn } = bundle.entry![0]!.resource as MedicationRequest;
    expect(Date.now() - Date.parse(authoredOn!)).toBeLessThan(45 * 86_400_000);
  });

  test('her latest visit to the station is signed by its doctor; the one before waits for her', async () => {
    const { patientId } = (await sen.platform.identity.findAccountByName('hoa'))!;
    const { practitionerId } = (await sen.platform.identity.findAccountByName('bs.lan'))!;
    const visits = `/fhir/Encounter?patient=${patientId}&participant=Practitioner/${practitionerId}&_sort=-date&_count=2`;
    const { bundle } = await get('bs.lan', visits);
    const [latest, before] = bundle.entry!.map(({ resource }) => `Encounter/${resource!.id}`);
    const signaturesOf = async (target: string): Promise<number> => {
      const { bundle: found } = await get('bs.lan', `/fhir/Provenance?target=${target}`);
      return (found.entry ?? []).filter(({ resource }) => 'signature' in resource!).length;
    };
    expect(await signaturesOf(latest!)).toBe(1);
    expect(await signaturesOf(before!)).toBe(0);
    expect((await get('bs.lan', `/api/signatures/of/${latest}`)).bundle).toMatchObject({ result: 'valid' });
  });

  test('has somebody for each desk, and none of them sees her', async () => {
    const { patientId } = (await sen.platform.identity.findAccountByName('hoa'))!;
    for (const username of ['giamsat', 'soyte', 'baove', 'nghiencuu'])
      expect([username, (await get(username, `/fhir/Patient/${patientId}`)).status]).toEqual([
        username,
        expect.toBeOneOf([403, 404]),
      ]);
  });

  test('shows her to her station and to the hospital that treated her, and to no administrator', async () => {
    const { patientId } = (await sen.platform.identity.findAccountByName('hoa'))!;
    expect((await get('bs.lan', `/fhir/Patient/${patientId}`)).status).toBe(200);
    expect((await get('bs.minh', `/fhir/Patient/${patientId}`)).status).toBe(200);
    expect((await get('quantri', `/fhir/Patient/${patientId}`)).status).toBeGreaterThanOrEqual(400);
  });
});
