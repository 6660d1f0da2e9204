import type { ConformanceCase, GivenResource } from './case.ts';

export const about = 'Bulk Data: export in the background, its status, files and end; import line by line.';

const begin = { prefer: 'respond-async', accept: 'application/fhir+json' };
const person = (id: string): GivenResource => ({
  resourceType: 'Patient',
  id,
  name: [{ text: 'Lê Văn Xuất' }],
});
const at = (anchor: string): string => `Bulk Data 2.0: ${anchor}`;

export const cases: readonly ConformanceCase[] = [
  {
    section: at('Bulk Data Kick-off Request'),
    requires:
      'a kick-off answers 202 with Content-Location and no resource; the status tells of it and brings a manifest at the end',
    given: [person('bulk-an')],
    steps: [
      {
        send: 'GET /$export?_type=Patient',
        headers: begin,
        status: 202,
        answers: { 'content-location': '/fhir/$export-status/' },
        keep: { status: 'header:content-location' },
      },
      {
        send: 'GET {status}',
        headers: { accept: 'application/json' },
        waitsThrough: 202,
        status: 200,
        answers: { 'content-type': 'application/json', expires: 'GMT' },
        has: { requiresAccessToken: true, 'output.type': 'Patient', request: '{base}/$export?_type=Patient' },
        lists: { error: [] },
        keep: { file: 'output.url' },
      },
      {
        send: 'GET {file}',
        headers: { accept: 'application/fhir+ndjson' },
        status: 200,
        answers: { 'content-type': 'application/fhir+ndjson', 'repr-digest': 'sha-256=:' },
        says: ['"resourceType":"Patient"'],
      },
    ],
  },
  {
    section: at('Bulk Data Kick-off Request, POST'),
    requires: 'parameters may come as a Parameters resource, also for the patients and for a group',
    given: [
      person('bulk-binh'),
      {
        resourceType: 'Group',
        id: 'bulk-nhom',
        type: 'person',
        actual: true,
        member: [{ entity: { reference: 'Patient/bulk-binh' } }],
      },
    ],
    steps: [
      {
        send: 'POST /Patient/$export',
        headers: begin,
        body: { resourceType: 'Parameters', parameter: [{ name: '_type', valueString: 'Patient' }] },
        status: 202,
        keep: { status: 'header:content-location' },
      },
      { send: 'GET {status}', waitsThrough: 202, status: 200, has: { 'output.type': 'Patient' } },
      {
        send: 'GET /Group/bulk-nhom/$export?_type=Patient',
        headers: begin,
        status: 202,
        keep: { status: 'header:content-location' },
      },
      { send: 'GET {status}', waitsThrough: 202, status: 200, lists: { 'output.count': [1] } },
    ],
  },
  {
    section: at('Query Parameters'),
    requires:
      'a parameter that is not known is refused, and passed over for a lenient caller; wrong values are refused',
    steps: [
      { send: 'GET /$export?_la=1', headers: begin, status: 400, has: { resourceType: 'OperationOutcome' } },
      { send: 'GET /$export?_type=Khong', headers: begin, status: 400 },
      { send: 'GET /$export?_outputFormat=text/csv', headers: begin, status: 400 },
      {
        send: 'GET /$export?_la=1&_type=Group',
        headers: { ...begin, prefer: 'respond-async, handling=lenient' },
        status: 202,
        keep: { status: 'header:content-location' },
      },
      { send: 'DELETE {status}', status: 202 },
    ],
  },
  {
    section: at('Bulk Data Kick-off Request, headers'),
    requires: 'without Prefer: respond-async the server says what is missing',
    steps: [
      {
        send: 'GET /$export',
        status: 400,
        has: { resourceType: 'OperationOutcome', 'issue.code': 'required' },
      },
    ],
  },
  {
    section: at('Bulk Data Delete Request'),
    requires:
      'an export that is taken back answers 202, afterwards its status is 404 with an OperationOutcome',
    steps: [
      {
        send: 'GET /$export?_type=Organization',
        headers: begin,
        status: 202,
        keep: { status: 'header:content-location' },
      },
      { send: 'DELETE {status}', status: 202 },
      { send: 'GET {status}', status: 404, has: { resourceType: 'OperationOutcome' } },
      { send: 'DELETE {status}', status: 404, has: { resourceType: 'OperationOutcome' } },
    ],
  },
  {
    section: at('Security Considerations'),
    requires:
      'nobody begins an export without a token, no person does, and nobody sees the export of another',
    steps: [
      { send: 'GET /$export', as: 'stranger', headers: begin, status: 401 },
      { send: 'GET /$export', as: 'bs.lan', headers: begin, status: 403 },
      {
        send: 'GET /$export?_type=Organization',
        headers: begin,
        status: 202,
        keep: { status: 'header:content-location' },
      },
      { send: 'GET {status}', as: 'quantri', status: 403 },
      { send: 'DELETE {status}', status: 202 },
    ],
  },
  {
    section: 'Bulk Data Import (draft of HL7): Kick-off',
    requires:
      'lines of resources are taken with 202 and a status to ask; what is no NDJSON is refused, and who may not write all',
    steps: [
      {
        send: 'POST /$import',
        headers: { 'content-type': 'application/fhir+ndjson' },
        body: '{"resourceType":"Patient","id":"bulk-in-an"}\n{"resourceType":"Patient","id":"bulk-in-binh"}\n',
        status: 202,
        answers: { 'content-location': '/fhir/$import-status/' },
      },
      {
        send: 'GET /Patient/bulk-in-binh',
        waitsThrough: 404,
        status: 200,
        has: { id: 'bulk-in-binh' },
      },
      { send: 'POST /$import', body: { resourceType: 'Parameters' }, status: 415 },
      {
        send: 'POST /$import',
        as: 'bs.lan',
        headers: { 'content-type': 'application/fhir+ndjson' },
        body: '{"resourceType":"Patient","id":"bulk-in-no"}',
        status: 403,
        has: { resourceType: 'OperationOutcome' },
      },
    ],
  },
];
