import { describe, expect, it } from 'vitest';
import table from '../generated/invariants.json' with { type: 'json' };
import { allResourceTypes, elementsOf } from '../structure/element-facts.ts';
import { sampleResource, seededChance } from '../testing/sample-resource.ts';
import { holdsByFhirPath } from './check-invariants.ts';
import { invariantText } from './invariant-texts.ts';
import { nativeInvariants } from './native-invariants.ts';

type Json = Record<string, unknown>;
const rules = Object.entries(table as Record<string, string[]>).flatMap(([path, lines]) =>
  lines.map((line) => ({
    path,
    key: line.split(' ', 1)[0]!,
    expression: line.split(' ').slice(2).join(' '),
  })),
);
const ucum = 'http://unitsofmeasure.org';
const status = (code: string): Json => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code }],
});
const allergyStatus = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
      code: 'entered-in-error',
    },
  ],
};
const conditionStatus = {
  coding: [
    { system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'entered-in-error' },
  ],
};
const code = { coding: [{ system: 'http://loinc.org', code: '1' }] };

/** Key -> values on which the plain code and the FHIRPath must agree; beside these come samples made from the definitions. */
const cases: Record<string, Json[]> = {
  'qty-3': [{ value: 1 }, { code: 'g' }, { code: 'g', system: ucum }],
  'per-1': [
    { start: '2026-01-01', end: '2026-01-02' },
    { start: '2026-01-02', end: '2026-01-01' },
    { start: '2026' },
    {},
  ],
  'cpt-2': [{ value: '1' }, { value: '1', system: 'phone' }, { system: 'phone' }],
  'att-1': [{ data: 'QUJD' }, { data: 'QUJD', contentType: 'text/plain' }, { url: 'http://a' }],
  'rat-1': [
    { numerator: { value: 1 } },
    { numerator: { value: 1 }, denominator: { value: 2 } },
    { extension: [{ url: 'a', valueString: 'b' }] },
  ],
  'age-1': [
    { value: 3 },
    { value: 3, code: 'a', system: ucum },
    { value: -3, code: 'a', system: ucum },
    { value: 3, code: 'a', system: 'x' },
  ],
  'drt-1': [{ value: 3 }, { code: 'd' }, { value: 3, code: 'd', system: ucum }],
  'tim-1': [{ duration: 1 }, { duration: 1, durationUnit: 'h' }, {}],
  'tim-2': [{ period: 1 }, { period: 1, periodUnit: 'h' }],
  'tim-4': [{ duration: -1 }, { duration: 0 }],
  'tim-5': [{ period: -1 }, { period: 2 }],
  'tim-10': [{ timeOfDay: ['08:00:00'], when: ['AC'] }, { when: ['AC'] }],
  'obs-3': [{}, { text: 'x' }, { low: { value: 1 } }, { age: { low: { value: 1 } } }],
  'obs-6': [
    { dataAbsentReason: { text: 'x' } },
    { valueString: 'x', dataAbsentReason: { text: 'y' } },
    { valueString: 'x' },
  ],
  'pat-1': [{}, { name: { text: 'x' } }, { gender: 'male' }, { telecom: [{ value: '1' }] }],
  'org-1': [{ active: true }, { name: 'x' }, { identifier: [{ value: 'x' }] }],
  'con-4': [
    { abatementDateTime: '2026' },
    { abatementDateTime: '2026', clinicalStatus: status('resolved') },
    { abatementString: 'x', clinicalStatus: status('active') },
  ],
  'con-5': [
    { verificationStatus: conditionStatus },
    { verificationStatus: conditionStatus, clinicalStatus: status('active') },
  ],
  'ait-1': [{}, { verificationStatus: allergyStatus }, { clinicalStatus: status('active') }],
  'ait-2': [{}, { verificationStatus: allergyStatus, clinicalStatus: status('active') }],
  'obs-7': [
    { code, valueString: 'x', component: [{ code }] },
    { code, component: [{ code }] },
    { code, valueString: 'x', component: [{ code: { text: 'y' } }] },
  ],
  'mdd-1': [
    {},
    { whenPrepared: '2026-01-01T08:00:00+07:00' },
    { whenPrepared: '2026-01-01T08:00:00+07:00', whenHandedOver: '2026-01-01T08:00:00+07:00' },
    { whenPrepared: '2026-01-01T08:00:00+07:00', whenHandedOver: '2026-01-01T09:00:00+07:00' },
    { whenPrepared: '2026-01-01T09:00:00+07:00', whenHandedOver: '2026-01-01T08:00:00+07:00' },
  ],
  'app-1': [{}, { type: [code] }, { actor: { reference: 'Patient/1' } }],
  'app-2': [
    {},
    { start: '2026-01-01T08:00:00Z' },
    { start: '2026-01-01T08:00:00Z', end: '2026-01-01T09:00:00Z' },
  ],
  'app-3': [
    {},
    { status: 'booked' },
    { status: 'waitlist' },
    { status: 'booked', start: '2026-01-01T08:00:00Z', end: '2026-01-01T09:00:00Z' },
  ],
  'app-4': [
    { status: 'booked' },
    { cancelationReason: code },
    { cancelationReason: code, status: 'booked' },
    { cancelationReason: code, status: 'noshow' },
  ],
  'prr-1': [{ orderDetail: [code] }, { orderDetail: [code], code }],
  'cmp-1': [{}, { text: { status: 'generated' } }, { entry: [{ reference: 'X/1' }] }],
  'cmp-2': [{ emptyReason: code, entry: [{ reference: 'X/1' }] }, { emptyReason: code }],
  'bdl-1': [
    { type: 'batch', total: 1 },
    { type: 'searchset', total: 1 },
  ],
  'bdl-2': [
    { type: 'batch', entry: [{ search: { mode: 'match' } }] },
    { type: 'searchset', entry: [{ search: { mode: 'match' } }] },
  ],
  'bdl-3': [
    { type: 'batch', entry: [{}] },
    { type: 'batch', entry: [{ request: { method: 'GET' } }] },
    { type: 'collection', entry: [{ request: { method: 'GET' } }] },
  ],
  'bdl-5': [{}, { response: { status: '200' } }],
  'bdl-8': [{ fullUrl: 'http://a/Patient/1/_history/2' }, { fullUrl: 'http://a/Patient/1' }, {}],
};

describe('a rule written out as plain code', () => {
  const native = rules.filter(({ key }) => key in nativeInvariants && !key.startsWith('inv-'));

  it('is a rule of R4', () => {
    expect(new Set(native.map((one) => one.key))).toEqual(new Set(Object.keys(nativeInvariants)));
  });

  it.each(native.filter(({ key }) => key in cases))(
    '$key says of $path what its FHIRPath says',
    ({ path, key }) => {
      for (const value of cases[key]!) {
        const resource = { resourceType: path.split('.', 1)[0]!, ...value };
        const whole = path.includes('.') ? value : resource;
        expect(nativeInvariants[key]!(whole, resource), JSON.stringify(value)).toBe(
          holdsByFhirPath(path, key, whole, resource),
        );
      }
    },
  );
});

it('every rule can be evaluated on a sample of its type', () => {
  for (const { path, key } of rules) {
    const type = path.split('.', 1)[0]!;
    const value = allResourceTypes.includes(type)
      ? sampleResource(type, seededChance(3))
      : { resourceType: type };
    expect(typeof holdsByFhirPath(path, key, value, value)).toBe('boolean');
    if (!path.includes('.')) expect(elementsOf(type).size).toBeGreaterThan(0);
  }
  expect(rules.length).toBeGreaterThan(200);
});

it('a rule without words of its own is named with its FHIRPath', () => {
  expect(invariantText('x', 'zzz-1', 'a.exists()').vi).toContain('a.exists()');
  expect(invariantText('x', 'qty-3', 'a').en).toContain('unit');
});
