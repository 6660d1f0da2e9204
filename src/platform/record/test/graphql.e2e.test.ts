import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;

const hoa = {
  resourceType: 'Patient',
  id: 'hoa',
  active: true,
  gender: 'female',
  birthDate: '1990-05-06',
  _birthDate: { extension: [{ url: 'u', valueString: 'sáng' }] },
  identifier: [{ system: 'urn:x', value: '12345' }],
  name: [
    { use: 'official', family: 'Nguyễn', given: ['Hoa', 'Thị'] },
    { use: 'usual', given: ['Bé'] },
    { use: 'maiden', family: 'Trần', given: ['Hoa', 'Nhỏ'] },
  ],
};

interface Answer {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors:
    readonly { readonly path: unknown; readonly extensions: { readonly code: string } }[] | undefined;
  readonly text: string;
}

async function ask(
  query: string,
  where = '',
  actor = 'sen',
  variables?: object,
  operationName?: string,
): Promise<Answer> {
  const body = {
    query,
    ...(variables && { variables }),
    ...(operationName !== undefined && { operationName }),
  };
  const answer = await record.call('POST', `${where}/$graphql`, body, { 'x-actor': actor });
  const json = answer.json as { data: Answer['data']; errors?: Answer['errors'] };
  return { status: answer.status, data: json?.data, errors: json?.errors, text: answer.text };
}

const observation = (id: string, patient: string, value: number) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
  subject: { reference: `Patient/${patient}` },
  valueQuantity: { value, unit: 'kg' },
});

beforeAll(async () => {
  record = await startRecord();
  const put = async (resource: { resourceType: string; id: string }): Promise<void> => {
    const answer = await record.call('PUT', `/${resource.resourceType}/${resource.id}`, resource);
    expect(answer.status, answer.text).toBe(201);
  };
  await put(hoa);
  await put({ resourceType: 'Patient', id: 'lan', name: [{ family: 'Lan' }] } as never);
  for (let at = 0; at < 12; at++) await put(observation(`o${at}`, at < 8 ? 'hoa' : 'lan', at + 0.5));
  await record.call(
    'PUT',
    '/Observation/zeros',
    JSON.stringify(observation('zeros', 'hoa', 77)).replace('77', '1.00'),
  );
  record.actAs('hoa', anActor({ kind: 'person', accountId: 'hoa', roles: ['citizen'], patientId: 'hoa' }));
  record.actAs('admin', anActor({ kind: 'person', accountId: 'admin', roles: ['administrator'] }));
  record.actAs('stranger', anActor({ kind: 'anonymous' }));
});
afterAll(() => record.stop());

describe('$graphql on one resource', () => {
  const onHoa = async (query: string): Promise<Answer['data']> => (await ask(query, '/Patient/hoa')).data;

  it('gives the fields that were asked for and no more', async () => {
    expect(await onHoa('{ id active name { family given } photo { title } deceasedBoolean }')).toEqual({
      id: 'hoa',
      active: true,
      name: [
        { family: 'Nguyễn', given: ['Hoa', 'Thị'] },
        { given: ['Bé'] },
        { family: 'Trần', given: ['Hoa', 'Nhỏ'] },
      ],
    });
  });

  it('filters lists by fields, by FHIRPath, and cuts them', async () => {
    expect(await onHoa('{ name(use: official) { family } }')).toEqual({ name: [{ family: 'Nguyễn' }] });
    expect(await onHoa('{ name(fhirpath: "family.empty()") { given } }')).toEqual({
      name: [{ given: ['Bé'] }],
    });
    expect(await onHoa('{ name(_offset: 1, _count: 1) { use } }')).toEqual({ name: [{ use: 'usual' }] });
  });

  it('what stands beside a primitive is there too', async () => {
    expect(await onHoa('{ birthDate _birthDate { extension(url: "u") { valueString } } }')).toEqual({
      birthDate: '1990-05-06',
      _birthDate: { extension: [{ valueString: 'sáng' }] },
    });
  });

  it('@flatten, @first, @singleton and @slice shape the answer', async () => {
    expect(
      await onHoa('{ identifier @flatten { system value } active name @flatten { given family } }'),
    ).toEqual({
      system: ['urn:x'],
      value: ['12345'],
      active: true,
      given: ['Hoa', 'Thị', 'Bé', 'Hoa', 'Nhỏ'],
      family: ['Nguyễn', 'Trần'],
    });
    expect(await onHoa('{ name @flatten { given @first family } }')).toEqual({
      given: ['Hoa', 'Bé', 'Hoa'],
      family: ['Nguyễn', 'Trần'],
    });
    expect(await onHoa('{ name @flatten @first { given family @singleton } }')).toEqual({
      given: ['Hoa', 'Thị'],
      family: 'Nguyễn',
    });
    expect(await onHoa('{ name @flatten @slice(path: "use") { given family @singleton } }')).toEqual({
      'given.official': ['Hoa', 'Thị'],
      'family.official': 'Nguyễn',
      'given.usual': ['Bé'],
      'given.maiden': ['Hoa', 'Nhỏ'],
      'family.maiden': 'Trần',
    });
    expect(await onHoa('{ name @flatten @slice(path: "$index") { given } }')).toMatchObject({
      'given.1': ['Bé'],
    });
    expect((await ask('{ name @flatten { family @singleton } }', '/Patient/hoa')).status).toBe(400);
  });

  it('fragments, aliases, variables, @skip and @include work as everywhere', async () => {
    const query = `query One { id } query test($long: Boolean = false, $use: String!) {
      id @skip(if: $long) called: name(use: $use) { ...Words } ... on Patient { gender @include(if: $long) } ... on Group { quantity }
    } fragment Words on HumanName { given }`;
    const answer = await ask(query, '/Patient/hoa', 'sen', { use: 'usual', long: true }, 'test');
    expect(answer.data).toEqual({ called: [{ given: ['Bé'] }], gender: 'female' });
    expect((await ask(query, '/Patient/hoa', 'sen', {}, 'test')).status).toBe(400);
  });

  it('goes along references there and back', async () => {
    const forward = await ask(
      '{ subject { reference resource(type: Patient) { active } } valueQuantity { value } }',
      '/Observation/zeros',
    );
    expect(forward.text).toBe(
      '{"data":{"subject":{"reference":"Patient/hoa","resource":{"active":true}},"valueQuantity":{"value":1.00}}}',
    );
    expect((await ask('{ subject { resource(type: Group) { id } } }', '/Observation/o1')).data).toEqual({
      subject: {},
    });
    const { data } = await ask(
      '{ id ObservationList(_reference: patient, _count: 100) { id } }',
      '/Patient/lan',
    );
    expect((data['ObservationList'] as unknown[]).length).toBe(4);
  });
});

describe('$graphql on the store', () => {
  it('reads one, searches a list, and reads what all of them point to in one go', async () => {
    const { data } = await ask(
      '{ Patient(id: "hoa") { id } ObservationList(patient: "lan", code: "29463-7") { id subject { resource { ... on Patient { name { family } } } } } }',
    );
    expect(data['Patient']).toEqual({ id: 'hoa' });
    const list = data['ObservationList'] as { subject: unknown }[];
    expect(list).toHaveLength(4);
    for (const { subject } of list) expect(subject).toEqual({ resource: { name: [{ family: 'Lan' }] } });
  });

  it('pages by cursor without loss or repeat', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page++) {
      const { data } = await ask(
        `{ ObservationConnection(status: "final", _count: 5 ${cursor === '' ? '' : `, _cursor: "${cursor}"`}) { count pagesize next edges { mode resource { id } } } }`,
      );
      const found = data['ObservationConnection'] as {
        count: number;
        next: string | null;
        edges: { resource: { id: string } }[];
      };
      expect(found.count).toBe(13);
      seen.push(...found.edges.map(({ resource }) => resource.id));
      if (found.next === null) break;
      cursor = found.next;
    }
    expect([seen.length, new Set(seen).size]).toEqual([13, 13]);
  });

  it('is asked by GET as well, and in plain GraphQL', async () => {
    const query = encodeURIComponent('query ($id: ID!) { Patient(id: $id) { gender } }');
    const answer = await record.call(
      'GET',
      `/$graphql?query=${query}&variables=${encodeURIComponent('{"id":"hoa"}')}`,
    );
    expect(answer.json).toEqual({ data: { Patient: { gender: 'female' } } });
    const plain = await record.call('POST', '/$graphql', '{ Patient(id: "hoa") { id } }', {
      'content-type': 'application/graphql',
    });
    expect(plain.json).toEqual({ data: { Patient: { id: 'hoa' } } });
  });

  it('tells its schema to the signed-in', { timeout: 60_000 }, async () => {
    const { data } = await ask(
      '{ __schema { queryType { fields { name } } } __type(name: "Patient") { fields { name } } }',
    );
    const names = (data['__type'] as { fields: { name: string }[] }).fields.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['birthDate', '_birthDate', 'deceasedBoolean', 'ObservationList']),
    );
    expect((await ask('{ __schema { queryType { name } } }', '', 'stranger')).status).toBe(401);
  });
});

describe('a field never shows what a read would refuse', () => {
  it('a citizen sees herself and nobody else', async () => {
    const { data, errors } = await ask(
      '{ me: Patient(id: "hoa") { id } other: Patient(id: "lan") { id name { family } } PatientList { id } ObservationList(patient: "lan") { id } }',
      '',
      'hoa',
    );
    expect(data).toEqual({
      me: { id: 'hoa' },
      other: null,
      PatientList: [{ id: 'hoa' }],
      ObservationList: [],
    });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['other'], 'access.denied'],
    ]);
    expect((await ask('{ id }', '/Patient/lan', 'hoa')).status).toBe(403);
    expect((await ask('{ id }', '/Observation/o11', 'hoa')).status).toBe(403);
  });

  it('a reference out of reach looks like one that leads nowhere', async () => {
    await record.call('PUT', '/Patient/hoa', {
      ...hoa,
      link: [
        { type: 'seealso', other: { reference: 'Patient/lan' } },
        { type: 'seealso', other: { reference: 'Patient/lan' } },
      ],
    });
    const query = (optional: string) =>
      `{ link { other { resource${optional} { id ... on Patient { name { family } } } } } }`;
    const refused = await ask(query(''), '/Patient/hoa', 'hoa');
    expect(refused.text).not.toContain('Lan');
    expect(refused.data).toEqual({ link: [{ other: { resource: null } }, { other: { resource: null } }] });
    expect(refused.errors?.[0]?.extensions.code).toBe('record.reference-not-found');
    expect((await ask(query('(optional: true)'), '/Patient/hoa', 'hoa')).errors).toBeUndefined();
    expect((await ask(query(''), '/Patient/hoa')).text).toContain('Lan');
    await record.call('PUT', '/Patient/hoa', hoa);
  });

  it('an administrator reads no clinical field, a stranger not one', async () => {
    expect((await ask('{ Patient(id: "hoa") { id } PatientList { id } }', '', 'admin')).data).toEqual({
      Patient: null,
      PatientList: null,
    });
    expect((await ask('{ Patient(id: "hoa") { id } }', '', 'stranger')).status).toBe(401);
    const byGet = await record.call('GET', '/Patient/hoa/$graphql?query={id}', undefined, {
      'x-actor': 'stranger',
    });
    expect(byGet.status).toBe(401);
  });

  it('every resource that is read by a reference is in the audit', async () => {
    const count = async (): Promise<number> =>
      (
        await record.database.query<{ count: number }>(
          "select count(*) as count from audit.event where action = 'read' and resource_id = 'lan'",
        )
      ).rows[0]!.count;
    const before = await count();
    await ask('{ ObservationList(patient: "lan") { subject { resource { id } } } }');
    expect(await count()).toBe(before + 1);
  });
});

describe('a wrong or hostile query', () => {
  it.each<[string, string, number]>([
    ['a field that is not there', '{ Patient(id: "hoa") { nmae } }', 400],
    ['a field that is not there, where nothing is found', '{ PatientList(name: "nobody") { nmae } }', 400],
    ['an argument that is no search parameter', '{ PatientList(password: "x") { id } }', 400],
    ['a type that is not there', '{ Account2(id: "x") { id } }', 400],
    ['a mutation', 'mutation { Patient(id: "hoa") { id } }', 400],
    ['broken syntax', '{ Patient(id: ', 400],
    ['no fields', '{ Patient(id: "hoa") }', 400],
    [
      'a regular expression bomb',
      `{ Patient(id: "hoa") { name(fhirpath: "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')") { use } } }`,
      400,
    ],
    ['a circle of fragments', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }', 400],
    ['depth', `{ Patient(id: "hoa") { ${'extension { '.repeat(30)} id ${' }'.repeat(30)} } }`, 422],
    [
      'width',
      `{ ${Array.from({ length: 1_100 }, (_, at) => `a${at}: Patient(id: "hoa") { id }`).join(' ')} }`,
      422,
    ],
    [
      'fragments that double',
      `{ ${'...a0'} } ${Array.from({ length: 12 }, (_, at) => `fragment a${at} on Query { x: ${'__typename'} ...a${at + 1} ...a${at + 1} }`).join(' ')} fragment a12 on Query { __typename }`,
      422,
    ],
    ['a million tokens', `{ ${'a '.repeat(20_000)} }`, 422],
  ])('%s is refused', async (_name, query, status) => {
    const answer = await ask(query);
    expect([answer.status, answer.text.includes('OperationOutcome')]).toEqual([status, true]);
  });

  it('searches within searches within searches come to an end', async () => {
    const inner =
      '{ ObservationList(_reference: patient, _count: 100) { subject { resource { ... on Patient { ObservationList(_reference: patient, _count: 100) { subject { resource { ... on Patient { ObservationList(_reference: patient) { id } } } } } } } } } }';
    expect((await ask(inner, '/Patient/hoa')).status).toBe(200);
    const wide = Array.from(
      { length: 30 },
      (_, at) => `a${at}: ObservationList(_reference: patient) { id }`,
    ).join(' ');
    const answer = await ask(
      `{ ObservationList(patient: "hoa") { subject { resource { ... on Patient { ${wide} } } } } }`,
    );
    expect([answer.status, answer.text.includes('graphql.too-costly')]).toEqual([422, true]);
  });

  it('prototype names are no fields', async () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
      expect((await ask(`{ Patient(id: "hoa") { ${name} } }`)).status).toBe(400);
  });
});
