import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { startRecord, type Answered, type TestRecord } from './start-record.ts';

let record: TestRecord;
const people = 900;

const patients = { resourceType: 'ViewDefinition', resource: 'Patient', status: 'active', name: 'people' };
const idAndFamily = {
  ...patients,
  select: [
    {
      column: [
        { name: 'id', path: 'getResourceKey()', type: 'id' },
        { name: 'family', path: 'name.family.first()', type: 'string' },
        { name: 'active', path: 'active', type: 'boolean' },
      ],
    },
  ],
};

const call = (
  parameters: readonly object[],
  actor = 'sen',
  headers: Record<string, string> = {},
): Promise<Answered> =>
  record.call(
    'POST',
    '/$viewdefinition-run',
    { resourceType: 'Parameters', parameter: parameters },
    { 'x-actor': actor, ...headers },
  );
const view = (definition: object) => ({ name: 'viewResource', resource: definition });
const format = (code: string) => ({ name: '_format', valueCode: code });
const lines = (answer: Answered): Record<string, unknown>[] =>
  answer.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  record = await startRecord();
  const entry = Array.from({ length: people }, (_, at) => ({
    fullUrl: `urn:uuid:00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
    request: { method: 'POST', url: 'Patient' },
    resource: {
      resourceType: 'Patient',
      active: at % 3 === 0,
      gender: at % 2 === 0 ? 'female' : 'male',
      name: [{ family: `Họ "${at}", Đỗ` }],
    },
  }));
  const answer = await record.call('POST', '/', { resourceType: 'Bundle', type: 'transaction', entry });
  expect(answer.status).toBe(200);
  for (const id of ['hoa', 'lan']) {
    await record.call('PUT', `/Patient/${id}`, { resourceType: 'Patient', id, name: [{ family: id }] });
    await record.call('PUT', `/Observation/weight-${id}`, {
      resourceType: 'Observation',
      id: `weight-${id}`,
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
      subject: { reference: `Patient/${id}` },
      valueQuantity: { value: 50, unit: 'kg' },
    });
  }
  await record.call('PUT', '/Group/both', {
    resourceType: 'Group',
    id: 'both',
    type: 'person',
    actual: true,
    member: [
      { entity: { reference: 'Patient/lan' } },
      { entity: { reference: 'Patient/hoa' }, inactive: true },
    ],
  });
  record.actAs('hoa', anActor({ kind: 'person', accountId: 'hoa', roles: ['citizen'], patientId: 'hoa' }));
  record.actAs('admin', anActor({ kind: 'person', accountId: 'admin', roles: ['administrator'] }));
  record.actAs('stranger', anActor({ kind: 'anonymous' }));
});
afterAll(() => record.stop());

const weights = {
  resourceType: 'ViewDefinition',
  resource: 'Observation',
  status: 'active',
  select: [
    {
      column: [
        { name: 'patient', path: 'subject.getReferenceKey(Patient)', type: 'id' },
        { name: 'kg', path: 'value.ofType(Quantity).value', type: 'decimal' },
      ],
    },
  ],
  where: [{ path: "code.coding.exists(system = 'http://loinc.org' and code = '29463-7')" }],
};

describe('a view over the store', () => {
  it('holds each resource of its type exactly once, over many pages', async () => {
    const answer = await call([view(idAndFamily), format('ndjson')]);
    expect([answer.status, answer.headers['content-type']]).toEqual([
      200,
      'application/x-ndjson; charset=utf-8',
    ]);
    const ids = lines(answer).map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([people + 2, people + 2]);
  });

  it('is narrowed by its conditions, in the store and again by the view', async () => {
    const female = { ...idAndFamily, where: [{ path: "gender = 'female' and active = true" }] };
    expect(lines(await call([view(female), format('ndjson')]))).toHaveLength(people / 6);
    expect(lines(await call([view(weights), format('ndjson')])).map(({ kg }) => kg)).toEqual([50, 50]);
  });

  it('CSV doubles quotes, keeps marks, and leaves out its header when told', async () => {
    const one = { ...idAndFamily, where: [{ path: 'name.family = \'Họ "7", Đỗ\'' }] };
    const answer = await call([view(one), format('csv')]);
    expect(answer.text).toMatch(/^id,family,active\r\n[^,]+,"Họ ""7"", Đỗ",false\r\n$/);
    expect(
      (await call([view(one), format('csv'), { name: 'header', valueBoolean: false }])).text,
    ).not.toContain('family');
  });

  it('JSON is one array; Accept chooses where _format does not', async () => {
    const limited = [view(idAndFamily), { name: '_limit', valueInteger: 3 }];
    expect(JSON.parse((await call(limited)).text)).toHaveLength(3);
    expect((await call(limited, 'sen', { accept: 'text/csv' })).headers['content-type']).toContain(
      'text/csv',
    );
    expect(JSON.parse((await call([view({ ...idAndFamily, where: [{ path: 'false' }] })])).text)).toEqual([]);
  });

  it('Parquet is read by another library, with its types', async () => {
    const response = await record.app.inject({
      method: 'POST',
      url: '/fhir/$viewdefinition-run',
      headers: { 'content-type': 'application/fhir+json' },
      payload: JSON.stringify({
        resourceType: 'Parameters',
        parameter: [view(idAndFamily), format('parquet')],
      }),
    });
    const bytes = response.rawPayload;
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const rows = await parquetReadObjects({ file });
    expect(rows).toHaveLength(people + 2);
    expect(rows.filter(({ active }) => active === true)).toHaveLength(people / 3);
  });

  it('patient, group and _since narrow it', async () => {
    const of = async (...more: object[]) =>
      lines(await call([view(weights), format('ndjson'), ...more])).map(({ patient }) => patient);
    expect(await of({ name: 'patient', valueReference: { reference: 'Patient/hoa' } })).toEqual(['hoa']);
    expect(await of({ name: 'group', valueReference: { reference: 'Group/both' } })).toEqual(['lan']);
    expect(await of({ name: '_since', valueInstant: '2000-01-01T00:00:00Z' })).toHaveLength(2);
    expect(await of({ name: '_since', valueInstant: '2999-01-01T00:00:00Z' })).toEqual([]);
    const unknown = await call([
      view(weights),
      { name: 'patient', valueReference: { reference: 'Patient/nobody' } },
    ]);
    expect(unknown.status).toBe(404);
  });

  it('inline data is worked on as it was written, without a look into the store', async () => {
    const low = {
      ...weights,
      where: [],
      select: [{ column: [{ name: 'low', path: 'value.ofType(Quantity).value.lowBoundary()' }] }],
    };
    const body = `{"resourceType":"Parameters","parameter":[${JSON.stringify(view(low))},
      {"name":"resource","resource":{"resourceType":"Observation","valueQuantity":{"value":1.0}}}]}`;
    expect(JSON.parse((await record.call('POST', '/$viewdefinition-run', body)).text)).toEqual([
      { low: 0.95 },
    ]);
  });
});

describe('nobody sees more in a view than she may read', () => {
  it('a citizen finds only herself', async () => {
    expect(lines(await call([view(idAndFamily), format('ndjson')], 'hoa')).map(({ id }) => id)).toEqual([
      'hoa',
    ]);
    expect(lines(await call([view(weights), format('ndjson')], 'hoa'))).toHaveLength(1);
    const other = await call(
      [view(weights), { name: 'patient', valueReference: { reference: 'Patient/lan' } }],
      'hoa',
    );
    expect([other.status, other.text.includes('50')]).toEqual([403, false]);
    expect(
      (await call([view(weights), { name: 'group', valueReference: { reference: 'Group/both' } }], 'hoa'))
        .status,
    ).toBe(403);
  });

  it('an administrator and a stranger find nothing', async () => {
    expect((await call([view(idAndFamily)], 'admin')).status).toBe(403);
    expect((await call([view(idAndFamily)], 'stranger')).status).toBe(401);
    expect(
      (await record.call('GET', '/$viewdefinition-run?viewReference=x', undefined, { 'x-actor': 'stranger' }))
        .status,
    ).toBe(401);
  });

  it('each run is in the audit, with its rows counted and no value of it', async () => {
    const before = await audited();
    await call([view(weights), format('csv')]);
    expect(await audited()).toBe(before + 2);
  });

  const audited = async (): Promise<number> =>
    (
      await record.database.query<{ count: number }>(
        "select count(*) as count from audit.event where query = '$viewdefinition-run'",
      )
    ).rows[0]!.count;
});

describe('a hostile view', () => {
  it.each<[string, object, string]>([
    [
      'a regular expression that never ends',
      {
        ...patients,
        select: [
          {
            column: [
              { name: 'x', path: "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')" },
            ],
          },
        ],
      },
      'too-costly',
    ],
    [
      'forEach times forEach times forEach',
      {
        ...patients,
        select: Array.from({ length: 6 }, (_, at) => ({
          forEach: '(1|2|3|4|5|6|7|8|9|10)',
          column: [{ name: `c${at}`, path: '$this' }],
        })),
      },
      'too-costly',
    ],
    [
      'a column that reaches out',
      { ...patients, select: [{ column: [{ name: 'x', path: "'http://127.0.0.1:1'.resolve()" }] }] },
      'invalid',
    ],
  ])('%s is cut and the server lives on', { timeout: 60_000 }, async (_name, definition, code) => {
    const answer = await call([view(definition), { name: '_limit', valueInteger: 5 }]);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(code);
    expect((await call([view(idAndFamily), { name: '_limit', valueInteger: 1 }])).status).toBe(200);
  });

  it.each<[string, object[], number]>([
    ['an unknown format', [view(idAndFamily), format('xml')], 400],
    ['an unknown parameter', [view(idAndFamily), { name: 'source', valueString: 'file:///etc/passwd' }], 400],
    ['no view', [], 400],
    ['two views', [view(idAndFamily), view(idAndFamily)], 400],
    ['a wrong limit', [view(idAndFamily), { name: '_limit', valueInteger: -1 }], 400],
    [
      'SQL for an instant',
      [view(idAndFamily), { name: '_since', valueString: "2020'; drop table record.resource" }],
      400,
    ],
    [
      'a view of no resource',
      [view({ resourceType: 'ViewDefinition', resource: "Patient' or 1=1", select: [] })],
      422,
    ],
    [
      'an unknown stored view',
      [{ name: 'viewReference', valueReference: { reference: 'ViewDefinition/none' } }],
      404,
    ],
  ])('%s is told', async (_name, parameters, status) => {
    expect((await call(parameters)).status).toBe(status);
  });
});

it('a reader who hangs up gives the run back, and others go on', { timeout: 60_000 }, async () => {
  const url = await record.app.listen({ port: 0, host: '127.0.0.1' });
  const wide = {
    ...patients,
    select: [
      { forEach: '(1|2|3|4|5|6|7|8|9)', column: [{ name: 'a', path: '$this' }] },
      { column: [{ name: 'b', path: '%resource.name.family.first()' }] },
    ],
  };
  const payload = JSON.stringify({ resourceType: 'Parameters', parameter: [view(wide), format('csv')] });
  for (let at = 0; at < 5; at++) {
    const stopping = new AbortController();
    const response = await fetch(`${url}/fhir/$viewdefinition-run`, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: payload,
      signal: stopping.signal,
    });
    await response.body!.getReader().read();
    stopping.abort();
  }
  const after = await call([view(idAndFamily), format('ndjson')]);
  expect(lines(after)).toHaveLength(people + 2);
  await expect.poll(() => record.database.pool().total - record.database.pool().idle).toBe(0);
});

describe('stored views', () => {
  const stored = { ...idAndFamily, id: 'people', url: 'http://example.vn/ViewDefinition/people' };
  it('are written by systems, read and run by every signed-in person', async () => {
    expect((await record.call('PUT', '/ViewDefinition/people', stored)).status).toBe(201);
    expect((await record.call('PUT', '/ViewDefinition/people', stored)).status).toBe(200);
    const read = await record.call('GET', '/ViewDefinition/people', undefined, { 'x-actor': 'hoa' });
    expect(read.json).toMatchObject({ id: 'people', meta: { versionId: '2' } });
    const run = await record.call('GET', '/ViewDefinition/people/$run?_format=csv', undefined, {
      'x-actor': 'hoa',
    });
    expect(run.text).toBe('id,family,active\r\nhoa,hoa,\r\n');
    const byUrl = await call([
      { name: 'viewReference', valueReference: { reference: `${stored.url}|1` } },
      { name: '_limit', valueInteger: 2 },
    ]);
    expect(JSON.parse(byUrl.text)).toHaveLength(2);
    expect((await record.call('GET', '/ViewDefinition?name=people')).json).toMatchObject({ total: 1 });
  });

  it('are neither written nor taken away by a person', async () => {
    const as = { 'x-actor': 'hoa' };
    expect((await record.call('PUT', '/ViewDefinition/mine', { ...stored, id: 'mine' }, as)).status).toBe(
      403,
    );
    expect((await record.call('POST', '/ViewDefinition', stored, as)).status).toBe(403);
    expect((await record.call('DELETE', '/ViewDefinition/people', undefined, as)).status).toBe(403);
  });

  it('a wrong one is refused when it is stored', async () => {
    expect(
      (await record.call('PUT', '/ViewDefinition/bad', { ...stored, id: 'bad', select: [] })).status,
    ).toBe(422);
  });
});

describe('$fhirpath', () => {
  const ask = (expression: unknown, resource?: object, actor = 'sen'): Promise<Answered> =>
    record.call(
      'POST',
      '/$fhirpath',
      {
        resourceType: 'Parameters',
        parameter: [
          { name: 'expression', valueString: expression },
          ...(resource === undefined ? [] : [{ name: 'resource', resource }]),
        ],
      },
      { 'x-actor': actor },
    );
  const person = {
    resourceType: 'Patient',
    birthDate: '1990-01-01',
    name: [{ given: ['Hoa'] }],
    contact: [{ gender: 'male' }],
  };

  it('gives one part per item, named by its type', async () => {
    const answer = await ask('birthDate | name.given | 1.5 | contact | %resource', person);
    expect(answer.json).toMatchObject({
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'result',
          part: [
            { name: 'date', valueDate: '1990-01-01' },
            { name: 'string', valueString: 'Hoa' },
            { name: 'decimal', valueDecimal: 1.5 },
            { part: [{ name: 'gender', valueString: 'male' }] },
            { name: 'Patient', resource: { resourceType: 'Patient' } },
          ],
        },
      ],
    });
    expect((await ask("4 'mg' + 1 'mg'")).json).toMatchObject({
      parameter: [{ part: [{ valueQuantity: { value: 5, code: 'mg' } }] }],
    });
    expect((await ask('name.family', person)).json).toEqual({
      resourceType: 'Parameters',
      parameter: [{ name: 'result' }],
    });
  });

  it(
    'refuses what is wrong, what reaches out and what never ends, in words that quote nobody',
    { timeout: 60_000 },
    async () => {
      for (const expression of ['name.', 'resolve()', 'name.given + 1', '%nothing', '', 5]) {
        const answer = await ask(expression, person);
        expect([expression, answer.status >= 400 && answer.status < 500]).toEqual([expression, true]);
        expect(answer.text).not.toContain('Hoa');
      }
      const bomb = await ask(
        "('a' | 'b').repeat($this & 'a').count() + 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$').toInteger()",
        person,
      );
      expect(bomb.status).toBe(422);
      expect((await ask('1 + 1')).status).toBe(200);
      expect((await ask('1', person, 'stranger')).status).toBe(401);
    },
  );

  it('one caller’s bomb does not stop the server from answering others', { timeout: 60_000 }, async () => {
    const bomb = ask(
      "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')",
      person,
    );
    const before = performance.now();
    expect((await record.call('GET', '/Patient/hoa')).status).toBe(200);
    expect(performance.now() - before).toBeLessThan(1_000);
    expect((await bomb).status).toBe(422);
  });
});
