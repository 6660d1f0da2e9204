import { describe, expect, it } from 'vitest';
import { examineResource } from './examine-resource.ts';
import { openStoredProfiles } from './stored-profile.ts';

const url = 'http://benh-vien.test/StructureDefinition/can-nang';
const element = (id: string, more: object = {}): object => ({ id, path: id.replace(/:\w+/g, ''), ...more });
const profile = (elements: readonly object[], more: object = {}): object => ({
  resourceType: 'StructureDefinition',
  id: 'can-nang',
  url,
  name: 'CanNang',
  status: 'active',
  kind: 'resource',
  abstract: false,
  type: 'Observation',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Observation',
  derivation: 'constraint',
  snapshot: { element: [element('Observation')] },
  differential: { element: elements },
  ...more,
});
const weight = (more: object = {}): object => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
  valueQuantity: { value: 60, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
  ...more,
});
const told = (resource: object, ...definitions: readonly object[]): string[] => {
  const stored = openStoredProfiles((canonical) =>
    definitions.find((one) => (one as { url?: string }).url === canonical.split('|')[0]),
  );
  return examineResource(resource, { profiles: [url], stored })
    .filter(({ severity }) => severity !== 'information')
    .map(({ severity, path, text }) => `${severity ?? 'error'} ${path}: ${text.en}`);
};

const rules = [
  element('Observation', {
    constraint: [
      {
        key: 'bv-1',
        severity: 'error',
        human: 'kg',
        expression: "value.ofType(Quantity).unit = 'kg'",
      },
    ],
  }),
  element('Observation.code', {
    patternCodeableConcept: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
  }),
  element('Observation.subject', { min: 1 }),
  element('Observation.note', { max: '0' }),
  element('Observation.value[x]', { type: [{ code: 'Quantity' }] }),
  element('Observation.valueQuantity.system', { fixedUri: 'http://unitsofmeasure.org' }),
];

describe('a profile that a hospital stored', () => {
  it('is held against a resource: what must be there, what may not, fixed codes, types and rules', () => {
    const subject = { reference: 'Patient/an' };
    expect(told(weight({ subject }), profile(rules))).toEqual([]);
    const wrong = told(
      weight({
        note: [{ text: 'x' }],
        code: { coding: [{ system: 'http://loinc.org', code: '1' }] },
        valueQuantity: { value: 60, unit: 'g', system: 'urn:x', code: 'g' },
      }),
      profile(rules),
    );
    expect(wrong.map((one) => one.split(':')[0])).toEqual(
      expect.arrayContaining([
        'error Observation',
        'error Observation.code',
        'error Observation.subject',
        'error Observation.note',
        'error Observation.valueQuantity.system',
      ]),
    );
    const { valueQuantity: _left, ...rest } = weight({ subject }) as Record<string, unknown>;
    const inWords = { ...rest, valueString: '60' };
    expect(told(inWords, profile(rules)).join()).toContain('only the type: Quantity');
  });

  it('builds on another stored one, and that on one of the program', () => {
    const base = 'http://benh-vien.test/StructureDefinition/chi-so';
    const below = profile([element('Observation.device', { max: '0' })], { url: base, id: 'chi-so' });
    const mine = profile([element('Observation.subject', { min: 1 })], { baseDefinition: base });
    expect(told(weight({ device: { reference: 'Device/1' } }), mine, below)).toHaveLength(2);
    const { length } = told(weight(), mine);
    expect(length).toBe(1);
  });

  it('says which of its rules are not checked here', () => {
    const stored = openStoredProfiles(() =>
      profile([element('Observation.valueQuantity', { patternQuantity: { code: 'kg' } })]),
    );
    const issues = examineResource(weight(), { profiles: [url], stored });
    expect(issues.map(({ text }) => text.en).join()).toContain('Observation.valueQuantity: patternQuantity');
  });

  it.each([
    ['without a snapshot', profile(rules, { snapshot: undefined }), 'no snapshot'],
    ['without a differential', profile(rules, { differential: undefined }), 'no differential'],
    ['of a data type', profile(rules, { kind: 'complex-type' }), 'no profile of a resource type'],
    [
      'with an element that R4 does not have',
      profile([element('Observation.tuoi', { min: 1 })]),
      'R4 does not have',
    ],
    ['with an element without id', profile([{ path: 'Observation.code', min: 1 }]), 'no id'],
    ['that builds on itself', profile(rules, { baseDefinition: url }), 'builds on itself'],
    ['of thousands of elements', profile(Array(1001).fill(element('Observation.code'))), 'too large'],
    [
      'with a rule that is only long',
      profile([
        element('Observation', {
          constraint: [{ key: 'x', severity: 'error', expression: `${'('.repeat(200)}1${')'.repeat(200)}` }],
        }),
      ]),
      'too large',
    ],
  ])('%s is refused with a sentence', (_what, definition, sentence) => {
    expect(told(weight(), definition).join()).toContain(sentence);
  });

  it('of whatever shape is read without falling over', () => {
    for (const differential of [{ element: [null] }, { element: 'x' }, [], 'x', { element: [{ id: 3 }] }])
      expect(told(weight(), profile([], { differential })).length).toBeGreaterThan(0);
  });
});
