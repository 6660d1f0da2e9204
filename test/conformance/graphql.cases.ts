import type { ConformanceCase, Step } from './case.ts';

export const about = 'GraphQL over the record, reading only.';

const patient = {
  resourceType: 'Patient',
  id: 'graphql-an',
  active: true,
  name: [
    { use: 'official', family: 'Nguyễn', given: ['An'] },
    { use: 'usual', given: ['Tí', 'Bi'] },
  ],
} as const;
const weight = {
  resourceType: 'Observation',
  id: 'graphql-weight',
  status: 'final',
  code: { text: 'cân nặng' },
  subject: { reference: 'Patient/graphql-an' },
} as const;
const ask = (query: string, where = ''): Pick<Step, 'send' | 'body'> => ({
  send: `POST ${where}/$graphql`,
  body: { query },
});

export const cases: readonly ConformanceCase[] = [
  {
    section: 'graphql.html#fhir-graphql-operation',
    requires: 'a query is asked of one resource or of the whole store, by POST or GET',
    given: [patient, weight],
    steps: [
      {
        ...ask('{ id active }', '/Patient/graphql-an'),
        status: 200,
        has: { 'data.id': 'graphql-an', 'data.active': true },
      },
      {
        ...ask('{ Patient(id: "graphql-an") { name { family } } }'),
        status: 200,
        has: { 'data.Patient.name.family': 'Nguyễn' },
      },
      {
        send: 'GET /Patient/graphql-an/$graphql?query=%7Bid%7D',
        status: 200,
        has: { 'data.id': 'graphql-an' },
      },
    ],
  },
  {
    section: 'graphql.html#list-navigation',
    requires:
      'lists are filtered by the fields of their elements, by FHIRPath, and cut by _count and _offset',
    given: [patient, weight],
    steps: [
      {
        ...ask('{ name(use: usual) { given } }', '/Patient/graphql-an'),
        status: 200,
        lists: { 'data.name.given': ['Tí', 'Bi'] },
      },
      {
        ...ask('{ name(fhirpath: "family.exists()") { given } }', '/Patient/graphql-an'),
        status: 200,
        lists: { 'data.name.given': ['An'] },
      },
      {
        ...ask('{ name(_offset: 1, _count: 1) { use } }', '/Patient/graphql-an'),
        status: 200,
        lists: { 'data.name.use': ['usual'] },
      },
    ],
  },
  {
    section: 'graphql.html#references',
    requires: 'a reference leads to its resource, if it is of the wanted type',
    given: [patient, weight],
    steps: [
      {
        ...ask('{ subject { resource(type: Patient) { active } } }', '/Observation/graphql-weight'),
        status: 200,
        has: { 'data.subject.resource.active': true },
      },
      {
        ...ask('{ subject { resource(type: Group) { id } } }', '/Observation/graphql-weight'),
        status: 200,
        lacks: { 'data.subject.resource': undefined },
      },
      {
        ...ask('{ subject { resource { ... on Patient { id } } } }', '/Observation/graphql-weight'),
        status: 200,
        has: { 'data.subject.resource.id': 'graphql-an' },
      },
    ],
  },
  {
    section: 'graphql.html#reverse-references',
    requires: 'what points to a resource is found from it',
    given: [patient, weight],
    steps: [
      {
        ...ask('{ ObservationList(_reference: patient) { id } }', '/Patient/graphql-an'),
        status: 200,
        lists: { 'data.ObservationList.id': ['graphql-weight'] },
      },
    ],
  },
  {
    section: 'graphql.html#searching',
    requires: 'searches take the search parameters of the type, as a list or in pages with cursors',
    given: [patient, weight],
    steps: [
      {
        ...ask('{ PatientList(_id: "graphql-an") { id } }'),
        status: 200,
        lists: { 'data.PatientList.id': ['graphql-an'] },
      },
      {
        ...ask('{ PatientConnection(_id: "graphql-an") { count next edges { mode resource { id } } } }'),
        status: 200,
        has: { 'data.PatientConnection.count': 1, 'data.PatientConnection.edges.resource.id': 'graphql-an' },
      },
      {
        ...ask('{ PatientList(shoe_size: 40) { id } }'),
        status: 400,
        has: { resourceType: 'OperationOutcome' },
      },
    ],
  },
  {
    section: 'graphql.html#flattening',
    requires: '@flatten, @first, @singleton and @slice shape the answer',
    given: [patient, weight],
    steps: [
      {
        ...ask('{ name @flatten { given family @singleton } }', '/Patient/graphql-an'),
        status: 200,
        lists: { 'data.given': ['An', 'Tí', 'Bi'], 'data.family': ['Nguyễn'] },
      },
      {
        ...ask('{ name @flatten @slice(path: "use") { given @first } }', '/Patient/graphql-an'),
        status: 200,
        says: ['"given.usual":"Tí"'],
      },
    ],
  },
  {
    section: 'security.html#http',
    requires: 'no field shows what a read would refuse',
    given: [patient, weight],
    steps: [
      {
        ...ask('{ Patient(id: "graphql-an") { name { family } } }'),
        as: 'hoa',
        status: 200,
        has: { 'errors.extensions.code': 'access.denied' },
        lacks: { 'data.Patient.name.family': 'Nguyễn' },
      },
      { ...ask('{ id }'), as: 'stranger', status: 401 },
    ],
  },
];
