import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { findings, patient } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
const base = 'http://benh-vien.test/StructureDefinition/';
const definition = (name: string, more: object = {}): Record<string, unknown> & { id: string } => ({
  resourceType: 'StructureDefinition',
  id: name,
  url: base + name,
  name: 'NguoiBenh',
  version: '1',
  status: 'active',
  kind: 'resource',
  abstract: false,
  type: 'Patient',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
  derivation: 'constraint',
  snapshot: {
    element: [
      {
        id: 'Patient',
        path: 'Patient',
        min: 0,
        max: '*',
        definition: 'x',
        base: { path: 'Patient', min: 0, max: '*' },
      },
      {
        id: 'Patient.telecom',
        path: 'Patient.telecom',
        min: 1,
        max: '*',
        definition: 'x',
        base: { path: 'Patient.telecom', min: 0, max: '*' },
      },
    ],
  },
  differential: {
    element: [
      { id: 'Patient', path: 'Patient' },
      { id: 'Patient.telecom', path: 'Patient.telecom', min: 1 },
    ],
  },
  ...more,
});
async function store(one: Record<string, unknown> & { id: string }, as = 'sen'): Promise<number> {
  const answer = await record.call('PUT', `/StructureDefinition/${one.id}`, one, { 'x-actor': as });
  if (as === 'sen') expect(answer.status, answer.text).toBeLessThan(300);
  return answer.status;
}
const validated = async (resource: object, ...profiles: string[]): Promise<string[]> => {
  const query = profiles.map((one) => `profile=${encodeURIComponent(one)}`).join('&');
  const answer = await record.call('POST', `/Patient/$validate?${query}`, resource);
  expect(answer.status, answer.text).toBe(200);
  const issues = (answer.json as { issue: { severity: string }[] }).issue;
  return findings(answer.json).map(({ text, at }, place) => `${issues[place]!.severity} ${at} ${text}`);
};

beforeAll(async () => {
  record = await startRecord();
  record.actAs('doctor', anActor({ kind: 'person', roles: ['hospital-doctor'] }));
  await store(definition('co-dien-thoai'));
});
afterAll(() => record.stop());

describe('a profile stored as StructureDefinition', () => {
  it('is held against a resource that is asked about, or that claims it', async () => {
    const url = `${base}co-dien-thoai`;
    expect((await validated(patient(), url)).join()).toContain('error Patient.telecom');
    const claims = patient({ meta: { profile: [url] } });
    expect((await validated(claims)).join()).toContain('error Patient.telecom');
    const good = patient({ telecom: [{ system: 'phone', value: '024' }] });
    expect((await validated(good, url)).join()).toContain('Không thấy gì sai');
    expect((await validated(good, `${base}khong-co`)).join()).toContain('không có hồ sơ');
  });

  it('is found by its version, else the newest in use', async () => {
    const url = `${base}hai-ban`;
    await store(definition('hai-ban-1', { url }));
    const looser = { element: [{ id: 'Patient', path: 'Patient' }] };
    await store(definition('hai-ban-2', { url, version: '2', differential: looser }));
    const draft = { element: [{ id: 'Patient.photo', path: 'Patient.photo', min: 1 }] };
    await store(definition('hai-ban-3', { url, version: '3', status: 'draft', differential: draft }));
    expect((await validated(patient(), url)).join()).not.toContain('error');
    expect((await validated(patient(), `${url}|1`)).join()).toContain('error Patient.telecom');
    expect((await validated(patient(), `${url}|3`)).join()).toContain('error Patient.photo');
    expect((await validated(patient(), `${url}|9`)).join()).toContain('không có hồ sơ');
  });

  it('builds on another stored one', async () => {
    const birth = { element: [{ id: 'Patient.birthDate', path: 'Patient.birthDate', min: 1 }] };
    await store(definition('nhi', { baseDefinition: `${base}co-dien-thoai`, differential: birth }));
    const told = (await validated(patient(), `${base}nhi`)).join();
    expect(told).toContain('error Patient.telecom');
    expect(told).toContain('error Patient.birthDate');
  });

  it('without snapshot is refused with a sentence', async () => {
    const { snapshot: _left, ...rest } = definition('thieu');
    await store(rest as never);
    const [told] = await validated(patient(), `${base}thieu`);
    expect(told).toContain('error');
    expect(told).toContain('không có snapshot');
  });

  it('changed at another place counts from the next validation on', async () => {
    await store(definition('doi'));
    expect((await validated(patient(), `${base}doi`)).join()).toContain('Patient.telecom');
    await store(definition('doi', { differential: { element: [{ id: 'Patient', path: 'Patient' }] } }));
    expect((await validated(patient(), `${base}doi`)).join()).not.toContain('Patient.telecom');
  });

  it('cannot stand in for a profile of this program or of the standard', async () => {
    const core = 'http://fhir.ehealth.gov.vn/core/StructureDefinition/vn-core-patient';
    await store(
      definition('gia', { url: core, differential: { element: [{ id: 'Patient', path: 'Patient' }] } }),
    );
    expect((await validated(patient(), core)).join()).toContain('error');
  });

  it('is stored by systems and by nobody else', async () => {
    expect(await store(definition('cua-bac-si'), 'doctor')).toBe(403);
  });

  it.each([
    ['backtracks for ever', `'${'a'.repeat(60)}!'.matches('(a+)+b')`],
    ['goes round for ever', '(1).repeat($this + 1)'],
  ])(
    'whose rule %s is cut off, and the server goes on',
    async (what, expression) => {
      const id = `bom-${what.length}`;
      const constraint = [{ key: 'bom-1', severity: 'error', human: 'x', expression }];
      await store(
        definition(id, { differential: { element: [{ id: 'Patient', path: 'Patient', constraint }] } }),
      );
      const asked = record.call(
        'POST',
        `/Patient/$validate?profile=${encodeURIComponent(base + id)}`,
        patient(),
      );
      const from = performance.now();
      expect((await record.call('GET', '/Patient?_count=1')).status).toBe(200);
      expect(performance.now() - from).toBeLessThan(3000);
      const answer = await asked;
      // Refused as too costly, or told as a rule that could not be evaluated.
      expect(answer.status === 200 ? answer.text : '"too-costly"').toMatch(/too-costly|not-supported/);
      expect(answer.status).toBeLessThan(500);
    },
    30_000,
  );
});
