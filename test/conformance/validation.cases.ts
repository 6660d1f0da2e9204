import type { ConformanceCase, GivenResource } from './case.ts';

export const about =
  'What a write is held against, and $validate, which says the same without keeping anything.';

const core = 'http://fhir.ehealth.gov.vn/core/';
const person = { resourceType: 'Patient', name: [{ text: 'Nguyễn Văn An' }] } as const;
const ours = {
  ...person,
  meta: { profile: [`${core}StructureDefinition/vn-core-patient`] },
  name: [{ text: 'Nguyễn Văn An', family: 'Nguyễn', given: ['An'] }],
  gender: 'male',
  birthDate: '1960-02-01',
} as const;
const race = (code: string): object => ({
  extension: [
    {
      url: `${core}StructureDefinition/extension-race`,
      valueCodeableConcept: { coding: [{ system: `${core}CodeSystem/vn-core-race`, code }] },
    },
  ],
});
const finding = (code: string): object => ({
  resourceType: 'Observation',
  meta: { profile: [`${core}StructureDefinition/vn-core-observation-physicalfindings`] },
  status: 'final',
  category: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'exam' }] },
  ],
  code: { coding: [{ system: 'http://loinc.org', code }] },
  subject: { reference: 'Patient/validation-an' },
  encounter: { reference: 'Encounter/validation-kham' },
  valueString: 'bình thường',
});
const operation = 'resource-operation-validate.html';
const inSnapshot = (path: string, min: number): object => ({
  id: path,
  path,
  definition: path,
  min,
  max: '*',
  base: { path, min: 0, max: '*' },
});
const storedProfile = (id: string, more: object = {}): GivenResource => ({
  resourceType: 'StructureDefinition',
  id,
  url: `http://example.org/${id}`,
  name: 'NguoiBenh',
  status: 'active',
  kind: 'resource',
  abstract: false,
  type: 'Patient',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
  derivation: 'constraint',
  differential: { element: [{ id: 'Patient.telecom', path: 'Patient.telecom', min: 1 }] },
  ...more,
});

export const cases: readonly ConformanceCase[] = [
  {
    section: 'validation.html',
    requires: 'an element that the standard does not have is refused, with its place',
    steps: [
      {
        send: 'POST /Patient',
        body: { ...person, tuoi: 3 },
        status: 422,
        has: { 'issue.expression': 'Patient.tuoi' },
      },
      {
        send: 'POST /Patient',
        body: { ...person, meta: { project: 'x' } },
        status: 422,
        has: { 'issue.expression': 'Patient.meta.project' },
      },
    ],
  },
  {
    section: 'conformance-rules.html#constraints',
    requires: 'an invariant that is not met stops a write and is named',
    steps: [
      {
        send: 'POST /Patient',
        body: { ...person, contact: [{ gender: 'male' }] },
        status: 422,
        has: { 'issue.code': 'invariant', 'issue.expression': 'Patient.contact[0]' },
        says: ['pat-1'],
      },
    ],
  },
  {
    section: 'profiling.html#profiles',
    requires: 'a claimed profile is checked with what it takes over from the profile that it builds on',
    steps: [
      { send: 'POST /Patient', body: ours, status: 201 },
      {
        send: 'POST /Patient',
        body: { ...ours, birthDate: undefined },
        status: 422,
        has: { 'issue.code': 'required', 'issue.expression': 'Patient.birthDate' },
      },
    ],
  },
  {
    section: 'terminologies.html#required',
    requires: 'a code outside a required value set stops a write; the answer names the value set',
    given: [
      { ...person, id: 'validation-an' },
      {
        resourceType: 'Encounter',
        id: 'validation-kham',
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
        subject: { reference: 'Patient/validation-an' },
      },
    ],
    steps: [
      { send: 'POST /Observation', body: finding('10199-8'), status: 201 },
      {
        send: 'POST /Observation',
        body: finding('1-8'),
        status: 422,
        has: { 'issue.code': 'code-invalid', 'issue.expression': 'Observation.code' },
        says: [`${core}ValueSet/physical-exam-type`],
      },
    ],
  },
  {
    section: 'terminologies.html#extensible',
    requires: 'a code outside an extensible value set is taken; a validation warns of it',
    steps: [
      { send: 'POST /Patient', body: { ...ours, ...race('Kinh') }, status: 201 },
      {
        send: 'POST /Patient/$validate',
        body: { ...ours, ...race('Kinh') },
        status: 200,
        has: { 'issue.severity': 'warning', 'issue.code': 'code-invalid' },
        lacks: { 'issue.severity': 'error' },
      },
      {
        send: 'POST /Patient/$validate',
        body: { ...ours, ...race('01') },
        status: 200,
        lacks: { 'issue.severity': 'warning' },
      },
    ],
  },
  {
    section: operation,
    requires:
      'a resource alone or in Parameters is examined and not kept; all is told in one OperationOutcome',
    steps: [
      {
        send: 'POST /Patient/$validate',
        body: { ...person, birthDate: '2026-02-31' },
        status: 200,
        has: {
          resourceType: 'OperationOutcome',
          'issue.severity': 'error',
          'issue.expression': 'Patient.birthDate',
        },
      },
      {
        send: 'POST /Patient/$validate',
        body: { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: person }] },
        status: 200,
        lists: { 'issue.code': ['informational'] },
      },
    ],
  },
  {
    section: operation,
    requires: 'the profile parameter is held against the resource; one that is not known is an error',
    steps: [
      {
        send: `POST /Patient/$validate?profile=${core}StructureDefinition/vn-core-patient`,
        body: person,
        status: 200,
        has: { 'issue.expression': 'Patient.gender' },
      },
      {
        send: 'POST /Patient/$validate?profile=http://example.org/khong-co',
        body: person,
        status: 200,
        has: { 'issue.severity': 'error', 'issue.code': 'not-supported' },
      },
    ],
  },
  {
    section: 'profiling.html#resources',
    requires:
      '$validate holds a resource against a stored StructureDefinition; one without snapshot is refused with a sentence',
    given: [
      storedProfile('validation-dien-thoai', {
        snapshot: { element: [inSnapshot('Patient', 0), inSnapshot('Patient.telecom', 1)] },
      }),
      storedProfile('validation-thieu-snapshot'),
    ],
    steps: [
      {
        send: 'POST /Patient/$validate?profile=http://example.org/validation-dien-thoai',
        body: person,
        status: 200,
        has: { 'issue.severity': 'error', 'issue.expression': 'Patient.telecom' },
      },
      {
        send: 'POST /Patient/$validate?profile=http://example.org/validation-dien-thoai',
        body: { ...person, telecom: [{ system: 'phone', value: '024' }] },
        status: 200,
        lacks: { 'issue.severity': 'error' },
      },
      {
        send: 'POST /Patient/$validate?profile=http://example.org/validation-thieu-snapshot',
        body: person,
        status: 200,
        has: { 'issue.severity': 'error' },
        says: ['snapshot'],
      },
    ],
  },
  {
    section: operation,
    requires: 'mode update and delete say whether the write would be taken, and change nothing',
    given: [{ ...person, id: 'validation-mode' }],
    steps: [
      {
        send: 'POST /Patient/validation-mode/$validate?mode=update',
        headers: { 'if-match': 'W/"99"' },
        body: { ...person, id: 'validation-mode' },
        status: 200,
        has: { 'issue.severity': 'error', 'issue.code': 'conflict' },
      },
      {
        send: 'POST /Patient/validation-mode/$validate',
        body: { resourceType: 'Parameters', parameter: [{ name: 'mode', valueCode: 'delete' }] },
        status: 200,
        lacks: { 'issue.severity': 'error' },
      },
      { send: 'GET /Patient/validation-mode', status: 200, has: { 'meta.versionId': '1' } },
    ],
  },
  {
    section: operation,
    requires: 'a stored resource is examined as it is; who may not see it learns nothing',
    given: [{ ...person, id: 'validation-stored' }],
    steps: [
      {
        send: 'GET /Patient/validation-stored/$validate',
        status: 200,
        lists: { 'issue.code': ['informational'] },
      },
      {
        send: `GET /Patient/validation-stored/$validate?mode=profile&profile=${core}StructureDefinition/vn-core-patient`,
        status: 200,
        has: { 'issue.expression': 'Patient.birthDate' },
      },
      { send: 'GET /Patient/validation-stored/$validate', as: 'hoa', status: 403 },
      { send: 'GET /Patient/validation-stored/$validate', as: 'stranger', status: 401 },
      {
        send: 'POST /Patient/$validate?mode=guess',
        body: person,
        status: 400,
        has: { 'issue.expression': 'mode' },
      },
    ],
  },
];
