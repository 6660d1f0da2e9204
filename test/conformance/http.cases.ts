import { matches, type ConformanceCase } from './case.ts';

export const about = 'Reading, writing, patching and history over HTTP, one resource at a time.';

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
const jsonPatch = { 'content-type': 'application/json-patch+json' };
const patchOf = (...part: object[]): object => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'operation', part }],
});
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
    section: 'http.html#ccreate',
    requires: 'If-None-Exist makes one resource however often it is sent, and 412 for several matches',
    given: [named('http-ccreate-1', 'two'), named('http-ccreate-2', 'two')],
    steps: [
      {
        send: 'POST /Patient',
        headers: { 'if-none-exist': 'identifier=urn:http-cases|one' },
        body: named('x', 'one'),
        status: 201,
        keep: { made: 'id' },
      },
      {
        send: 'POST /Patient',
        headers: { 'if-none-exist': 'identifier=urn:http-cases|one' },
        body: named('x', 'one'),
        status: 200,
        has: { id: '{made}' },
      },
      {
        send: 'POST /Patient',
        headers: { 'if-none-exist': 'identifier=urn:http-cases|two' },
        body: named('x', 'two'),
        status: 412,
      },
    ],
  },
  {
    section: 'http.html#cread',
    requires: 'a reader who has the version gets 304; If-None-Match decides before If-Modified-Since',
    given: [person('http-cread')],
    steps: [
      {
        send: 'GET /Patient/http-cread',
        status: 200,
        keep: { tag: 'header:etag', time: 'header:last-modified' },
      },
      { send: 'GET /Patient/http-cread', headers: { 'if-none-match': '{tag}' }, status: 304 },
      { send: 'GET /Patient/http-cread', headers: { 'if-modified-since': '{time}' }, status: 304 },
      {
        send: 'GET /Patient/http-cread',
        headers: { 'if-none-match': 'W/"99"', 'if-modified-since': '{time}' },
        status: 200,
      },
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
    section: 'http.html#concurrency',
    requires: 'If-Match of an old version is 412 and changes nothing, of the present one it is done',
    given: [person('http-match')],
    steps: [
      { send: 'GET /Patient/http-match', status: 200, keep: { tag: 'header:etag' } },
      {
        send: 'PUT /Patient/http-match',
        headers: { 'if-match': 'W/"999"' },
        body: person('http-match', { gender: 'male' }),
        status: 412,
      },
      {
        send: 'PUT /Patient/http-match',
        headers: { 'if-match': '{tag}' },
        body: person('http-match', { gender: 'male' }),
        status: 200,
      },
      { send: 'DELETE /Patient/http-match', headers: { 'if-match': '{tag}' }, status: 412 },
    ],
  },
  {
    section: 'http.html#cond-update',
    requires:
      'no match creates (under the id that came), one match updates, another id is 400, several are 412',
    given: [named('http-cu-1', 'several'), named('http-cu-2', 'several')],
    steps: [
      {
        send: 'PUT /Patient?identifier=urn:http-cases|cu',
        body: named('http-cu', 'cu'),
        status: 201,
        has: { id: 'http-cu' },
      },
      {
        send: 'PUT /Patient?identifier=urn:http-cases|cu',
        body: { ...named('x', 'cu'), id: undefined, gender: 'male' },
        status: 200,
        has: { id: 'http-cu', gender: 'male' },
      },
      { send: 'PUT /Patient?identifier=urn:http-cases|cu', body: named('http-cu-9', 'cu'), status: 400 },
      {
        send: 'PUT /Patient?identifier=urn:http-cases|several',
        body: { ...named('x', 'several'), id: undefined },
        status: 412,
      },
      { send: 'PUT /Patient', body: named('x', 'y'), status: 400 },
    ],
  },
  {
    section: 'http.html#patch',
    requires: 'a JSON Patch changes what it names, keeps the digits of the rest, and is all or nothing',
    given: [person('http-patch-person')],
    steps: [
      {
        send: 'POST /Observation',
        body: '{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/http-patch-person"},"valueQuantity":{"value":1.00}}',
        status: 201,
        keep: { made: 'id' },
      },
      {
        send: 'PATCH /Observation/{made}',
        headers: jsonPatch,
        body: '[{"op":"test","path":"/status","value":"final"},{"op":"replace","path":"/status","value":"amended"}]',
        status: 200,
        has: { status: 'amended' },
        says: ['"value":1.00'],
      },
      {
        send: 'PATCH /Observation/{made}',
        headers: jsonPatch,
        body: '[{"op":"replace","path":"/status","value":"final"},{"op":"test","path":"/code/text","value":"y"}]',
        status: 422,
        has: { 'issue.expression': 'patch[1]' },
      },
      { send: 'GET /Observation/{made}', status: 200, has: { status: 'amended' } },
      { send: 'PATCH /Observation/{made}', headers: jsonPatch, body: '{}', status: 400 },
    ],
  },
  {
    section: 'fhirpatch.html#fhirpatch',
    requires: 'a FHIRPath Patch adds, replaces, inserts, moves and deletes',
    given: [person('http-fhirpatch', { gender: 'male' })],
    steps: [
      {
        send: 'PATCH /Patient/http-fhirpatch',
        body: patchOf(
          { name: 'type', valueCode: 'replace' },
          { name: 'path', valueString: 'Patient.gender' },
          { name: 'value', valueCode: 'female' },
        ),
        status: 200,
        has: { gender: 'female' },
      },
      {
        send: 'PATCH /Patient/http-fhirpatch',
        body: patchOf(
          { name: 'type', valueCode: 'insert' },
          { name: 'path', valueString: 'Patient.name' },
          { name: 'index', valueInteger: 0 },
          { name: 'value', valueHumanName: { text: 'An' } },
        ),
        status: 200,
        lists: { 'name.text': ['An', 'Nguyễn Văn An'] },
      },
      {
        send: 'PATCH /Patient/http-fhirpatch',
        body: patchOf(
          { name: 'type', valueCode: 'move' },
          { name: 'path', valueString: 'Patient.name' },
          { name: 'source', valueInteger: 0 },
          { name: 'destination', valueInteger: 1 },
        ),
        status: 200,
        lists: { 'name.text': ['Nguyễn Văn An', 'An'] },
      },
      {
        send: 'PATCH /Patient/http-fhirpatch',
        body: patchOf(
          { name: 'type', valueCode: 'delete' },
          { name: 'path', valueString: 'Patient.name[1]' },
        ),
        status: 200,
        lists: { 'name.text': ['Nguyễn Văn An'] },
      },
      {
        send: 'PATCH /Patient/http-fhirpatch',
        body: patchOf(
          { name: 'type', valueCode: 'add' },
          { name: 'path', valueString: 'Patient' },
          { name: 'name', valueString: 'girl' },
          { name: 'value', valueCode: 'x' },
        ),
        status: 422,
      },
    ],
  },
  {
    section: 'http.html#patch',
    requires: 'a patch by condition changes the one match; none is 404, several are 412',
    given: [named('http-cp', 'cp'), named('http-cp-1', 'cps'), named('http-cp-2', 'cps')],
    steps: [
      {
        send: 'PATCH /Patient?identifier=urn:http-cases|cp',
        headers: jsonPatch,
        body: '[{"op":"add","path":"/gender","value":"male"}]',
        status: 200,
        has: { id: 'http-cp', gender: 'male' },
      },
      {
        send: 'PATCH /Patient?identifier=urn:http-cases|nobody',
        headers: jsonPatch,
        body: '[]',
        status: 404,
      },
      { send: 'PATCH /Patient?identifier=urn:http-cases|cps', headers: jsonPatch, body: '[]', status: 412 },
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
    section: 'http.html#3.1.0.7.1',
    requires:
      'a delete by condition deletes the one match, and refuses several with 412, as the CapabilityStatement says',
    given: [named('http-cd', 'cd'), named('http-cd-1', 'cds'), named('http-cd-2', 'cds')],
    steps: [
      { send: 'DELETE /Patient?identifier=urn:http-cases|cd', status: 204 },
      { send: 'GET /Patient/http-cd', status: 410 },
      { send: 'DELETE /Patient?identifier=urn:http-cases|cds', status: 412 },
      { send: 'DELETE /Patient?identifier=urn:http-cases|nobody', status: 204 },
      { send: 'GET /metadata', status: 200, has: { 'rest.resource.conditionalDelete': 'single' } },
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
