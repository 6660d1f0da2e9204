import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { bundleOf, findings, observation, patient } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
  record.actAs('lan', anActor({ kind: 'person', roles: ['citizen'], patientId: 'inter-lan' }));
  await record.call('PUT', '/Patient/inter-lan', { ...patient(), id: 'inter-lan' });
});
afterAll(() => record.stop());

let number = 0;
const fresh = (): string => `s-${Date.now()}-${(number += 1)}`;
const jsonPatch = { 'content-type': 'application/json-patch+json' };

async function made(resource: { resourceType: string }): Promise<string> {
  const answer = await record.call('POST', `/${resource.resourceType}`, resource);
  expect(answer.status, answer.text).toBe(201);
  return (answer.json as { id: string }).id;
}

describe('a patch', () => {
  it('changes one thing and keeps the digits of the rest', async () => {
    const text = JSON.stringify(
      observation('inter-lan', { valueQuantity: { value: 1, unit: 'mg' } }),
    ).replace('"value":1,', '"value":1.00,');
    const { id } = (await record.call('POST', '/Observation', text)).json as { id: string };
    const patch = [{ op: 'replace', path: '/status', value: 'amended' }];
    const answer = await record.call('PATCH', `/Observation/${id}`, patch, jsonPatch);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers['etag']).toBe('W/"2"');
    expect(answer.text).toContain('"value":1.00');
    expect(answer.json).toMatchObject({ status: 'amended' });
    expect((await record.call('GET', `/Observation?_id=${id}&status=amended`)).text).toContain(id);
  });

  it('may be written as FHIRPath Patch, in JSON and in XML', async () => {
    const id = await made(patient());
    const operation = (type: string, value: object): object => ({
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'operation',
          part: [
            { name: 'type', valueCode: type },
            { name: 'path', valueString: 'Patient' },
            { name: 'name', valueString: 'gender' },
            { name: 'value', ...value },
          ],
        },
      ],
    });
    const answer = await record.call('PATCH', `/Patient/${id}`, operation('add', { valueCode: 'female' }));
    expect(answer.json).toMatchObject({ gender: 'female' });
    const xml = `<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/>
      <part><name value="type"/><valueCode value="replace"/></part><part><name value="path"/><valueString value="Patient.gender"/></part>
      <part><name value="value"/><valueCode value="male"/></part></parameter></Parameters>`;
    const changed = await record.call('PATCH', `/Patient/${id}`, xml, {
      'content-type': 'application/fhir+xml',
    });
    expect(changed.json).toMatchObject({ gender: 'male' });
  });

  it('that does not fit changes nothing and says which operation, in Vietnamese', async () => {
    const id = await made(patient());
    const patch = [
      { op: 'add', path: '/gender', value: 'male' },
      { op: 'remove', path: '/photo/0' },
    ];
    const answer = await record.call('PATCH', `/Patient/${id}`, patch, jsonPatch);
    expect(answer.status).toBe(422);
    expect(findings(answer.json)[0]).toMatchObject({ at: 'patch[1]' });
    expect(findings(answer.json)[0]?.text).toContain('Đường dẫn');
    const test = [{ op: 'test', path: '/active', value: true }];
    expect((await record.call('PATCH', `/Patient/${id}`, test, jsonPatch)).status).toBe(422);
    expect((await record.call('GET', `/Patient/${id}`)).headers['etag']).toBe('W/"1"');
  });

  it('whose result is no right record is refused; its id never changes', async () => {
    const id = await made(patient());
    const wrong = [{ op: 'add', path: '/gender', value: 'xanh' }];
    expect((await record.call('PATCH', `/Patient/${id}`, wrong, jsonPatch)).status).toBe(422);
    const other = [{ op: 'replace', path: '/id', value: 'khac' }];
    expect((await record.call('PATCH', `/Patient/${id}`, other, jsonPatch)).status).toBe(400);
    const nobody = await record.call('PATCH', '/Patient/khong-co', other, jsonPatch);
    expect(nobody.status).toBe(404);
  });

  it('keeps to the version that the caller saw', async () => {
    const id = await made(patient());
    const patch = [{ op: 'add', path: '/gender', value: 'male' }];
    const headers = { ...jsonPatch, 'if-match': 'W/"7"' };
    expect((await record.call('PATCH', `/Patient/${id}`, patch, headers)).status).toBe(412);
    const right = { ...jsonPatch, 'if-match': 'W/"1"' };
    expect((await record.call('PATCH', `/Patient/${id}`, patch, right)).status).toBe(200);
  });

  it('finds its record by a condition', async () => {
    const value = fresh();
    await made(patient({ identifier: [{ system: 'urn:x', value }] }));
    const patch = [{ op: 'add', path: '/gender', value: 'male' }];
    const to = `/Patient?identifier=urn:x|${value}`;
    expect((await record.call('PATCH', to, patch, jsonPatch)).json).toMatchObject({ gender: 'male' });
    expect((await record.call('PATCH', '/Patient?identifier=urn:x|nobody', patch, jsonPatch)).status).toBe(
      404,
    );
    await made(patient({ identifier: [{ system: 'urn:x', value }] }));
    expect((await record.call('PATCH', to, patch, jsonPatch)).status).toBe(412);
    expect((await record.call('PATCH', '/Patient', patch, jsonPatch)).status).toBe(400);
  });

  it('many at the same moment are all in', async () => {
    const id = await made(patient());
    const patches = Array.from({ length: 6 }, (_, at) => [
      { op: 'add', path: '/name/0/given/-', value: `Thêm${at}` },
    ]);
    const answers = await Promise.all(
      patches.map((patch) => record.call('PATCH', `/Patient/${id}`, patch, jsonPatch)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { json } = await record.call('GET', `/Patient/${id}`);
    expect((json as { name: { given: string[] }[] }).name[0]?.given).toHaveLength(8);
  });

  it('tells nothing of a record that is not the caller’s', async () => {
    const id = await made(patient());
    const o = await made(observation(id, { valueString: 'bí mật' }));
    const probe = [{ op: 'test', path: '/valueString', value: 'bí mật' }];
    const answer = await record.call('PATCH', `/Observation/${o}`, probe, { ...jsonPatch, 'x-actor': 'lan' });
    expect(answer.status).toBe(403);
  });
});

describe('a conditional write', () => {
  const identified = (value: string, more: object = {}): { resourceType: 'Patient' } =>
    patient({ identifier: [{ system: 'urn:y', value }], ...more });

  it('makes what is not there under the id it brings, and changes what is there', async () => {
    const [value, id] = [fresh(), fresh()];
    const url = `/Patient?identifier=urn:y|${value}`;
    const first = await record.call('PUT', url, identified(value, { id }));
    expect([first.status, (first.json as { id: string }).id]).toEqual([201, id]);
    expect((await record.call('PUT', url, identified(value, { id, gender: 'male' }))).status).toBe(200);
    expect((await record.call('PUT', url, identified(value, { gender: 'female' }))).status).toBe(200);
    expect((await record.call('PUT', url, identified(value, { id: 'khac-han' }))).status).toBe(400);
    const taken = await record.call('PUT', '/Patient?identifier=urn:y|moi', identified('moi', { id }));
    expect(taken.status).toBe(409);
  });

  it('with If-None-Match: * only makes, never changes', async () => {
    const id = fresh();
    const headers = { 'if-none-match': '*' };
    expect((await record.call('PUT', `/Patient/${id}`, patient({ id }), headers)).status).toBe(201);
    const again = await record.call('PUT', `/Patient/${id}`, patient({ id, gender: 'male' }), headers);
    expect(again.status).toBe(412);
  });

  it('deletes one, none, and refuses to delete several', async () => {
    const value = fresh();
    const url = `/Patient?identifier=urn:y|${value}`;
    expect((await record.call('DELETE', url)).status).toBe(204);
    const id = await made(identified(value));
    const outcome = await record.call('DELETE', url, undefined, { prefer: 'return=OperationOutcome' });
    expect([outcome.status, (outcome.json as { resourceType: string }).resourceType]).toEqual([
      200,
      'OperationOutcome',
    ]);
    expect((await record.call('GET', `/Patient/${id}`)).status).toBe(410);
    await made(identified(value));
    await made(identified(value));
    expect((await record.call('DELETE', url)).status).toBe(412);
    expect((await record.call('DELETE', '/Patient')).status).toBe(400);
  });

  it('accepts any of several tags, and * for whatever is there', async () => {
    const id = await made(patient());
    const put = async (tag: string, gender: string): Promise<number> =>
      (await record.call('PUT', `/Patient/${id}`, patient({ id, gender }), { 'if-match': tag })).status;
    expect(await put('W/"9", W/"1"', 'male')).toBe(200);
    expect(await put('*', 'female')).toBe(200);
    expect(await put('"1"', 'other')).toBe(412);
    const gone = await record.call('PUT', '/Patient/chua-co-ai', patient({ id: 'chua-co-ai' }), {
      'if-match': '*',
    });
    expect(gone.status).toBe(412);
  });
});

describe('a history', () => {
  const clock = async (): Promise<string> => {
    await new Promise((resolve) => setTimeout(resolve, 15));
    const now = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 15));
    return now;
  };
  const versions = (json: unknown): string[] =>
    (bundleOf(json).entry ?? []).map((entry) => {
      const { request, response } = entry as unknown as {
        request: { method: string };
        response: { etag: string };
      };
      return `${request.method} ${response.etag.replace(/\D/g, '')}`;
    });

  it('of one record, of a type and of everything: all versions, newest first, deletions too', async () => {
    const before = await clock();
    const id = await made(patient());
    const first = await clock();
    await record.call('PUT', `/Patient/${id}`, patient({ id, gender: 'male' }));
    const second = await clock();
    await record.call('DELETE', `/Patient/${id}`);
    const o = await made(observation('inter-lan'));
    const of = async (path: string): Promise<string[]> => versions((await record.call('GET', path)).json);
    expect(await of(`/Patient/${id}/_history`)).toEqual(['DELETE 3', 'PUT 2', 'POST 1']);
    expect(await of(`/Patient/_history?_since=${before}`)).toEqual(['DELETE 3', 'PUT 2', 'POST 1']);
    expect(await of(`/_history?_since=${before}`)).toEqual(['POST 1', 'DELETE 3', 'PUT 2', 'POST 1']);
    expect(await of(`/Patient/${id}/_history?_since=${second}`)).toEqual(['DELETE 3']);
    expect(await of(`/Patient/${id}/_history?_at=${first}`)).toEqual(['POST 1']);
    expect(await of(`/Patient/${id}/_history?_at=${second}`)).toEqual(['PUT 2']);
    expect(await of(`/_history?_at=${second}&_since=${first}`)).toEqual(['PUT 2']);
    expect(await of(`/Patient/${id}/_history?_at=2001-01-01`)).toEqual([]);
    expect((await record.call('GET', `/Observation/${o}/_history`)).text).toContain('"201 Created"');
  });

  it('comes in pages that lose nothing and repeat nothing', async () => {
    const before = await clock();
    const ids = await Promise.all(Array.from({ length: 7 }, () => made(patient())));
    for (const path of ['/Patient/_history', '/_history']) {
      const seen: string[] = [];
      let next: string | undefined = `${path}?_count=3&_since=${before}`;
      for (let page = 0; next !== undefined && page < 9; page += 1) {
        const { json } = await record.call('GET', next);
        seen.push(...(bundleOf(json).entry ?? []).flatMap(({ resource }) => resource?.id ?? []));
        next = bundleOf(json)
          .link?.find(({ relation }) => relation === 'next')
          ?.url.slice('http://sen.test/fhir'.length);
      }
      expect(seen.toSorted(), path).toEqual(ids.toSorted());
    }
  });

  it('shows a person only what is hers', async () => {
    const other = await made(patient());
    await made(observation(other));
    const mine = await made(observation('inter-lan'));
    const answer = await record.call('GET', '/_history?_count=1000', undefined, { 'x-actor': 'lan' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(mine);
    expect(answer.text).not.toContain(other);
    const nobody = await record.call('GET', '/_history', undefined, { 'x-actor': 'nobody' });
    expect(nobody.status).toBe(401);
  });

  it('refuses what it does not know, unless the caller is lenient', async () => {
    expect((await record.call('GET', '/Patient/_history?gender=male')).status).toBe(400);
    const lenient = { prefer: 'handling=lenient' };
    expect((await record.call('GET', '/Patient/_history?x=1', undefined, lenient)).status).toBe(200);
    expect((await record.call('GET', '/Patient/_history?_count=x')).status).toBe(400);
    expect((await record.call('GET', '/Patient/_history?_at=hom-qua')).status).toBe(400);
  });
});

describe('an answer', () => {
  it('comes in XML where the caller asks for it, and XML is taken', async () => {
    const xml = `<?xml version="1.0"?><Patient xmlns="http://hl7.org/fhir"><name><text value="Trần Thị Hoa"/></name><birthDate value="1990-05-20"/></Patient>`;
    const headers = { 'content-type': 'application/fhir+xml; charset=utf-8', accept: 'application/fhir+xml' };
    const made_ = await record.call('POST', '/Patient', xml, headers);
    expect(made_.status, made_.text).toBe(201);
    expect(made_.headers['content-type']).toBe('application/fhir+xml; charset=utf-8');
    expect(made_.text).toContain('<text value="Trần Thị Hoa"/>');
    const id = /<id value="([^"]+)"/.exec(made_.text)?.[1];
    for (const path of [
      `/Patient/${id}`,
      `/Patient?_id=${id}`,
      `/Patient/${id}/_history`,
      '/metadata',
      `/Patient/${id}/$everything`,
    ]) {
      const answer = await record.call('GET', `${path}${path.includes('?') ? '&' : '?'}_format=xml`);
      expect(answer.status, path).toBe(200);
      expect(answer.text, path).toMatch(
        /^<\?xml version="1.0" encoding="UTF-8"\?><\w+ xmlns="http:\/\/hl7.org\/fhir">/,
      );
    }
    const missing = await record.call('GET', '/Patient/khong-co', undefined, {
      accept: 'application/fhir+xml',
    });
    expect([missing.status, missing.text.includes('<OperationOutcome')]).toEqual([404, true]);
    const json = (await record.call('GET', `/Patient/${id}`)).json;
    expect(json).toMatchObject({ birthDate: '1990-05-20', name: [{ text: 'Trần Thị Hoa' }] });
  });

  it('follows _format before Accept, and the caller’s order of wishes', async () => {
    const type = async (url: string, accept?: string): Promise<string> => {
      const answer = await record.call('GET', url, undefined, accept === undefined ? {} : { accept });
      return answer.status === 200
        ? String(answer.headers['content-type']).split(';')[0]!
        : String(answer.status);
    };
    const [json, xml] = ['application/fhir+json', 'application/fhir+xml'];
    expect(await type('/Patient?_count=1')).toBe(json);
    expect(await type('/Patient?_count=1&_format=xml', json)).toBe(xml);
    expect(await type('/Patient?_count=1&_format=json', xml)).toBe(json);
    expect(await type('/Patient?_count=1&_format=application/fhir+xml')).toBe(xml);
    expect(await type('/Patient?_count=1&_format=text/xml')).toBe(xml);
    expect(await type('/Patient?_count=1', 'application/xml')).toBe(xml);
    expect(await type('/Patient?_count=1', `${xml};q=0.5, ${json}`)).toBe(json);
    expect(await type('/Patient?_count=1', `${json};q=0.5, ${xml};q=0.9`)).toBe(xml);
    expect(await type('/Patient?_count=1', 'text/html,application/xml;q=0.9')).toBe(json);
    expect(await type('/Patient?_count=1', `${json}; fhirVersion=4.0`)).toBe(json);
    expect(await type('/Patient?_count=1', `${json}; fhirVersion=5.0`)).toBe('406');
    expect(await type('/Patient?_count=1', 'text/turtle')).toBe('406');
    expect(await type('/Patient?_count=1&_format=ttl', json)).toBe('406');
  });

  it('other charsets, versions and types of content are refused', async () => {
    const post = async (type: string): Promise<number> =>
      (await record.call('POST', '/Patient', patient(), { 'content-type': type })).status;
    expect(await post('application/fhir+json; charset=UTF-8')).toBe(201);
    expect(await post('application/fhir+json; fhirVersion=4.0')).toBe(201);
    expect(await post('application/fhir+json; charset=iso-8859-1')).toBe(415);
    expect(await post('application/fhir+json; fhirVersion=3.0')).toBe(415);
    expect(await post('text/turtle')).toBe(415);
    expect(await post('application/x-www-form-urlencoded')).toBe(415);
    expect(await post('application/json-patch+json')).toBe(415);
    const patch = await record.call('PATCH', '/Patient/inter-lan', [], {
      'content-type': 'application/xml-patch+xml',
    });
    expect(patch.status).toBe(415);
  });

  it('to HEAD has the head of the answer to GET and no body', async () => {
    const get = await record.call('GET', '/Patient/inter-lan');
    const head = await record.call('HEAD', '/Patient/inter-lan');
    expect([head.status, head.text]).toEqual([200, '']);
    for (const name of ['etag', 'last-modified', 'content-type'])
      expect(head.headers[name], name).toBe(get.headers[name]);
    expect((await record.call('HEAD', '/Patient/khong-co')).status).toBe(404);
  });

  it('is laid out over lines in XML too', async () => {
    const { text } = await record.call('GET', '/Patient/inter-lan?_format=xml&_pretty=true');
    expect(text).toContain('\n  <id value="inter-lan"/>');
  });

  it('is left out where the caller has it already', async () => {
    const { headers } = await record.call('GET', '/Patient/inter-lan');
    const status = async (more: Record<string, string>): Promise<number> =>
      (await record.call('GET', '/Patient/inter-lan', undefined, more)).status;
    expect(await status({ 'if-none-match': String(headers['etag']) })).toBe(304);
    expect(await status({ 'if-none-match': '*' })).toBe(304);
    expect(await status({ 'if-none-match': 'W/"99"' })).toBe(200);
    expect(await status({ 'if-modified-since': String(headers['last-modified']) })).toBe(304);
    expect(await status({ 'if-modified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' })).toBe(200);
    const both = { 'if-none-match': 'W/"99"', 'if-modified-since': String(headers['last-modified']) };
    expect(await status(both)).toBe(200);
  });

  it('of a Binary is the bytes where the caller names their type, and never a page', async () => {
    const data = Buffer.from('<script>1</script>').toString('base64');
    const id = await made({
      resourceType: 'Binary',
      contentType: 'text/plain; charset=utf-8',
      data,
    } as never);
    const get = (accept: string): ReturnType<TestRecord['call']> =>
      record.call('GET', `/Binary/${id}`, undefined, { accept });
    const bytes = await get('text/plain');
    expect([bytes.status, bytes.text]).toEqual([200, '<script>1</script>']);
    expect(bytes.headers).toMatchObject({
      'content-type': 'text/plain',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    });
    expect((await get('text/*')).text).toBe('<script>1</script>');
    expect((await get('image/png')).status).toBe(406);
    expect((await get('application/fhir+json')).json).toMatchObject({ resourceType: 'Binary', data });
    expect((await get('application/fhir+xml')).text).toContain('<Binary');
    expect((await record.call('GET', '/Binary/khong-co', undefined, { accept: 'text/plain' })).status).toBe(
      404,
    );
  });
});
