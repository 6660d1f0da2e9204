import type { ConformanceCase } from './case.ts';

export const about =
  'Asking about codes: look up, check, compare, list, translate; the lists of the house and stored ones.';

const icd10 = 'http://hl7.org/fhir/sid/icd-10';
const gender = 'http://hl7.org/fhir/administrative-gender';
const asked = (...parameter: readonly object[]) => ({ resourceType: 'Parameters', parameter });

const wards = {
  resourceType: 'CodeSystem',
  id: 'tx-wards',
  url: 'urn:conformance:wards',
  version: '1',
  status: 'active',
  content: 'complete',
  concept: [
    { code: 'A', display: 'Khoa A', concept: [{ code: 'A1', display: 'Phòng A1' }] },
    { code: 'B', display: 'Khoa B' },
  ],
} as const;

const wardSet = {
  resourceType: 'ValueSet',
  id: 'tx-ward-set',
  url: 'urn:conformance:ward-set',
  status: 'active',
  compose: {
    include: [
      { system: wards.url, filter: [{ property: 'concept', op: 'is-a', value: 'A' }] },
      { system: wards.url, concept: [{ code: 'B' }] },
    ],
    exclude: [{ system: wards.url, concept: [{ code: 'A' }] }],
  },
} as const;

const wardMap = {
  resourceType: 'ConceptMap',
  id: 'tx-ward-map',
  url: 'urn:conformance:ward-map',
  status: 'active',
  group: [
    {
      source: wards.url,
      target: 'urn:vn:ma-khoa',
      element: [{ code: 'A1', target: [{ code: 'K01', equivalence: 'wider' }] }],
    },
  ],
} as const;

export const cases: readonly ConformanceCase[] = [
  {
    section: 'codesystem-operation-lookup.html',
    requires: 'a code is looked up by system and code or by coding; name and display are in the answer',
    steps: [
      {
        send: `GET /CodeSystem/$lookup?system=${gender}&code=male&displayLanguage=en`,
        status: 200,
        has: { 'parameter.name': 'display', 'parameter.valueString': 'Male' },
      },
      {
        send: 'POST /CodeSystem/$lookup',
        body: asked({ name: 'coding', valueCoding: { system: icd10, code: 'E11' } }),
        status: 200,
        has: { 'parameter.part.valueCode': 'E10-E14' },
      },
    ],
  },
  {
    section: 'codesystem-operation-lookup.html',
    requires: 'an unknown code or code system is not found; a code without a system is refused',
    steps: [
      {
        send: `GET /CodeSystem/$lookup?system=${gender}&code=boy`,
        status: 404,
        has: { 'issue.code': 'not-found' },
      },
      {
        send: 'GET /CodeSystem/$lookup?system=urn:nobody&code=a',
        status: 404,
        has: { 'issue.severity': 'error' },
      },
      { send: 'GET /CodeSystem/$lookup?code=a', status: 400, has: { resourceType: 'OperationOutcome' } },
    ],
  },
  {
    section: 'codesystem-operation-validate-code.html',
    requires:
      'a code is checked against a code system by URL or at the instance; a wrong display is told with the right one',
    given: [wards],
    steps: [
      {
        send: `GET /CodeSystem/$validate-code?url=${wards.url}&code=A1`,
        status: 200,
        has: { 'parameter.valueBoolean': true, 'parameter.valueString': 'Phòng A1' },
      },
      {
        send: 'GET /CodeSystem/tx-wards/$validate-code?code=C',
        status: 200,
        has: { 'parameter.valueBoolean': false, 'parameter.name': 'message' },
      },
      {
        send: `GET /CodeSystem/$validate-code?url=${wards.url}&code=B&display=Khoa%20X`,
        status: 200,
        has: {
          'parameter.valueBoolean': true,
          'parameter.name': 'message',
          'parameter.valueString': 'Khoa B',
        },
      },
    ],
  },
  {
    section: 'codesystem-operation-subsumes.html',
    requires: 'two codes are equivalent, one subsumes the other, or neither',
    steps: [
      {
        send: `GET /CodeSystem/$subsumes?system=${icd10}&codeA=E11&codeB=E11.9`,
        status: 200,
        has: { 'parameter.valueCode': 'subsumes' },
      },
      {
        send: `GET /CodeSystem/$subsumes?system=${icd10}&codeA=E11.9&codeB=E11`,
        status: 200,
        has: { 'parameter.valueCode': 'subsumed-by' },
      },
      {
        send: `GET /CodeSystem/$subsumes?system=${icd10}&codeA=E11&codeB=E11`,
        status: 200,
        has: { 'parameter.valueCode': 'equivalent' },
      },
      {
        send: `GET /CodeSystem/$subsumes?system=${icd10}&codeA=E11&codeB=I10`,
        status: 200,
        has: { 'parameter.valueCode': 'not-subsumed' },
      },
      { send: `GET /CodeSystem/$subsumes?system=${icd10}&codeA=E11&codeB=X99.99`, status: 404 },
    ],
  },
  {
    section: 'valueset-operation-expand.html',
    requires:
      'a value set is expanded by URL, at the instance and inline; exclude takes away what include gave',
    given: [wards, wardSet],
    steps: [
      {
        send: `GET /ValueSet/$expand?url=${wardSet.url}`,
        status: 200,
        lists: { 'expansion.contains.code': ['A1', 'B'] },
        has: { 'expansion.total': 2 },
      },
      {
        send: 'GET /ValueSet/tx-ward-set/$expand',
        status: 200,
        lists: { 'expansion.contains.code': ['A1', 'B'] },
      },
      {
        send: 'POST /ValueSet/$expand',
        body: asked({
          name: 'valueSet',
          resource: {
            resourceType: 'ValueSet',
            status: 'active',
            compose: {
              include: [
                { system: wards.url, filter: [{ property: 'concept', op: 'descendent-of', value: 'A' }] },
              ],
            },
          },
        }),
        status: 200,
        lists: { 'expansion.contains.code': ['A1'] },
      },
    ],
  },
  {
    section: 'valueset-operation-expand.html',
    requires: 'filter finds by words without marks; offset and count page; total counts all',
    steps: [
      {
        send: 'GET /ValueSet/$expand?url=urn:sen:value-set:ma-loai-kcb&filter=noi%20tru',
        status: 200,
        has: { 'expansion.contains.code': '03' },
      },
      {
        send: 'GET /ValueSet/$expand?url=urn:sen:value-set:ma-loai-kcb&offset=1&count=2',
        status: 200,
        lists: { 'expansion.contains.code': ['02', '03'] },
        has: { 'expansion.offset': 1, 'expansion.total': 16 },
      },
    ],
  },
  {
    section: 'valueset.html#expansion',
    requires: 'an expansion over a list that is only partly held says that it is not closed',
    steps: [
      {
        send: 'GET /ValueSet/$expand?url=urn:sen:value-set:icd-10&count=1',
        status: 200,
        has: { 'expansion.extension.url': 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed' },
      },
    ],
  },
  {
    section: 'valueset-operation-expand.html',
    requires:
      'what cannot be expanded is refused and says why: unknown, too long, a list that may not be held',
    steps: [
      { send: 'GET /ValueSet/$expand?url=urn:nobody', status: 404, has: { 'issue.code': 'not-found' } },
      {
        send: 'GET /ValueSet/$expand?url=urn:sen:value-set:icd-10',
        status: 422,
        has: { 'issue.code': 'too-costly' },
      },
      {
        send: 'GET /ValueSet/$expand?url=http://snomed.info/sct%3Ffhir_vs',
        status: 422,
        has: { 'issue.code': 'not-supported' },
      },
    ],
  },
  {
    section: 'valueset-operation-validate-code.html',
    requires: 'a code, a coding or any coding of a CodeableConcept is checked against a value set',
    given: [wards, wardSet],
    steps: [
      {
        send: `GET /ValueSet/$validate-code?url=${wardSet.url}&system=${wards.url}&code=A1`,
        status: 200,
        has: { 'parameter.valueBoolean': true },
      },
      {
        send: `GET /ValueSet/$validate-code?url=${wardSet.url}&system=${wards.url}&code=A`,
        status: 200,
        has: { 'parameter.valueBoolean': false },
      },
      {
        send: 'POST /ValueSet/tx-ward-set/$validate-code',
        body: asked({
          name: 'codeableConcept',
          valueCodeableConcept: {
            coding: [
              { system: 'urn:other', code: 'x' },
              { system: wards.url, code: 'B' },
            ],
          },
        }),
        status: 200,
        has: { 'parameter.valueBoolean': true },
      },
      { send: `GET /ValueSet/$validate-code?url=${wardSet.url}&code=A1`, status: 400 },
    ],
  },
  {
    section: 'conceptmap-operation-translate.html',
    requires: 'a code is translated by a map, forth and back; equivalence turns with the direction',
    given: [wards, wardMap],
    steps: [
      {
        send: `GET /ConceptMap/$translate?url=${wardMap.url}&system=${wards.url}&code=A1`,
        status: 200,
        has: {
          'parameter.valueBoolean': true,
          'parameter.part.valueCode': 'wider',
          'parameter.part.valueCoding.code': 'K01',
        },
      },
      {
        send: 'GET /ConceptMap/tx-ward-map/$translate?system=urn:vn:ma-khoa&code=K01&reverse=true',
        status: 200,
        has: { 'parameter.part.valueCode': 'narrower', 'parameter.part.valueCoding.code': 'A1' },
      },
      {
        send: `GET /ConceptMap/$translate?system=${wards.url}&code=B`,
        status: 200,
        has: { 'parameter.valueBoolean': false, 'parameter.name': 'message' },
      },
      { send: 'GET /ConceptMap/$translate?url=urn:nobody&system=urn:a&code=b', status: 404 },
    ],
  },
  {
    section: 'terminology-service.html',
    requires: 'the lists of the house are read and searched beside stored ones, and cannot be written over',
    steps: [
      {
        send: `GET /CodeSystem?url=${icd10}`,
        status: 200,
        lists: { 'entry.resource.id': ['icd-10'] },
        has: { 'entry.resource.content': 'fragment' },
      },
      { send: 'GET /ValueSet/administrative-gender', status: 200, has: { 'compose.include.system': gender } },
      { send: 'GET /ConceptMap/don-vi-hanh-chinh-2024-2025', status: 200, has: { version: '2025-07-01' } },
      {
        send: 'PUT /CodeSystem/dvkt',
        body: { resourceType: 'CodeSystem', id: 'dvkt', status: 'active', content: 'complete' },
        status: 405,
      },
    ],
  },
  {
    section: 'terminologycapabilities.html',
    requires: 'metadata with mode=terminology says which lists are here and what can be asked',
    steps: [
      {
        send: 'GET /metadata?mode=terminology',
        status: 200,
        has: { resourceType: 'TerminologyCapabilities', 'codeSystem.uri': icd10, 'expansion.paging': true },
        lacks: { closure: undefined },
      },
    ],
  },
  {
    section: 'terminology-service.html#security',
    requires: 'whoever has not signed in is asked to',
    steps: [{ send: `GET /CodeSystem/$lookup?system=${icd10}&code=E11`, as: 'stranger', status: 401 }],
  },
];
