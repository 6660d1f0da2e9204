import { describe, expect, it } from 'vitest';
import { AppError } from '../../errors.ts';
import { compileFhirPath, compileFhirPathPlaces, compileTypedFhirPath } from './evaluate.ts';
import { expressionCases, patient } from '../testing/fhirpath-cases.ts';
import { usualLimits } from './limits.ts';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'nothing thrown';
};

describe('FHIRPath', () => {
  it.each(expressionCases)('$expression gives what the standard says', ({ expression, result }) => {
    expect(compileFhirPath(expression)(patient)).toEqual(result);
  });

  it('tells the type of each item', () => {
    const types = (expression: string) => compileTypedFhirPath(expression)(patient).map(({ type }) => type);
    expect(types('name | birthDate | active | 1.5 | (2 + 3)')).toEqual([
      'HumanName',
      'HumanName',
      'date',
      'boolean',
      'System.Decimal',
      'System.Integer',
    ]);
    expect(types('multipleBirth | %resource')).toEqual(['integer', 'Patient']);
  });

  it('tells where in the resource an item lies, so that a patch can change it', () => {
    expect(compileFhirPathPlaces("name.where(use = 'official').given[1]")(patient)).toEqual([
      { type: 'string', value: 'Thị', path: ['name', 0, 'given', 1] },
    ]);
    expect(compileFhirPathPlaces('multipleBirth')(patient)).toEqual([
      { type: 'integer', value: 2, path: ['multipleBirthInteger'] },
    ]);
    expect(compileFhirPathPlaces("'text' & 'more'")(patient)).toEqual([]);
  });

  it('takes variables beside the resource', () => {
    expect(compileFhirPath('%wanted + 1')(patient, { wanted: 4 })).toEqual([5]);
    expect(codeOf(() => compileFhirPath('%nowhere')(patient))).toBe('fhirpath.invalid');
  });

  it('leaves the resource as it was', () => {
    const before = JSON.stringify(patient);
    compileFhirPath('descendants().count()')(patient);
    expect(JSON.stringify(patient)).toBe(before);
    expect(compileFhirPath('name.given')(Object.freeze(structuredClone(patient)))).toHaveLength(4);
  });

  it.each(['name.', 'name..given', "'open", '(name', 'name given', ')', '@2020-13-99x'])(
    'refuses %s as wrong syntax and quotes nobody',
    (expression) => {
      expect(codeOf(() => compileFhirPath(expression)(patient))).toBe('fhirpath.invalid');
    },
  );

  it('an error never holds a word of the record', () => {
    try {
      compileFhirPath('name.given + 1')(patient);
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify((error as AppError).issues)).not.toMatch(/Hoa|Thị/);
    }
  });

  it.each([
    'resolve()',
    'generalPractitioner.resolve()',
    "gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')",
  ])('fetches nothing: %s is refused', (expression) => {
    const person = { ...patient, generalPractitioner: [{ reference: 'http://127.0.0.1:1/Practitioner/1' }] };
    expect(codeOf(() => compileFhirPath(expression)(person))).toBe('fhirpath.invalid');
  });
});

describe('a FHIRPath bomb', () => {
  const few = { ...usualLimits, steps: 20_000, items: 5_000, characters: 10_000, milliseconds: 500 };
  const wide = {
    resourceType: 'Bundle',
    entry: Array.from({ length: 300 }, (_, at) => ({ fullUrl: `urn:x:${at}` })),
  };

  it.each([
    ['brackets within brackets', `${'('.repeat(300)}1${')'.repeat(300)}`],
    ['a long text', `'${'x'.repeat(20_000)}'`],
    ['a long chain', `name${'.given'.repeat(2_500)}`],
    ['minus upon minus', `${'-'.repeat(3_000)}1`],
  ])('%s is refused before it is parsed', (_name, expression) => {
    expect(codeOf(() => compileFhirPath(expression))).toBe('fhirpath.too-costly');
  });

  it.each([
    ['all with all with all', 'entry.select(%resource.entry.select(%resource.entry.fullUrl)).count()'],
    ['a repeat that never ends', "entry.fullUrl.repeat($this & 'a')"],
    ['a text that doubles', `'aaaaaaaaaaaaaaaa'${".replace('a', 'aaaaaaaaaa')".repeat(8)}.length()`],
  ])('%s is stopped', (_name, expression) => {
    const before = Date.now();
    expect(codeOf(() => compileFhirPath(expression, few)(wide))).toBe('fhirpath.too-costly');
    expect(Date.now() - before).toBeLessThan(3_000);
  });
});
