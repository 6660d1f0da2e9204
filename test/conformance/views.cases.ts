import type { ConformanceCase, Step } from './case.ts';

export const about = 'Tables out of resources: SQL on FHIR 2, shareable ViewDefinitions, and their run.';

const people = [
  {
    resourceType: 'Patient',
    id: 'view-hoa',
    gender: 'female',
    name: [{ family: 'Nguyễn', given: ['Hoa', 'Thị'] }, { family: 'Trần' }],
  },
  {
    resourceType: 'Patient',
    id: 'view-minh',
    gender: 'male',
    link: [{ type: 'seealso', other: { reference: 'Patient/view-minh' } }],
  },
];
const id = { name: 'id', path: 'getResourceKey()', type: 'id' };
const run = (
  view: object,
  format = 'json',
  data: readonly object[] = people,
): Pick<Step, 'send' | 'body'> => ({
  send: 'POST /$viewdefinition-run',
  body: {
    resourceType: 'Parameters',
    parameter: [
      {
        name: 'viewResource',
        resource: { resourceType: 'ViewDefinition', status: 'active', resource: 'Patient', ...view },
      },
      { name: '_format', valueCode: format },
      ...data.map((resource) => ({ name: 'resource', resource })),
    ],
  },
});
const family = { name: 'family', path: 'family', type: 'string' };

export const cases: readonly ConformanceCase[] = [
  {
    section: 'SQL on FHIR 2: column',
    requires: 'a column holds one value; several without collection are an error',
    steps: [
      {
        ...run({ select: [{ column: [id] }] }, 'csv'),
        status: 200,
        says: ['id\r\nview-hoa\r\nview-minh\r\n'],
      },
      { ...run({ select: [{ column: [{ name: 'f', path: 'name.family' }] }] }), status: 422 },
      {
        ...run({ select: [{ column: [{ name: 'f', path: 'name.family', collection: true }] }] }),
        status: 200,
        says: ['{"f":["Nguyễn","Trần"]}'],
      },
    ],
  },
  {
    section: 'SQL on FHIR 2: forEach and forEachOrNull',
    requires: 'a row for each element; forEachOrNull keeps the resource that has none',
    steps: [
      {
        ...run({ select: [{ column: [id] }, { forEach: 'name', column: [family] }] }, 'csv'),
        status: 200,
        says: ['id,family\r\nview-hoa,Nguyễn\r\nview-hoa,Trần\r\n'],
      },
      {
        ...run({ select: [{ column: [id] }, { forEachOrNull: 'name', column: [family] }] }, 'csv'),
        status: 200,
        says: ['view-minh,\r\n'],
      },
    ],
  },
  {
    section: 'SQL on FHIR 2: unionAll',
    requires: 'rows of several selects stand below each other under the same names',
    steps: [
      {
        ...run(
          {
            select: [
              {
                unionAll: [
                  { column: [{ name: 'w', path: 'id' }] },
                  { column: [{ name: 'w', path: 'gender' }] },
                ],
              },
            ],
          },
          'csv',
        ),
        status: 200,
        says: ['view-hoa\r\nfemale\r\n'],
      },
      { ...run({ select: [{ unionAll: [{ column: [id] }, { column: [family] }] }] }), status: 422 },
    ],
  },
  {
    section: 'SQL on FHIR 2: repeat',
    requires: 'a path is followed into the depth',
    steps: [
      {
        ...run(
          {
            resource: 'QuestionnaireResponse',
            select: [{ repeat: ['item'], column: [{ name: 'link', path: 'linkId' }] }],
          },
          'csv',
          [
            {
              resourceType: 'QuestionnaireResponse',
              item: [{ linkId: 'a', item: [{ linkId: 'b', item: [{ linkId: 'c' }] }] }],
            },
          ],
        ),
        status: 200,
        says: ['link\r\na\r\nb\r\nc\r\n'],
      },
    ],
  },
  {
    section: 'SQL on FHIR 2: where and constants',
    requires: 'conditions leave resources out and know the constants of the view',
    steps: [
      {
        ...run(
          {
            constant: [{ name: 'wanted', valueCode: 'male' }],
            select: [{ column: [id] }],
            where: [{ path: 'gender = %wanted' }],
          },
          'csv',
        ),
        status: 200,
        says: ['id\r\nview-minh\r\n'],
      },
      { ...run({ select: [{ column: [id] }], where: [{ path: 'gender' }] }), status: 422 },
    ],
  },
  {
    section: 'SQL on FHIR 2: getReferenceKey',
    requires: 'a reference gives the key of the resource it names, nothing for another type',
    steps: [
      {
        ...run(
          {
            select: [
              {
                column: [
                  { name: 'p', path: 'link.other.getReferenceKey(Patient)' },
                  { name: 'g', path: 'link.other.getReferenceKey(Group)' },
                ],
              },
            ],
          },
          'csv',
        ),
        status: 200,
        says: ['p,g\r\n,\r\nview-minh,\r\n'],
      },
    ],
  },
  {
    section: 'SQL on FHIR 2: $viewdefinition-run over the store',
    requires:
      'without inline data the store is read; patient and _limit narrow it; a stored view is run by its address',
    given: [{ resourceType: 'Patient', id: 'view-stored', name: [{ family: 'Kho' }] }],
    steps: [
      {
        send: 'PUT /ViewDefinition/conformance',
        body: {
          resourceType: 'ViewDefinition',
          id: 'conformance',
          status: 'active',
          resource: 'Patient',
          select: [{ column: [id] }, { forEach: 'name', column: [family] }],
        },
        status: 201,
        answers: { etag: 'W/"1"' },
      },
      {
        send: 'GET /ViewDefinition/conformance/$viewdefinition-run?_format=csv&patient=Patient/view-stored',
        status: 200,
        answers: { 'content-type': 'text/csv' },
        says: ['id,family\r\nview-stored,Kho\r\n'],
      },
      {
        send: 'GET /$viewdefinition-run?viewReference=ViewDefinition/conformance&_format=csv&_limit=1&patient=view-stored&header=false',
        status: 200,
        says: ['view-stored,Kho\r\n'],
      },
      { send: 'GET /ViewDefinition/nowhere/$run', status: 404, has: { resourceType: 'OperationOutcome' } },
      {
        send: 'GET /ViewDefinition/conformance/$run?_format=yaml',
        status: 400,
        has: { 'issue.code': 'not-supported' },
      },
    ],
  },
  {
    section: 'security.html#http',
    requires: 'rows come only from what the caller may read; an administrator and a stranger get none',
    steps: [
      { ...run({ select: [{ column: [id] }] }, 'csv', []), as: 'stranger', status: 401 },
      { ...run({ select: [{ column: [id] }] }, 'csv', []), as: 'quantri', status: 403 },
    ],
  },
];
