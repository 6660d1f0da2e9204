import type { ConformanceCase } from './case.ts';

export const about = 'Batches and transactions.';

const uuid = 'urn:uuid:5b5b5b5b-0000-4000-8000-00000000000b';
const person = (value: string, id?: string): object => ({
  resourceType: 'Patient',
  ...(id !== undefined && { id }),
  identifier: [{ system: 'urn:bundle-cases', value }],
});
const stored = (
  id: string,
  value: string,
): Record<string, unknown> & { resourceType: string; id: string } => ({
  resourceType: 'Patient',
  id,
  identifier: [{ system: 'urn:bundle-cases', value }],
});
const finding = (reference: string): object => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  subject: { reference },
});
const post = (resource: object, more: object = {}): object => ({
  resource,
  request: { method: 'POST', url: (resource as { resourceType: string }).resourceType },
  ...more,
});
const bundle = (type: string, ...entry: object[]): object => ({ resourceType: 'Bundle', type, entry });

export const cases: readonly ConformanceCase[] = [
  {
    section: 'http.html#transaction',
    requires: 'entries point to each other by fullUrl; the answer stands in the order of the entries',
    steps: [
      {
        send: 'POST /',
        body: bundle('transaction', post(finding(uuid)), post(person('full'), { fullUrl: uuid })),
        status: 200,
        has: { type: 'transaction-response' },
        lists: { 'entry.response.status': ['201 Created', '201 Created'] },
      },
      {
        send: 'GET /Observation?subject.identifier=urn:bundle-cases|full',
        status: 200,
        has: { 'entry.resource.resourceType': 'Observation' },
      },
    ],
  },
  {
    section: 'http.html#transaction',
    requires: 'a transaction is all or nothing',
    steps: [
      {
        send: 'POST /',
        body: bundle('transaction', post(person('undone')), post({ resourceType: 'Patient', girl: true })),
        status: 422,
        has: { 'issue.expression': 'Bundle.entry[1].resource.girl' },
      },
      {
        send: 'GET /Patient?identifier=urn:bundle-cases|undone&_summary=count',
        status: 200,
        has: { total: 0 },
      },
    ],
  },
  {
    section: 'http.html#trules',
    requires: 'deletes come first, then creates, updates and patches, then reads',
    given: [stored('bundle-order', 'order')],
    steps: [
      {
        send: 'POST /',
        body: bundle(
          'transaction',
          { request: { method: 'GET', url: 'Patient?identifier=urn:bundle-cases|order&_summary=count' } },
          {
            resource: person('order'),
            request: { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=urn:bundle-cases|order' },
          },
          { request: { method: 'DELETE', url: 'Patient/bundle-order' } },
        ),
        status: 200,
        lists: { 'entry.response.status': ['200 OK', '201 Created', '204 No Content'] },
        has: { 'entry.resource.total': 1 },
      },
    ],
  },
  {
    section: 'http.html#trules',
    requires: 'a reference by condition means the one match, also one that the same transaction makes',
    given: [stored('bundle-cond', 'cond')],
    steps: [
      {
        send: 'POST /',
        body: bundle(
          'transaction',
          post(finding('Patient?identifier=urn:bundle-cases|cond')),
          post(finding('Patient?identifier=urn:bundle-cases|cond-new')),
          post(person('cond-new')),
        ),
        status: 200,
      },
      {
        send: 'GET /Observation?subject=Patient/bundle-cond',
        status: 200,
        has: { 'entry.resource.subject.reference': 'Patient/bundle-cond' },
      },
      {
        send: 'POST /',
        body: bundle('transaction', post(finding('Patient?identifier=urn:bundle-cases|nobody'))),
        status: 422,
      },
    ],
  },
  {
    section: 'http.html#trules',
    requires: 'two entries about one resource are refused, and two with the same fullUrl',
    given: [stored('bundle-twice', 'twice')],
    steps: [
      {
        send: 'POST /',
        body: bundle(
          'transaction',
          {
            resource: person('twice', 'bundle-twice'),
            request: { method: 'PUT', url: 'Patient/bundle-twice' },
          },
          { request: { method: 'DELETE', url: 'Patient?identifier=urn:bundle-cases|twice' } },
        ),
        status: 400,
      },
      {
        send: 'POST /',
        body: bundle(
          'transaction',
          post(person('a'), { fullUrl: uuid }),
          post(person('b'), { fullUrl: uuid }),
        ),
        status: 400,
      },
    ],
  },
  {
    section: 'http.html#transaction',
    requires: 'a bundle inside a bundle is not run',
    steps: [
      {
        send: 'POST /',
        body: bundle('transaction', { resource: bundle('batch'), request: { method: 'POST', url: '/' } }),
        status: 400,
      },
    ],
  },
  {
    section: 'http.html#patch',
    requires: 'a batch or transaction patches by JSON Patch in a Binary',
    given: [stored('bundle-patch', 'patch')],
    steps: [
      {
        send: 'POST /',
        body: bundle('transaction', {
          resource: {
            resourceType: 'Binary',
            contentType: 'application/json-patch+json',
            // [{"op":"add","path":"/gender","value":"male"}]
            data: 'W3sib3AiOiJhZGQiLCJwYXRoIjoiL2dlbmRlciIsInZhbHVlIjoibWFsZSJ9XQ==',
          },
          request: { method: 'PATCH', url: 'Patient/bundle-patch' },
        }),
        status: 200,
      },
      { send: 'GET /Patient/bundle-patch', status: 200, has: { gender: 'male' } },
    ],
  },
  {
    section: 'http.html#brules',
    requires: 'a batch goes on after a refusal; each entry has its status, and an outcome where it failed',
    given: [stored('bundle-batch', 'batch')],
    steps: [
      {
        send: 'POST /',
        body: bundle(
          'batch',
          { request: { method: 'GET', url: 'Patient/bundle-nobody' } },
          { request: { method: 'GET', url: 'Patient/bundle-batch' } },
          { request: { method: 'DELETE', url: 'Patient/bundle-batch' } },
        ),
        status: 200,
        has: { type: 'batch-response', 'entry.response.outcome.issue.code': 'not-found' },
        lists: { 'entry.response.status': ['404', '200 OK', '204 No Content'] },
      },
    ],
  },
];
