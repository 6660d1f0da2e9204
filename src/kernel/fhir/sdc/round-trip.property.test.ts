import type { Patient } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { validateStructure } from '../structure/validate-structure.ts';
import { extract } from './extract.ts';
import { personForm } from './form-examples.ts';
import type { FormSource } from './form-run.ts';
import { populate } from './populate.ts';

const nothing: FormSource = { search: async () => [], read: async () => undefined };
const word = fc.stringMatching(/^[A-Za-zĐđáàảạâêôơư]{1,12}$/);
const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const optional = { requiredKeys: [] };
const person: fc.Arbitrary<Patient> = fc
  .record(
    {
      name: fc.array(
        fc
          .record(
            { text: word, family: word, given: fc.array(word, { minLength: 1, maxLength: 3 }) },
            optional,
          )
          .filter((name) => Object.keys(name).length > 0),
        { minLength: 1, maxLength: 3 },
      ),
      gender: fc.constantFrom('male' as const, 'female' as const),
      birthDate: day,
      deceasedBoolean: fc.boolean(),
      multipleBirthInteger: fc.integer({ min: 1, max: 5 }),
      address: word.map((city) => [{ city }]),
      maritalStatus: word.map((code) => ({ coding: [{ system: 'urn:test', code }] })),
    },
    optional,
  )
  .map((facts): Patient => ({ resourceType: 'Patient', id: 'x', ...facts }));

it('what a form takes from a person it gives back as it was, whoever the person is', async () => {
  await fc.assert(
    fc.asyncProperty(person, async (patient) => {
      const context = { patient };
      const filled = await populate(personForm, {
        source: nothing,
        context,
        authored: '2026-01-01T00:00:00Z',
      });
      expect(filled.issues).toEqual([]);
      expect(validateStructure(filled.response)).toEqual([]);
      const read = await extract(
        personForm,
        { ...filled.response, status: 'completed' },
        { source: nothing, context, newUrn: () => 'urn:uuid:1' },
      );
      expect(read.issues).toEqual([]);
      expect(read.bundle.entry?.map(({ resource }) => resource)).toEqual([patient]);
    }),
    { numRuns: 100 },
  );
}, 60_000);
