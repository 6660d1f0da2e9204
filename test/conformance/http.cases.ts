import { matches, type ConformanceCase } from './case.ts';

export const about = 'Writing, formats, history and what the server says of itself, one resource at a time.';

const person = (
  id: string,
  more: object = {},
): Record<string, unknown> & { resourceType: string; id: string } => ({
  resourceType: 'Patient',
  id,
  name: [{ text: 'Nguyễn Văn An' }],
  ...more,
});
const named = (id: string, value: string): ReturnType<typeof person> =>
  person(id, { identifier: [{ system: 'urn:http-cases', value }] });
const xmlPerson =
  '<Patient xmlns="http://hl7.org/fhir"><name><text value="Trần Thị Hoa"/></name><gender value="female"/></Patient>';

export const cases: readonly ConformanceCase[] = [
  {
    section: 'http.html#create',
    requires: 'a create answers 201 with Location, ETag and Last-Modified; an id that came is not kept',
    steps: [
      {
        send: 'POST /Patient',
        body: person('http-not-kept'),
        status: 201,
        answers: { location: '/_history/1', etag: 'W/"1"', 'last-modified': 'GMT' },
        lacks: { id: 'http-not-kept' },
      },
    ],
  },
  {
    section: 'http.html#create',
    requires: 'what is no JSON is 400, what does not meet the standard 422, both with an OperationOutcome',
    steps: [
      {
        send: 'POST /Patient',
        body: '{"resourceType":',
        status: 400,
        has: { resourceType: 'OperationOutcome' },
      },
      {
        send: 'POST /Patient',
        body: { resourceType: 'Patient', girl: true },
        status: 422,
        has: { 'issue.expression': 'Patient.girl' },
      },
      { send: 'POST /Patient', body: { resourceType: 'Observation' }, status: 400 },
    ],
  },
  {
    section: 'http.html#update',
    requires: 'an update needs the id of its address in the resource, and makes the next version',
    given: [person('http-update')],
    steps: [
      {
        send: 'PUT /Patient/http-update',
        body: person('http-update', { birthDate: '1980-01-01' }),
        status: 200,
        answers: { etag: 'W/"' },
        has: { birthDate: '1980-01-01' },
      },
      { send: 'PUT /Patient/http-update', body: person('http-other'), status: 400 },
      { send: 'PUT /Patient/http-update', body: { resourceType: 'Patient' }, status: 400 },
    ],
  },
  {
    section: 'http.html#upsert',
    requires: 'a trusted system makes a resource under an id of its own; a person does not (405)',
    steps: [
      {
        send: 'PUT /Patient/http-upsert',
        body: person('http-upsert'),
        status: 201,
        answers: { location: '/Patient/http-upsert/_history/1' },
      },
      {
        send: 'PUT /Observation/http-upsert-o',
        as: 'bs.lan',
        body: {
          resourceType: 'Observation',
          id: 'http-upsert-o',
          status: 'final',
          code: { text: 'x' },
          subject: { reference: 'Patient/http-upsert' },
        },
        status: 405,
      },
    ],
  },
  {
    section: 'http.html#delete',
    requires: 'a deleted resource is 410, is found no more, and its history tells of the deletion',
    given: [named('http-delete', 'gone')],
    steps: [
      { send: 'DELETE /Patient/http-delete', status: 204 },
      { send: 'GET /Patient/http-delete', status: 410 },
      { send: 'DELETE /Patient/http-delete', status: 204 },
      { send: 'GET /Patient?identifier=urn:http-cases|gone', status: 200, lists: { [matches]: [] } },
      {
        send: 'GET /Patient/http-delete/_history',
        status: 200,
        lists: { 'entry.request.method': ['DELETE', 'PUT'] },
      },
    ],
  },
  {
    section: 'http.html#history',
    requires: 'history of one, of a type and of all is newest first, with _since, _at and _count',
    given: [person('http-history')],
    steps: [
      {
        send: 'PUT /Patient/http-history',
        body: person('http-history', { gender: 'male' }),
        status: 200,
        keep: { second: 'meta.lastUpdated', version: 'meta.versionId' },
      },
      {
        send: 'GET /Patient/http-history/_history?_count=1',
        status: 200,
        has: { type: 'history', 'link.relation': 'next' },
        lists: { 'entry.resource.meta.versionId': ['{version}'] },
      },
      {
        send: 'GET /Patient/http-history/_history?_at={second}',
        status: 200,
        has: { 'entry.resource.meta.versionId': '{version}' },
      },
      { send: 'GET /Patient/http-history/_history?_at=2001', status: 200, lacks: { entry: undefined } },
      {
        send: 'GET /Patient/_history?_since={second}',
        status: 200,
        has: { 'entry.resource.id': 'http-history' },
      },
      { send: 'GET /_history?_since={second}', status: 200, has: { 'entry.resource.id': 'http-history' } },
      {
        send: 'GET /_history?_count=5',
        as: 'hoa',
        status: 200,
        lacks: { 'entry.resource.id': 'http-history' },
      },
    ],
  },
  {
    section: 'http.html#ops',
    requires: 'Prefer: return decides what a writer gets back',
    steps: [
      {
        send: 'POST /Patient',
        headers: { prefer: 'return=minimal' },
        body: person('x'),
        status: 201,
        answers: { location: '/Patient/' },
      },
      {
        send: 'POST /Patient',
        headers: { prefer: 'return=representation' },
        body: person('x'),
        status: 201,
        has: { resourceType: 'Patient' },
      },
      {
        send: 'POST /Patient',
        headers: { prefer: 'return=OperationOutcome' },
        body: person('x'),
        status: 201,
        has: { resourceType: 'OperationOutcome' },
      },
    ],
  },
  {
    section: 'http.html#mime-type',
    requires: 'XML is taken and given; _format goes before Accept; other types are 406 and 415',
    steps: [
      {
        send: 'POST /Patient',
        headers: { 'content-type': 'application/fhir+xml' },
        body: xmlPerson,
        status: 201,
        has: { 'name.text': 'Trần Thị Hoa', gender: 'female' },
        keep: { made: 'id' },
      },
      {
        send: 'GET /Patient/{made}',
        headers: { accept: 'application/fhir+xml' },
        status: 200,
        answers: { 'content-type': 'application/fhir+xml; charset=utf-8' },
        says: ['<gender value="female"/>'],
      },
      {
        send: 'GET /Patient/{made}?_format=json',
        headers: { accept: 'application/fhir+xml' },
        status: 200,
        answers: { 'content-type': 'application/fhir+json' },
      },
      { send: 'GET /Patient/{made}', headers: { accept: 'text/turtle' }, status: 406 },
      { send: 'POST /Patient', headers: { 'content-type': 'text/turtle' }, body: 'x', status: 415 },
    ],
  },
  {
    section: 'http.html#version-parameter',
    requires: 'a caller who names another version of FHIR is told that it is not spoken here',
    given: [person('http-version')],
    steps: [
      {
        send: 'GET /Patient/http-version',
        headers: { accept: 'application/fhir+json; fhirVersion=4.0' },
        status: 200,
      },
      {
        send: 'GET /Patient/http-version',
        headers: { accept: 'application/fhir+json; fhirVersion=3.0' },
        status: 406,
      },
    ],
  },
  {
    section: 'xml.html#xml',
    requires: 'a DOCTYPE and entities are refused, whatever they point to',
    steps: [
      {
        send: 'POST /Patient',
        headers: { 'content-type': 'application/fhir+xml' },
        body: `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${xmlPerson}`,
        status: 400,
        has: { 'issue.severity': 'error' },
      },
    ],
  },
  {
    section: 'http.html#head',
    requires: 'HEAD answers as GET without a body',
    given: [person('http-head')],
    steps: [
      { send: 'HEAD /Patient/http-head', status: 200, answers: { etag: 'W/"', 'last-modified': 'GMT' } },
      { send: 'HEAD /Patient/http-nobody', status: 404 },
    ],
  },
  {
    section: 'http.html#capabilities',
    requires: 'the CapabilityStatement names what is there, and each operation leads to its definition',
    steps: [
      {
        send: 'GET /metadata',
        status: 200,
        has: {
          fhirVersion: '4.0.1',
          format: 'application/fhir+xml',
          patchFormat: 'application/json-patch+json',
          'rest.interaction.code': 'history-system',
          'rest.resource.interaction.code': 'patch',
          'rest.resource.conditionalUpdate': true,
        },
      },
      {
        send: 'GET /OperationDefinition/Patient-everything',
        status: 200,
        has: { code: 'everything', 'parameter.name': '_since' },
      },
    ],
  },
];
