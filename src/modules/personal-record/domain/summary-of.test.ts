import type { MedicationRequest, Observation, Patient, Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { summaryPaper } from '../print/summary-paper.ts';
import { diagnosisText, type Reading } from './concept.ts';
import { summaryOf } from './summary.ts';

const icd10: Readonly<Record<string, string>> = {
  E11: 'Đái tháo đường típ 2',
  'E11.2': 'Đái tháo đường típ 2 có biến chứng thận',
};
const reading: Reading = {
  nameOf: (reference) => (reference === 'Organization/1' ? 'Bệnh viện Sen' : undefined),
  wordOf: (system, code) => (system === codeSystem.icd10 ? icd10[code] : undefined),
  now: new Date('2026-11-22T03:00:00Z'),
};
const patient: Patient = { resourceType: 'Patient', id: '1', name: [{ text: 'Nguyễn Thị Hoa' }] };
const subject = { reference: 'Patient/1' };
const encounter = { reference: 'Encounter/v' };
const at = '2026-10-05T08:00:00+07:00';
const visit: Resource = {
  resourceType: 'Encounter',
  id: 'v',
  status: 'finished',
  class: { code: 'AMB' },
  subject,
  period: { start: at, end: '2026-10-05T09:00:00+07:00' },
  serviceProvider: { reference: 'Organization/1' },
};
const medicine = (text: string, days?: number): MedicationRequest => ({
  resourceType: 'MedicationRequest',
  id: text,
  status: 'completed',
  intent: 'order',
  subject,
  encounter,
  authoredOn: at,
  medicationCodeableConcept: { text },
  ...(days !== undefined && { dispenseRequest: { expectedSupplyDuration: { value: days, code: 'd' } } }),
});
const creatinine: Observation = {
  resourceType: 'Observation',
  id: 'o',
  status: 'final',
  subject,
  encounter,
  code: { text: 'Creatinin' },
  effectiveDateTime: at,
  valueQuantity: { value: 84 },
};
const summary = (...resources: readonly Resource[]) => summaryOf(patient, [visit, ...resources], reading);

test('what she bought herself stands beside the last prescription, never in its place', () => {
  const bought: Resource = {
    resourceType: 'MedicationStatement',
    id: 'bought',
    status: 'active',
    subject,
    medicationCodeableConcept: { text: 'Vitamin C' },
    effectivePeriod: { start: '2026-11-10' },
    informationSource: subject,
  };
  const found = summary(medicine('Metformin'), bought);
  expect(found.medicines.map(({ title, marks }) => [title, marks])).toEqual([['Vitamin C', ['own']]]);
  expect(found.lastMedicines.map(({ title }) => title)).toEqual(['Metformin']);
});

test('where no medicine is surely being taken the last prescription is shown, never as current', () => {
  const found = summary(medicine('Metformin'), medicine('Losartan'));
  expect(found.medicines).toEqual([]);
  expect(found.lastMedicines.map(({ title, facility }) => [title, facility])).toEqual([
    ['Losartan', 'Bệnh viện Sen'],
    ['Metformin', 'Bệnh viện Sen'],
  ]);
  expect(summary(medicine('Metformin', 60), medicine('Losartan')).lastMedicines).toEqual([]);
});

test('numbers without a range are counted, never called normal', () => {
  expect(summary(creatinine)).toMatchObject({ outOfRange: [], unjudged: 1 });
});

test('on paper day and place stand once, and medicines of the last visit are not printed twice', () => {
  const paper = summaryPaper(
    summary(medicine('Metformin'), medicine('Losartan'), creatinine),
    'vi',
    reading.now,
  );
  const prescription = paper.parts.find(({ title }) => title === 'Đơn thuốc gần nhất');
  expect(prescription).toMatchObject({ at: '05/10/2026', facility: 'Bệnh viện Sen' });
  expect(prescription?.items.map(({ at: day }) => day)).toEqual(['', '']);
  expect(JSON.stringify(paper).split('Losartan')).toHaveLength(2);
});

test('the name of the code says more than the name of its category; the words of the facility say most', () => {
  const named = (text: string) =>
    diagnosisText({ coding: [{ system: codeSystem.icd10, code: 'E11.2' }], text }, reading);
  expect(named('Đái tháo đường típ 2')).toBe('Đái tháo đường típ 2 có biến chứng thận');
  expect(named('Bệnh thận do đái tháo đường')).toBe('Bệnh thận do đái tháo đường');
});
