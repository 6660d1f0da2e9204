import { expect, it } from 'vitest';
import { compartmentParametersOf, inPatientCompartment, patientReferencesOf } from './compartment.ts';
import { allResourceTypes } from './structure/element-facts.ts';

const of = (resource: Record<string, unknown>): string[] =>
  patientReferencesOf(resource as { resourceType: string });

it('a person lies in her own compartment, first of all', () => {
  expect(
    of({ resourceType: 'Patient', id: 'a', link: [{ other: { reference: 'Patient/b' }, type: 'seealso' }] }),
  ).toEqual(['a', 'b']);
});

it('the person whom a record is about comes before those who took part', () => {
  const communication = {
    resourceType: 'Communication',
    sender: { reference: 'Patient/s' },
    subject: { reference: 'Patient/p' },
  };
  expect(of(communication)).toEqual(['p', 's']);
  expect(compartmentParametersOf('Coverage')[0]).toBe('beneficiary');
});

it.each([
  [
    {
      resourceType: 'Observation',
      subject: { reference: 'Patient/1' },
      performer: [{ reference: 'Patient/1' }],
    },
    ['1'],
  ],
  [{ resourceType: 'Observation', subject: { reference: 'Group/1' } }, []],
  [{ resourceType: 'Condition', subject: { reference: 'Patient/1' } }, ['1']],
  [
    {
      resourceType: 'Appointment',
      participant: [{ actor: { reference: 'Location/9' } }, { actor: { reference: 'Patient/2' } }],
    },
    ['2'],
  ],
  [
    { resourceType: 'Provenance', target: [{ reference: 'Observation/1' }, { reference: 'Patient/3' }] },
    ['3'],
  ],
  [{ resourceType: 'Immunization', patient: { reference: 'https://other.vn/fhir/Patient/1' } }, []],
  [{ resourceType: 'Immunization', patient: { reference: 'urn:uuid:1' } }, []],
  [{ resourceType: 'Organization', id: 'o' }, []],
])('%j belongs to %j', (resource, expected) => expect(of(resource)).toEqual(expected));

it('every parameter of the compartment can be walked', () => {
  for (const type of allResourceTypes) expect(of({ resourceType: type })).toEqual([]);
  expect(inPatientCompartment('Observation')).toBe(true);
  expect(inPatientCompartment('Patient')).toBe(true);
  expect(inPatientCompartment('Organization')).toBe(false);
  expect(inPatientCompartment('constructor')).toBe(false);
});
