import { expect, it } from 'vitest';
import { literalReference, referencesOf, rewriteReferences } from './references.ts';

it.each([
  ['Patient/1', { type: 'Patient', id: '1' }],
  ['Patient/1/_history/2', { type: 'Patient', id: '1', version: '2' }],
  ['https://a.vn/fhir/Patient/a-1.b', { type: 'Patient', id: 'a-1.b', base: 'https://a.vn/fhir' }],
  ['#p', undefined],
  ['urn:uuid:0a1b2c3d-0000-4000-8000-00000000000a', undefined],
  ['Ghost/1', undefined],
  ['Patient/', undefined],
  ['Patient/1/2', undefined],
  ['Patient?identifier=x|1', undefined],
  [`Patient/${'a'.repeat(65)}`, undefined],
])('%s is read as %j', (text, expected) => expect(literalReference(text)).toEqual(expected));

const observation = {
  resourceType: 'Observation',
  identifier: [{ system: 'urn:ietf:rfc3986', value: 'urn:uuid:1' }],
  subject: { reference: 'urn:uuid:1', type: 'Patient' },
  performer: [{ reference: 'Practitioner/2' }, { display: 'Bs. Lan' }],
  extension: [{ url: 'http://a', valueReference: { reference: 'urn:uuid:3' } }],
  contained: [{ resourceType: 'Specimen', id: 's', subject: { reference: 'urn:uuid:1' } }],
};

it('every literal reference is found, with its place', () => {
  expect(referencesOf(observation)).toEqual([
    { path: 'Observation.subject', reference: 'urn:uuid:1', type: 'Patient' },
    { path: 'Observation.performer[0]', reference: 'Practitioner/2' },
    { path: 'Observation.extension[0].valueReference', reference: 'urn:uuid:3' },
    { path: 'Observation.contained[0].subject', reference: 'urn:uuid:1' },
  ]);
});

it('rewriting changes references and addresses, never identifiers, and leaves the original alone', () => {
  const before = JSON.stringify(observation);
  const made = rewriteReferences({ ...observation, instantiatesUri: 'urn:uuid:1' }, (one) =>
    one === 'urn:uuid:1' ? 'Patient/9' : undefined,
  );
  expect(made.subject.reference).toBe('Patient/9');
  expect(made.contained[0]!.subject.reference).toBe('Patient/9');
  expect(made.instantiatesUri).toBe('Patient/9');
  expect(made.identifier[0]!.value).toBe('urn:uuid:1');
  expect(made.performer).toBe(observation.performer);
  expect(JSON.stringify(observation)).toBe(before);
});
