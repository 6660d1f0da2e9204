import type { ConformanceCase } from './case.ts';

export const about = 'Reading one resource, and what a reader without a right is told.';

const person = { resourceType: 'Patient', id: 'read-an', name: [{ text: 'Nguyễn Văn An' }] } as const;

export const cases: readonly ConformanceCase[] = [
  {
    section: 'http.html#read',
    requires: 'a read answers the current version with its ETag and the time of its last change',
    given: [person],
    steps: [
      {
        send: 'GET /Patient/read-an',
        status: 200,
        answers: { etag: 'W/"', 'content-type': 'application/fhir+json', 'last-modified': 'GMT' },
        has: { id: 'read-an', 'name.text': 'Nguyễn Văn An' },
      },
    ],
  },
  {
    section: 'http.html#read',
    requires: 'an id that was never there is 404, a deleted one 410',
    given: [{ ...person, id: 'read-gone' }],
    steps: [
      { send: 'GET /Patient/read-never', status: 404, has: { resourceType: 'OperationOutcome' } },
      { send: 'DELETE /Patient/read-gone', status: 204 },
      { send: 'GET /Patient/read-gone', status: 410, has: { 'issue.severity': 'error' } },
    ],
  },
  {
    section: 'http.html#vread',
    requires: 'an older version stays readable after the resource changed',
    given: [{ ...person, id: 'read-twice' }],
    steps: [
      { send: 'GET /Patient/read-twice', status: 200, keep: { first: 'meta.versionId' } },
      {
        send: 'PUT /Patient/read-twice',
        body: { ...person, id: 'read-twice', birthDate: '1990-05-20' },
        status: 200,
        keep: { second: 'meta.versionId' },
      },
      { send: 'GET /Patient/read-twice/_history/{first}', status: 200, lacks: { birthDate: undefined } },
      { send: 'GET /Patient/read-twice/_history/{second}', status: 200, has: { birthDate: '1990-05-20' } },
    ],
  },
  {
    section: 'security.html#http',
    requires: 'a stranger is told to sign in, a person without a reason sees nothing of another',
    given: [{ ...person, id: 'read-private' }],
    steps: [
      { send: 'GET /Patient/read-private', as: 'stranger', status: 401, lacks: { name: undefined } },
      { send: 'GET /Patient/read-private', as: 'hoa', status: 403, lacks: { name: undefined } },
    ],
  },
];
