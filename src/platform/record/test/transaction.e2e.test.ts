import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, createdId, findings, observation, patient, post, transaction } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
});
afterAll(() => record.stop());

let number = 0;
const fresh = (): string => `t-${Date.now()}-${(number += 1)}`;
const identifier = (value: string): object => ({ identifier: [{ system: 'urn:t', value }] });
const where = (value: string): string => `Patient?identifier=urn:t|${value}`;
const request = (method: string, url: string, more: object = {}): object => ({
  request: { method, url },
  ...more,
});
const run = (...entry: object[]): ReturnType<TestRecord['call']> =>
  record.call('POST', '/', transaction(...entry));
const statuses = (json: unknown): (string | undefined)[] =>
  (bundleOf(json).entry ?? []).map(({ response }) => response?.status.slice(0, 3));

async function made(resource: { resourceType: string }): Promise<string> {
  const answer = await record.call('POST', `/${resource.resourceType}`, resource);
  expect(answer.status, answer.text).toBe(201);
  return (answer.json as { id: string }).id;
}

const uuid = 'urn:uuid:11111111-2222-4333-8444-555555555555';

describe('a transaction', () => {
  it('deletes first, then creates, changes and reads, in whatever order the entries stand', async () => {
    const value = fresh();
    const old = await made(patient(identifier(value)));
    const kept = await made(patient());
    const answer = await run(
      request('GET', where(value)),
      request('PUT', `Patient/${kept}`, { resource: patient({ id: kept, gender: 'male' }) }),
      post(patient(identifier(value)), uuid, { ifNoneExist: `identifier=urn:t|${value}` }),
      request('DELETE', where(value)),
    );
    expect(statuses(answer.json), answer.text).toEqual(['200', '200', '201', '204']);
    const found = bundleOf(bundleOf(answer.json).entry?.[0]?.resource).entry ?? [];
    expect(found.map(({ resource }) => resource?.id)).toEqual([createdId(answer.json, 2)]);
    expect((await record.call('GET', `/Patient/${old}`)).status).toBe(410);
  });

  it('resolves conditional references to what it makes itself, and to what is there', async () => {
    const [mine, there] = [fresh(), fresh()];
    const id = await made(patient(identifier(there)));
    const refer = (value: string): object => post(observation('x', { subject: { reference: where(value) } }));
    const answer = await run(refer(mine), refer(there), post(patient(identifier(mine)), uuid));
    expect(statuses(answer.json), answer.text).toEqual(['201', '201', '201']);
    for (const [at, person] of [
      [0, createdId(answer.json, 2)],
      [1, id],
    ] as const) {
      const read = await record.call('GET', `/Observation/${createdId(answer.json, at)}`);
      expect(read.json).toMatchObject({ subject: { reference: `Patient/${person}` } });
    }
    expect((await run(refer('nobody'))).status).toBe(422);
    const surname = `Họ${fresh()}`;
    const byName = { reference: `Patient?family=${surname}&birthdate=1970-02-03` };
    const named = await run(
      post(observation('x', { subject: byName })),
      post(patient({ name: [{ family: surname }], birthDate: '1970-02-03' })),
      post(patient({ name: [{ family: surname }], birthDate: '1971-02-03' })),
    );
    const about = await record.call('GET', `/Observation/${createdId(named.json, 0)}`);
    expect(about.json).toMatchObject({ subject: { reference: `Patient/${createdId(named.json, 1)}` } });
    const twice = await run(refer(mine), post(patient(identifier(mine)), uuid));
    expect(twice.status).toBe(412);
    const gone = await run(refer(there), request('DELETE', `Patient/${id}`));
    expect(gone.status).toBe(422);
  });

  it('patches by JSON Patch in a Binary and by FHIRPath Patch, conditions too', async () => {
    const value = fresh();
    const first = await made(patient());
    const second = await made(patient(identifier(value)));
    const data = Buffer.from('[{"op":"add","path":"/gender","value":"male"}]').toString('base64');
    const parameter = [
      {
        name: 'operation',
        part: [
          { name: 'type', valueCode: 'add' },
          { name: 'path', valueString: 'Patient' },
          { name: 'name', valueString: 'gender' },
          { name: 'value', valueCode: 'female' },
        ],
      },
    ];
    const answer = await run(
      request('PATCH', `Patient/${first}`, {
        resource: { resourceType: 'Binary', contentType: 'application/json-patch+json', data },
      }),
      request('PATCH', where(value), { resource: { resourceType: 'Parameters', parameter } }),
    );
    expect(statuses(answer.json), answer.text).toEqual(['200', '200']);
    expect((await record.call('GET', `/Patient/${first}`)).json).toMatchObject({ gender: 'male' });
    expect((await record.call('GET', `/Patient/${second}`)).json).toMatchObject({ gender: 'female' });
    const wrong = await run(
      post(patient(identifier(fresh()))),
      request('PATCH', `Patient/${first}`, { resource: patient() }),
    );
    expect(wrong.status).toBe(400);
    expect(findings(wrong.json)[0]?.at).toBe('Bundle.entry[1]');
  });

  it('rewrites addresses and links in narratives, and leaves canonicals alone', async () => {
    const full = 'http://old.example.org/fhir/Binary/b1';
    const div = `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${uuid}">An</a> <img src='${full}' alt="x"/></div>`;
    const answer = await run(
      post(patient(), uuid),
      post({ resourceType: 'Binary', contentType: 'text/plain', data: 'QQ==' } as never, full),
      post({
        resourceType: 'DocumentReference',
        status: 'current',
        text: { status: 'generated', div },
        subject: { reference: uuid },
        content: [{ attachment: { url: full, size: 10 } }],
        extension: [
          { url: 'http://a.b/uri', valueUri: uuid },
          { url: 'http://a.b/canonical', valueCanonical: uuid },
        ],
      } as never),
    );
    expect(statuses(answer.json), answer.text).toEqual(['201', '201', '201']);
    const [person, binary, document] = [0, 1, 2].map((at) => createdId(answer.json, at));
    const read = (await record.call('GET', `/DocumentReference/${document}`)).json as {
      text: { div: string };
    };
    expect(read).toMatchObject({
      subject: { reference: `Patient/${person}` },
      content: [{ attachment: { url: `Binary/${binary}` } }],
      extension: [{ valueUri: `Patient/${person}` }, { valueCanonical: uuid }],
    });
    expect(read.text.div).toContain(`href="Patient/${person}"`);
    expect(read.text.div).toContain(`src="Binary/${binary}"`);
  });

  it('pins references to the version where the sender asks for it', async () => {
    const id = await made(patient());
    const extension = [
      { url: 'http://hl7.org/fhir/StructureDefinition/resolve-as-version-specific', valueBoolean: true },
    ];
    const text = JSON.stringify(
      transaction(
        request('PUT', `Patient/${id}`, { resource: patient({ id, gender: 'male' }) }),
        post(
          observation(id, {
            subject: { reference: `Patient/${id}`, extension },
            performer: [{ reference: `Patient/${id}` }],
            valueQuantity: { value: 1 },
          }),
        ),
      ),
    ).replace('"value":1}', '"value":1.00}');
    const answer = await record.call('POST', '/', text);
    expect(statuses(answer.json), answer.text).toEqual(['200', '201']);
    const read = await record.call('GET', `/Observation/${createdId(answer.json, 1)}`);
    expect(read.json).toMatchObject({
      subject: { reference: `Patient/${id}/_history/2` },
      performer: [{ reference: `Patient/${id}` }],
    });
    expect(read.text).not.toContain('resolve-as-version-specific');
    expect(read.text).toContain('1.00');
  });

  it('answers reads with what the reader does not have yet, and HEAD without the record', async () => {
    const id = await made(patient());
    const answer = await run(
      { request: { method: 'GET', url: `Patient/${id}`, ifNoneMatch: 'W/"1"' } },
      { request: { method: 'GET', url: `/Patient/${id}/_history` } },
      { request: { method: 'HEAD', url: `Patient/${id}` } },
      { request: { method: 'GET', url: `Patient/${id}/$everything` } },
    );
    expect(statuses(answer.json)).toEqual(['304', '200', '200', '200']);
    const entries = bundleOf(answer.json).entry ?? [];
    expect(entries.map(({ resource }) => resource?.resourceType)).toEqual([
      undefined,
      'Bundle',
      undefined,
      'Bundle',
    ]);
  });

  it.each([
    ['two entries with the same full address', [post(patient(), uuid), post(observation('x'), uuid)]],
    ['a bundle inside', [request('POST', '', { resource: transaction() })]],
    ['an operation that writes', [request('POST', 'Patient/1/$meta-add', { resource: patient() })]],
    ['a GET of nothing', [request('GET', '')]],
    ['no request', [{ resource: patient() }]],
    ['a method that is none', [request('LINK', 'Patient')]],
    ['a PUT without a name', [request('PUT', 'Patient', { resource: patient() })]],
  ])('%s is refused, with its place', async (_name, entries) => {
    const value = fresh();
    const answer = await run(post(patient(identifier(value))), ...entries);
    expect(answer.status, answer.text).toBe(400);
    expect(findings(answer.json)[0]?.at).toMatch(/^Bundle\.entry\[[12]\]/);
    expect((await record.call('GET', `/${where(value)}&_summary=count`)).json).toMatchObject({ total: 0 });
  });

  it('two entries that are about the same record are refused, however they name it', async () => {
    const value = fresh();
    const id = await made(patient(identifier(value)));
    const put = (url: string, more: object = {}): object =>
      request('PUT', url, { resource: patient({ ...identifier(value), ...more }) });
    expect((await run(put(`Patient/${id}`, { id }), put(where(value)))).status).toBe(400);
    expect((await run(put(`Patient/${id}`, { id }), request('DELETE', where(value)))).status).toBe(400);
    const other = fresh();
    const putNew = request('PUT', where(other), { resource: patient(identifier(other)) });
    expect((await run(putNew, putNew)).status).toBe(400);
    expect((await run(putNew, post(patient(identifier(other))))).status).toBe(400);
  });

  it('is all or nothing also where the last read fails', async () => {
    const value = fresh();
    const answer = await run(post(patient(identifier(value))), request('GET', 'Patient/khong-co'));
    expect(answer.status).toBe(404);
    expect(findings(answer.json)[0]?.at).toBe('Bundle.entry[1]');
    expect((await record.call('GET', `/${where(value)}&_summary=count`)).json).toMatchObject({ total: 0 });
  });

  it('with nothing in it is answered with nothing', async () => {
    const answer = await record.call('POST', '/', { resourceType: 'Bundle', type: 'transaction' });
    expect(answer.json).toEqual({ resourceType: 'Bundle', type: 'transaction-response' });
  });

  it('may come and be answered in XML', async () => {
    const xml = `<Bundle xmlns="http://hl7.org/fhir"><type value="transaction"/><entry><resource><Patient><active value="true"/></Patient></resource>
      <request><method value="POST"/><url value="Patient"/></request></entry></Bundle>`;
    const headers = { 'content-type': 'application/fhir+xml', accept: 'application/fhir+xml' };
    const answer = await record.call('POST', '/', xml, headers);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.text).toContain('<status value="201 Created"/>');
  });
});

describe('a batch', () => {
  it('goes on after each refusal and says for each entry what became of it', async () => {
    const id = await made(patient());
    const { json } = await record.call('POST', '/', {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        post(patient()),
        request('PATCH', `Patient/${id}`, { resource: patient() }),
        request('GET', 'Patient/khong-co'),
        request('POST', '', { resource: transaction() }),
        request('PUT', `Patient/${id}`, { resource: patient({ id, gender: 'male' }) }),
        { request: { method: 'PUT', url: `Patient/${id}`, ifMatch: 'W/"1"' }, resource: patient({ id }) },
        request('DELETE', `Patient/${id}`),
      ],
    });
    expect(statuses(json)).toEqual(['201', '400', '404', '400', '200', '412', '204']);
    const outcomes = (bundleOf(json).entry ?? []).map(({ response }) => response?.outcome !== undefined);
    expect(outcomes).toEqual([false, true, true, true, false, true, false]);
  });
});
