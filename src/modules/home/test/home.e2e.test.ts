import type { Immunization, MedicationRequest, Observation, Patient } from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { FamilyPerson, Today } from '../api.ts';

let now = new Date('2026-11-23T02:00:00Z');
let sen: TestPlatform;
let hoa = '';
let station = '';
let child = '';

const patient = (text: string, birthDate: string): Patient => ({
  resourceType: 'Patient',
  active: true,
  name: [{ text }],
  gender: 'female',
  birthDate,
  managingOrganization: { reference: `Organization/${station}` },
});
const tie = (personId: string, to: string, code: string, end?: string) =>
  sen.context().record.create({
    resourceType: 'RelatedPerson',
    active: true,
    patient: { reference: `Patient/${personId}` },
    identifier: [{ system: 'urn:sen:patient', value: to }],
    relationship: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code }] }],
    ...(end !== undefined && { period: { start: '2026-01-01', end } }),
  });

beforeAll(async () => {
  sen = await startPlatform({ now: () => now });
  const people = await sen.people();
  hoa = people.hoa.patientId;
  station = people.station;
  child = (await sen.context().record.create(patient('Trần Thị Mai', '2012-11-24'))).id;
  await tie(child, hoa, 'MTH');
}, 120_000);
afterAll(() => sen?.stop());
beforeEach(() => {
  now = new Date('2026-11-23T02:00:00Z');
});

async function get<T>(who: string, path: string): Promise<{ status: number; json: T }> {
  const answer = await (await sen.as(who))(path);
  return { status: answer.status, json: (await answer.json()) as T };
}
const family = async (who: string) =>
  (await get<{ people: FamilyPerson[] }>(who, '/api/home/family')).json.people;
const today = (who: string, id: string) => get<Today>(who, `/api/home/${id}/today`);

test('today tells what to take with how, what came new, and the day to come again', async () => {
  const { record } = sen.context();
  const subject = { reference: `Patient/${hoa}` };
  const medicine: MedicationRequest = {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: 'Amlodipin 5 mg' },
    subject,
    authoredOn: '2026-11-20T08:00:00+07:00',
    dosageInstruction: [{ text: 'Sáng 1 viên' }],
    dispenseRequest: {
      expectedSupplyDuration: { value: 28, unit: 'd', system: 'http://unitsofmeasure.org', code: 'd' },
    },
  };
  const result: Observation = {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { text: 'HbA1c' },
    subject,
    effectiveDateTime: '2026-11-20T08:00:00+07:00',
    valueQuantity: { value: 7.9, unit: '%' },
    referenceRange: [{ low: { value: 4 }, high: { value: 6.5 } }],
  };
  await record.create(medicine);
  await record.create(result);
  for (const [start, status] of [
    ['2026-12-04', 'proposed'],
    ['2026-11-02', 'proposed'],
  ] as const)
    await record.create({
      resourceType: 'Appointment',
      status,
      created: '2026-11-01',
      requestedPeriod: [{ start, end: start }],
      participant: [{ actor: subject, status: 'accepted' }],
    });
  const { status, json } = await today('hoa', hoa);
  expect(status).toBe(200);
  expect(json.visit?.at.slice(0, 10)).toBe('2026-12-04');
  expect(json.medicines).toContainEqual(
    expect.objectContaining({ title: 'Amlodipin 5 mg', how: 'Sáng 1 viên', own: false }),
  );
  expect(json.results).toContainEqual(expect.objectContaining({ title: 'HbA1c', isOut: true }));
  now = new Date('2027-02-23T02:00:00Z');
  const later = (await today('hoa', hoa)).json;
  expect(later.visit).toBeUndefined();
  expect(later.results).toEqual([]);
});

test('a course that has ended is not to be taken today; one without an end is told apart', async () => {
  const { record } = sen.context();
  const ill = (await record.create(patient('Trần Thị Năm', '2014-03-02'))).id;
  await tie(ill, hoa, 'MTH');
  const prescribe = async (name: string, more: Partial<MedicationRequest>) => {
    const request: MedicationRequest = {
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: { text: name },
      subject: { reference: `Patient/${ill}` },
      authoredOn: '2026-11-10T08:00:00+07:00',
      ...more,
    };
    await record.create(request);
  };
  const fiveDays = { value: 5, unit: 'd', system: 'http://unitsofmeasure.org', code: 'd' };
  await prescribe('Amoxicilin 500 mg', { dispenseRequest: { expectedSupplyDuration: fiveDays } });
  await prescribe('Oresol', { status: 'completed' });
  const ended = (await today('hoa', ill)).json;
  expect(ended.medicines).toEqual([]);
  expect(ended.last).toBeUndefined();
  await prescribe('Vitamin D', { status: 'on-hold' });
  const { medicines, last } = (await today('hoa', ill)).json;
  expect(medicines).toEqual([]);
  expect(last?.on).toBe('2026-11-10');
  expect(last?.medicines.map(({ title }) => title)).toEqual(['Vitamin D']);
});

test('today tells a mother which doses her child has missed', async () => {
  const baby = (await sen.context().record.create(patient('Trần Bé Na', '2025-09-20'))).id;
  await tie(baby, hoa, 'MTH');
  const dose: Immunization = {
    resourceType: 'Immunization',
    status: 'completed',
    patient: { reference: `Patient/${baby}` },
    vaccineCode: { coding: [{ system: codeSystem.vaccineDose, code: 'BCG' }], text: 'BCG' },
    occurrenceDateTime: '2025-09-21',
  };
  await sen.context().record.create(dose);
  const { due } = (await today('hoa', baby)).json;
  expect(due.length).toBeGreaterThan(0);
  expect(due.length).toBeLessThanOrEqual(5);
  expect(due[0]).toMatchObject({ kind: 'shot', isLate: true });
  expect(due.some(({ title }) => title?.vi.includes('BCG'))).toBe(false);
});

test('of a child without any entry nothing is called late, and of a grown woman nothing is told', async () => {
  const { record } = sen.context();
  const boy = (await record.create(patient('Trần Bé Bo', '2016-01-15'))).id;
  await tie(boy, hoa, 'MTH');
  expect((await today('hoa', boy)).json.due).toEqual([{ kind: 'entries', isLate: false }]);
  const woman = (await record.create(patient('Trần Thị Tư', '1996-05-01'))).id;
  await tie(woman, hoa, 'HPOWATT', '2026-12-31');
  expect((await today('hoa', woman)).json.due).toEqual([]);
});

test('where the day of birth is not known whole, that is said and not that nothing is due', async () => {
  const one = (await sen.context().record.create(patient('Trần Thị Sáu', '2019'))).id;
  await tie(one, hoa, 'MTH');
  expect((await today('hoa', one)).json).toMatchObject({ due: [], isBirthUnknown: true });
});

test('today of a stranger is refused, and the family is a citizen’s alone', async () => {
  const stranger = (await sen.context().record.create(patient('Phạm Thị Bảy', '1970-07-07'))).id;
  expect((await today('hoa', stranger)).status).toBe(403);
  expect((await get('bs.lan', '/api/home/family')).status).toBe(403);
});

test('a life: guardian, 15, 16, 18, adult; then carer until a day', async () => {
  const seen = async () => (await family('hoa')).find(({ id }) => id === child);
  const mayOpen = async () => (await today('hoa', child)).status;
  expect((await family('hoa'))[0]).toMatchObject({ id: hoa, by: 'self' });
  expect(await seen()).toMatchObject({
    by: 'guardian',
    closed: [],
    changes: [
      { on: '2027-11-24', what: 'hiv' },
      { on: '2028-11-24', what: 'sensitive' },
      { on: '2030-11-24', what: 'all' },
    ],
  });
  now = new Date('2027-11-23T17:00:00Z');
  expect(await seen()).toMatchObject({ closed: ['hiv'] });
  now = new Date('2028-11-23T17:00:00Z');
  expect(await seen()).toMatchObject({ closed: ['hiv', 'sensitive'] });
  now = new Date('2030-11-23T16:59:00Z');
  expect(await mayOpen()).toBe(200);
  now = new Date('2030-11-23T17:00:00Z');
  expect(await seen()).toBeUndefined();
  expect(await mayOpen()).toBe(403);
  // The mother grows old, and her grown daughter cares for her for a time.
  await sen.platform.identity.createPerson({
    username: 'mai',
    display: 'Trần Thị Mai',
    roles: [{ role: 'citizen' }],
    patientId: child,
  });
  await tie(hoa, child, 'HPOWATT', '2031-12-31');
  now = new Date('2031-06-01T02:00:00Z');
  const carer = (await family('mai')).find(({ id }) => id === hoa);
  expect(carer).toMatchObject({ by: 'carer', changes: [{ on: '2032-01-01', what: 'care' }] });
  expect((await today('mai', hoa)).status).toBe(200);
  now = new Date('2031-12-31T17:00:00Z');
  expect((await family('mai')).map(({ id }) => id)).toEqual([child]);
  expect((await today('mai', hoa)).status).toBe(403);
});
