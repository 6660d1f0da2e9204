import { describe, expect, it } from 'vitest';
import { AppError } from '../../errors.ts';
import { compileFhirPathPatch } from './fhirpath-patch.ts';

type Parts = Record<string, unknown>;

/** { type: 'add', path: …, name: …, value: { valueDate: … } } as a parameter. */
function operation({ type, path, name, index, source, destination, value }: Parts): object {
  const part: object[] = [];
  if (type !== undefined) part.push({ name: 'type', valueCode: type });
  if (path !== undefined) part.push({ name: 'path', valueString: path });
  if (name !== undefined) part.push({ name: 'name', valueString: name });
  for (const [key, whole] of Object.entries({ index, source, destination }))
    if (whole !== undefined) part.push({ name: key, valueInteger: whole });
  if (value !== undefined) part.push({ name: 'value', ...(value as object) });
  return { name: 'operation', part };
}

const parameters = (...list: Parts[]): string =>
  JSON.stringify({ resourceType: 'Parameters', parameter: list.map(operation) });
const patched = (resource: object | string, ...list: Parts[]): unknown =>
  JSON.parse(
    compileFhirPathPatch(parameters(...list))(
      typeof resource === 'string' ? resource : JSON.stringify(resource),
    ),
  );

function refusal(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was taken');
}

const person = {
  resourceType: 'Patient',
  birthDate: '1920-01-01',
  name: [{ family: 'Nguyễn', given: ['An', 'Bình'] }],
  contact: [{ name: { text: 'a name' }, gender: 'male' }],
  identifier: ['a', 'b', 'c', 'd'].map((value) => ({ system: 'http://example.org', value })),
};
const values = (resource: unknown): string[] =>
  (resource as { identifier: { value: string }[] }).identifier.map(({ value }) => value);

describe('a FHIRPath Patch', () => {
  it('adds a value, and a whole element part by part', () => {
    expect(
      patched(person, { type: 'add', path: 'Patient', name: 'gender', value: { valueCode: 'male' } }),
    ).toMatchObject({ gender: 'male' });
    const added = patched(person, {
      type: 'add',
      path: 'Patient',
      name: 'contact',
      value: {
        part: [
          { name: 'name', valueHumanName: { text: 'Lan' } },
          { name: 'telecom', valueContactPoint: { system: 'phone', value: '1' } },
          { name: 'telecom', valueContactPoint: { system: 'email', value: '2' } },
        ],
      },
    }) as typeof person;
    expect(added.contact[1]).toEqual({
      name: { text: 'Lan' },
      telecom: [
        { system: 'phone', value: '1' },
        { system: 'email', value: '2' },
      ],
    });
  });

  it('adds to an element inside, to a list that is empty, and beside a value', () => {
    expect(
      patched(person, {
        type: 'add',
        path: 'Patient.contact[0]',
        name: 'relationship',
        value: { valueCodeableConcept: { text: 'mẹ' } },
      }),
    ).toMatchObject({ contact: [{ gender: 'male', relationship: [{ text: 'mẹ' }] }] });
    expect(
      patched(person, {
        type: 'add',
        path: 'Patient.birthDate',
        name: 'extension',
        value: { valueExtension: { url: 'http://a.b/c', valueBoolean: true } },
      }),
    ).toMatchObject({ _birthDate: { extension: [{ url: 'http://a.b/c' }] } });
  });

  it('knows the type of a choice from the value', () => {
    const observation = { resourceType: 'Observation', status: 'final', valueQuantity: { value: 1 } };
    expect(
      patched(observation, { type: 'replace', path: 'Observation.value', value: { valueString: 'x' } }),
    ).toEqual({ resourceType: 'Observation', status: 'final', valueString: 'x' });
    const { valueQuantity: _gone, ...bare } = observation;
    expect(
      patched(bare, { type: 'add', path: 'Observation', name: 'value', value: { valueInteger: 3 } }),
    ).toMatchObject({ valueInteger: 3 });
    expect(
      refusal(() =>
        patched(observation, { type: 'add', path: 'Observation', name: 'value', value: { valueInteger: 3 } }),
      ).code,
    ).toBe('patch.not-applicable');
  });

  it('replaces a value, an item of a list, and one that a condition finds', () => {
    expect(
      patched(person, { type: 'replace', path: 'Patient.birthDate', value: { valueDate: '1930-01-01' } }),
    ).toMatchObject({ birthDate: '1930-01-01' });
    expect(
      patched(person, {
        type: 'replace',
        path: "Patient.identifier.where(value='c').value",
        value: { valueString: 'x' },
      }),
    ).toMatchObject({ identifier: [{}, {}, { value: 'x' }, {}] });
    expect(
      patched(person, { type: 'replace', path: 'Patient.name[0].given[1]', value: { valueString: 'Y' } }),
    ).toMatchObject({ name: [{ given: ['An', 'Y'] }] });
  });

  it('deletes, and does nothing where there is nothing', () => {
    expect(patched(person, { type: 'delete', path: 'Patient.birthDate' })).not.toHaveProperty('birthDate');
    expect(patched(person, { type: 'delete', path: 'Patient.contact[0]' })).not.toHaveProperty('contact');
    expect(patched(person, { type: 'delete', path: 'Patient.photo' })).toEqual(person);
  });

  it('inserts at any place of a list, an empty one too', () => {
    const insert = (index: number): string[] =>
      values(
        patched(person, {
          type: 'insert',
          path: 'Patient.identifier',
          index,
          value: { valueIdentifier: { value: 'x' } },
        }),
      );
    expect(insert(0)).toEqual(['x', 'a', 'b', 'c', 'd']);
    expect(insert(2)).toEqual(['a', 'b', 'x', 'c', 'd']);
    expect(insert(4)).toEqual(['a', 'b', 'c', 'd', 'x']);
    expect(refusal(() => insert(5)).code).toBe('patch.not-applicable');
    expect(
      patched(person, {
        type: 'insert',
        path: 'Patient.telecom',
        index: 0,
        value: { valueContactPoint: { value: '1' } },
      }),
    ).toMatchObject({ telecom: [{ value: '1' }] });
  });

  it('moves within a list; what is said beside the values goes along', () => {
    const move = (source: number, destination: number): string[] =>
      values(patched(person, { type: 'move', path: 'Patient.identifier', source, destination }));
    expect(move(3, 1)).toEqual(['a', 'd', 'b', 'c']);
    expect(move(0, 3)).toEqual(['b', 'c', 'd', 'a']);
    expect(refusal(() => move(4, 0)).code).toBe('patch.not-applicable');
    const noted = { resourceType: 'Patient', name: [{ given: ['A', 'B'], _given: [null, { id: 'b' }] }] };
    expect(
      patched(noted, { type: 'move', path: 'Patient.name[0].given', source: 1, destination: 0 }),
    ).toEqual({ resourceType: 'Patient', name: [{ given: ['B', 'A'], _given: [{ id: 'b' }, null] }] });
  });

  it('later operations see what earlier ones did, and digits stay', () => {
    const text = '{"resourceType":"Observation","valueQuantity":{"value":1.00}}';
    const made = compileFhirPathPatch(
      parameters(
        { type: 'add', path: 'Observation.value', name: 'unit', value: { valueString: 'mg' } },
        { type: 'replace', path: 'Observation.value.unit', value: { valueString: 'g' } },
      ),
    )(text);
    expect(made).toBe('{"resourceType":"Observation","valueQuantity":{"value":1.00,"unit":"g"}}');
    const number = parameters({
      type: 'replace',
      path: 'Observation.value.value',
      value: { valueDecimal: 7 },
    }).replace('"valueDecimal":7', '"valueDecimal":7.500');
    expect(compileFhirPathPatch(number)(text)).toContain('"value":7.500');
  });

  it('reaches contained records and extensions', () => {
    const held = {
      resourceType: 'Observation',
      contained: [{ resourceType: 'Patient', id: 'p', gender: 'male' }],
      extension: [{ url: 'http://a.b/c', valueString: 'x' }],
    };
    expect(
      patched(
        held,
        { type: 'replace', path: 'Observation.contained[0].gender', value: { valueCode: 'female' } },
        {
          type: 'replace',
          path: "Observation.extension('http://a.b/c').value",
          value: { valueBoolean: true },
        },
      ),
    ).toEqual({
      resourceType: 'Observation',
      contained: [{ resourceType: 'Patient', id: 'p', gender: 'female' }],
      extension: [{ url: 'http://a.b/c', valueBoolean: true }],
    });
  });

  it.each([
    ['no Parameters', '{"resourceType":"Patient"}'],
    ['an operation of another name', '{"resourceType":"Parameters","parameter":[{"name":"x"}]}'],
    ['an unknown type', parameters({ type: 'drop', path: 'Patient' })],
    ['no path', parameters({ type: 'delete' })],
    ['no name', parameters({ type: 'add', path: 'Patient', value: { valueCode: 'male' } })],
    ['no value', parameters({ type: 'replace', path: 'Patient.gender' })],
    ['no index', parameters({ type: 'insert', path: 'Patient.name', value: { valueString: 'a' } })],
    ['no destination', parameters({ type: 'move', path: 'Patient.name', source: 0 })],
    [
      'an index below zero',
      parameters({ type: 'insert', path: 'Patient.name', index: -1, value: { valueString: 'a' } }),
    ],
  ])('%s is refused before anything is read', (_name, text) => {
    expect(refusal(() => compileFhirPathPatch(text)).code).toBe('request.invalid');
  });

  it.each([
    ['a path to nothing', { type: 'replace', path: 'Patient.gender', value: { valueCode: 'male' } }],
    ['a path to several', { type: 'delete', path: 'Patient.identifier' }],
    ['the whole record', { type: 'delete', path: 'Patient' }],
    ['what is worked out and stands nowhere', { type: 'delete', path: "'a' | Patient.identifier" }],
    [
      'a name that the element has not',
      { type: 'add', path: 'Patient', name: 'girl', value: { valueString: 'a' } },
    ],
    [
      'a second value where one may be',
      { type: 'add', path: 'Patient', name: 'birthDate', value: { valueDate: '1999' } },
    ],
    [
      'a part of a list',
      { type: 'move', path: "Patient.identifier.where(value='a')", source: 0, destination: 0 },
    ],
    ['no list', { type: 'insert', path: 'Patient.gender', index: 0, value: { valueCode: 'male' } }],
  ])('%s is refused with the number of the operation', (_name, list) => {
    const error = refusal(() => patched(person, list));
    expect(error.code).toBe('patch.not-applicable');
    expect(error.issues[0]?.path).toBe('operation[0]');
  });

  it('a path with a regular expression or an endless walk is refused, a wrong one is explained', () => {
    for (const path of ["Patient.name.where(family.matches('(a+)+$'))", 'Patient.repeat(name)'])
      expect(refusal(() => patched(person, { type: 'delete', path })).code).toBe('request.invalid');
    const error = refusal(() => patched(person, { type: 'delete', path: 'Patient.name[' }));
    expect(error.code).toBe('fhirpath.invalid');
    expect(error.issues[0]?.path).toBe('operation[0].path');
  });
});
