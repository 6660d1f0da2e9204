import type { ConformanceCase } from './case.ts';

export const about = 'Conditional reads and writes, versions that must agree, and patches.';

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

export const cases: readonly ConformanceCase[] = [
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
];
