import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../errors.ts';
import { compileFhirPathNodes, plainItems } from '../fhirpath/evaluate.ts';
import { compileView } from './compile-view.ts';
import { parseExactJson } from './exact-json.ts';
import { compileSimplePath, NeedsEngine } from './simple-path.ts';
import { readViewDefinition } from './view-definition.ts';

type Json = Readonly<Record<string, unknown>>;

const hoa = {
  resourceType: 'Patient',
  id: 'hoa',
  active: true,
  gender: 'female',
  birthDate: '1990-05',
  name: [
    { use: 'official', family: 'Nguyễn', given: ['Hoa', 'Thị'] },
    { use: 'usual', given: ['Bé'] },
  ],
  telecom: [{ system: 'phone', value: '0912' }],
  link: [{ type: 'seealso', other: { reference: 'Patient/hoa' } }],
};
const minh = { resourceType: 'Patient', id: 'minh', active: false, gender: 'male' };
const answers = {
  resourceType: 'QuestionnaireResponse',
  id: 'q',
  item: [
    { linkId: '1', item: [{ linkId: '1.1', answer: [{ valueString: 'có', item: [{ linkId: '1.1.1' }] }] }] },
    { linkId: '2' },
  ],
};

function rows(view: Json, resources: readonly Json[] = [hoa, minh]): Json[] {
  const compiled = compileView(readViewDefinition({ resource: 'Patient', ...view }));
  return resources.flatMap((resource) =>
    compiled
      .rowsOf(resource)
      .map((cells) => Object.fromEntries(cells.map((cell, at) => [compiled.columns[at]!.name, cell]))),
  );
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'nothing thrown';
};

const id = { name: 'id', path: 'id' };

describe('a view', () => {
  it('gives one row per resource of its type and none for others', () => {
    expect(rows({ select: [{ column: [id] }] }, [hoa, answers, minh])).toEqual([
      { id: 'hoa' },
      { id: 'minh' },
    ]);
  });

  it('forEach gives a row per element, forEachOrNull one with empty cells where there is none', () => {
    const given = { name: 'given', path: 'given.first()' };
    expect(rows({ select: [{ column: [id] }, { forEach: 'name', column: [given] }] })).toEqual([
      { id: 'hoa', given: 'Hoa' },
      { id: 'hoa', given: 'Bé' },
    ]);
    expect(rows({ select: [{ column: [id] }, { forEachOrNull: 'name', column: [given] }] })).toHaveLength(3);
  });

  it('two forEach side by side give each with each', () => {
    const select = [
      { forEach: 'name', column: [{ name: 'use', path: 'use' }] },
      { forEach: 'name.given', column: [{ name: 'given', path: '$this' }] },
    ];
    expect(rows({ select })).toHaveLength(6);
  });

  it('unionAll puts rows below each other, names in the same order', () => {
    const of = (path: string) => ({ column: [{ name: 'word', path }] });
    expect(rows({ select: [{ unionAll: [of('id'), of('gender')] }] }, [minh])).toEqual([
      { word: 'minh' },
      { word: 'male' },
    ]);
    const other = { column: [{ name: 'other', path: 'id' }] };
    expect(codeOf(() => rows({ select: [{ unionAll: [of('id'), other] }] }))).toBe('view.invalid');
  });

  it('repeat follows a path into the depth, in the order of the document', () => {
    const select = [
      {
        repeat: ['item', 'answer.item'],
        column: [
          { name: 'at', path: '%rowIndex' },
          { name: 'link', path: 'linkId' },
        ],
      },
    ];
    expect(rows({ resource: 'QuestionnaireResponse', select }, [answers]).map(({ link }) => link)).toEqual([
      '1',
      '1.1',
      '1.1.1',
      '2',
    ]);
  });

  it('where leaves out, constants are put in as they are', () => {
    const view = {
      constant: [
        { name: 'wanted', valueCode: 'female' },
        { name: 'quote', valueString: "it's \\ %wanted" },
      ],
      select: [{ column: [id, { name: 'q', path: '%quote' }] }],
      where: [{ path: 'gender = %wanted' }],
    };
    expect(rows(view)).toEqual([{ id: 'hoa', q: "it's \\ %wanted" }]);
  });

  it('keys join tables', () => {
    const column = [
      { name: 'key', path: 'getResourceKey()' },
      { name: 'same', path: 'link.other.getReferenceKey(Patient)' },
      { name: 'none', path: 'link.other.getReferenceKey(Group)' },
    ];
    expect(rows({ select: [{ column }] }, [hoa])).toEqual([{ key: 'hoa', same: 'hoa', none: null }]);
  });

  it('a collection keeps its values, anything else with several is an error', () => {
    const column = { name: 'given', path: 'name.given' };
    expect(rows({ select: [{ column: [{ ...column, collection: true }] }] }, [hoa])).toEqual([
      { given: ['Hoa', 'Thị', 'Bé'] },
    ]);
    expect(codeOf(() => rows({ select: [{ column: [column] }] }))).toBe('view.invalid');
  });

  it('boundaries know how exactly a value was written', () => {
    const column = [{ name: 'low', path: 'value.ofType(Quantity).value.lowBoundary()' }];
    const weight = parseExactJson('{"resourceType":"Observation","valueQuantity":{"value":1.0}}') as Json;
    expect(rows({ resource: 'Observation', select: [{ column }] }, [weight])).toEqual([{ low: 0.95 }]);
    expect(rows({ select: [{ column: [{ name: 'b', path: 'birthDate.highBoundary()' }] }] }, [hoa])).toEqual([
      { b: '1990-05-31' },
    ]);
  });

  it('an extension on a primitive is seen, whichever way the path is worked out', () => {
    const person = {
      ...minh,
      birthDate: '1990-01-01',
      _birthDate: { extension: [{ url: 'u', valueString: 'x' }] },
    };
    const column = [
      { name: 'there', path: 'birthDate.exists()' },
      { name: 'hour', path: "birthDate.extension('u').value.ofType(string)" },
    ];
    expect(rows({ select: [{ column }] }, [person])).toEqual([{ there: true, hour: 'x' }]);
  });

  it.each<[string, Json]>([
    ['without a resource type', { resource: undefined, select: [{ column: [id] }] }],
    ['of an unknown type', { resource: 'Citizen', select: [{ column: [id] }] }],
    ['without a select', { select: [] }],
    ['with wrong FHIRPath', { select: [{ column: [{ name: 'x', path: 'name..' }] }] }],
    ['with two columns of one name', { select: [{ column: [id, id] }] }],
    ['with a column that is no word', { select: [{ column: [{ name: 'a b', path: 'id' }] }] }],
    ['with an undeclared constant', { select: [{ column: [{ name: 'x', path: '%nothing' }] }] }],
    [
      'with forEach and forEachOrNull at once',
      { select: [{ forEach: 'name', forEachOrNull: 'name', column: [id] }] },
    ],
    ['whose where is no boolean', { select: [{ column: [id] }], where: [{ path: 'gender' }] }],
  ])('%s is refused', (_name, view) => {
    expect(codeOf(() => rows(view))).toBe('view.invalid');
  });

  it.each<[string, Json]>([
    [
      'a thousand columns',
      { select: [{ column: Array.from({ length: 1_300 }, (_, at) => ({ name: `c${at}`, path: 'id' })) }] },
    ],
    ['selects nested a hundred deep', { select: [nested(100)] }],
    [
      'forEach times forEach times forEach',
      {
        select: Array.from({ length: 14 }, (_, at) => ({
          forEach: 'name',
          column: [{ name: `c${at}`, path: '$this.use' }],
        })),
      },
    ],
  ])('%s is stopped by its cost', (_name, view) => {
    expect(codeOf(() => rows(view))).toBe('view.too-costly');
  });
});

function nested(depth: number): Json {
  return depth === 0 ? { column: [id] } : { select: [nested(depth - 1)] };
}

describe('compiled paths', () => {
  const word = fc.constantFrom('official', 'usual', 'phone', 'Hoa', 'female', '');
  const persons = fc.record(
    {
      resourceType: fc.constant('Patient'),
      id: fc.constant('p'),
      active: fc.boolean(),
      gender: word,
      birthDate: fc.constantFrom('1990', '1990-01-02'),
      _birthDate: fc.constant({ extension: [{ url: 'u' }] }),
      deceasedBoolean: fc.boolean(),
      multipleBirthInteger: fc.integer({ min: 1, max: 3 }),
      name: fc.array(
        fc.record(
          { use: word, family: word, given: fc.array(word, { minLength: 1, maxLength: 3 }) },
          { requiredKeys: [] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      telecom: fc.array(
        fc.record({ system: word, rank: fc.integer({ min: 1, max: 3 }) }, { requiredKeys: [] }),
        { minLength: 1, maxLength: 3 },
      ),
      extension: fc.array(fc.record({ url: word, valueCode: word }, { requiredKeys: ['url'] }), {
        minLength: 1,
        maxLength: 2,
      }),
      generalPractitioner: fc.array(
        fc.record({
          reference: fc.constantFrom(
            'Practitioner/1',
            'urn:uuid:1',
            'http://a.vn/fhir/Organization/2/_history/1',
            '#x',
          ),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    },
    { requiredKeys: ['resourceType'] },
  );

  it.each([
    'id',
    'Patient.name.given',
    "name.where(use = 'official').given.first()",
    'name[1].given[0]',
    "telecom.where(system = 'phone' and rank = 1).exists()",
    "telecom.exists(system != 'phone' or rank = 2)",
    'active = true and gender.exists()',
    "(gender = 'female').not() or active",
    "name.given.join(', ')",
    'deceased.ofType(boolean) = false',
    'multipleBirth.ofType(integer)',
    'birthDate',
    'birthDate.exists()',
    "extension('usual').value.ofType(code)",
    'generalPractitioner.getReferenceKey(Organization)',
    'generalPractitioner.getReferenceKey()',
    'getResourceKey()',
    'name.where($this.given.empty()).family',
    "name.family = 'Hoa'",
    'contact.empty()',
  ])('%s gives the same with and without the engine', (expression) => {
    const simple = compileSimplePath(expression, { code: 'Patient', shape: 'Patient' });
    const engine = compileFhirPathNodes(expression);
    fc.assert(
      fc.property(persons, (person) => {
        let fast: readonly unknown[];
        try {
          fast = simple.run(person, 0);
        } catch (error) {
          // Left to the engine: a primitive with an extension, or several values where one is needed.
          expect(error).toBeInstanceOf(NeedsEngine);
          return;
        }
        expect(fast).toEqual(plainItems(engine(person, { resource: person, rowIndex: 0 })));
      }),
      { numRuns: 150 },
    );
  });
});
