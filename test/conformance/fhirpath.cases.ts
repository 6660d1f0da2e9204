import type { ConformanceCase, Step } from './case.ts';

export const about = 'FHIRPath expressions on a resource that the caller sends.';

const person = {
  resourceType: 'Patient',
  birthDate: '1990-05-06',
  name: [{ use: 'official', given: ['Hoa'] }],
  multipleBirthInteger: 2,
  contact: [{ gender: 'male' }],
};
const ask = (expression: string, resource: object = person): Pick<Step, 'send' | 'body'> => ({
  send: 'POST /$fhirpath',
  body: {
    resourceType: 'Parameters',
    parameter: [
      { name: 'expression', valueString: expression },
      { name: 'resource', resource },
    ],
  },
});

export const cases: readonly ConformanceCase[] = [
  {
    section: 'fhirpath.html#types',
    requires: 'items keep their FHIR types, choice elements are asked for by their common name',
    steps: [
      {
        ...ask('birthDate | multipleBirth'),
        status: 200,
        lists: { 'parameter.part.valueDate': ['1990-05-06'], 'parameter.part.valueInteger': [2] },
      },
    ],
  },
  {
    section: 'fhirpath.html#variables',
    requires: '%resource is the resource, %sct, %loinc, %ucum and %vs-[name] are addresses',
    steps: [
      { ...ask('%resource'), status: 200, has: { 'parameter.part.resource.resourceType': 'Patient' } },
      {
        ...ask('%sct | %loinc | %`vs-administrative-gender`'),
        status: 200,
        holds: {
          'parameter.part.valueString': [
            'http://snomed.info/sct',
            'http://loinc.org',
            'http://hl7.org/fhir/ValueSet/administrative-gender',
          ],
        },
      },
    ],
  },
  {
    section: 'fhirpath.html#functions',
    requires: 'conformsTo() knows the base definitions; a function that would fetch is refused',
    steps: [
      {
        ...ask("conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')"),
        status: 200,
        has: { 'parameter.part.valueBoolean': true },
      },
      { ...ask("'Patient/1'.resolve()"), status: 422, has: { resourceType: 'OperationOutcome' } },
    ],
  },
  {
    section: 'FHIRPath 2.0: arithmetic',
    requires: 'decimals are worked out exactly, quantities with their units',
    steps: [
      { ...ask('0.1 + 0.2'), status: 200, has: { 'parameter.part.valueDecimal': 0.3 } },
      { ...ask("1 'kg' = 1000 'g'"), status: 200, has: { 'parameter.part.valueBoolean': true } },
    ],
  },
  {
    section: 'FHIRPath 2.0: syntax',
    requires: 'a wrong expression is told as such, with its place and without the data',
    steps: [
      {
        ...ask('name.where('),
        status: 422,
        has: { 'issue.severity': 'error' },
        lacks: { 'parameter.part.valueString': 'Hoa' },
      },
    ],
  },
  {
    section: 'security.html#http',
    requires: 'a stranger evaluates nothing',
    steps: [{ ...ask('1'), as: 'stranger', status: 401 }],
  },
];
