import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestToken } from '#platform/module/request-token.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { doors } from '../../module.ts';
import { receive } from '../../source-log.ts';
import { takeSource } from '../../take-source.ts';

let sen: TestPlatform;
let system: CallAs;

beforeAll(async () => {
  sen = await startPlatform({ modules: [doors] });
  system = await sen.asSystem();
});
afterAll(() => sen.stop());

const ndjson = { 'content-type': 'application/fhir+ndjson' };
const person = (id: string, more: object = {}): string =>
  JSON.stringify({ resourceType: 'Patient', id, name: [{ text: 'Đỗ Thị Nhập' }], ...more });
const weight = (id: string, of: string): string =>
  JSON.stringify({
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { text: 'Cân nặng' },
    subject: { reference: `Patient/${of}` },
  });

interface Report {
  readonly state: string;
  readonly lines: number;
  readonly taken: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly error: readonly { readonly url: string; readonly count: number }[];
}

async function send(body: string, call = system): Promise<string> {
  const answer = await call('/fhir/$import', { method: 'POST', headers: ndjson, body });
  expect(answer.status, await answer.text()).toBe(202);
  return answer.headers.get('content-location')!;
}

async function reportAt(status: string): Promise<Report> {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await system(status);
    const text = await answer.text();
    if (answer.status === 200) return JSON.parse(text) as Report;
    expect(answer.status, text).toBe(202);
    expect(answer.headers.get('x-progress')).toMatch(/^\d+ lines/);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the import did not end');
}

const countOf = async (type: string, prefix: string): Promise<number> => {
  const { rows } = await sen.database.query<{ count: number }>(
    'select count(*)::int as count from record.resource where type = $1 and fhir_id like $2',
    [type, `${prefix}%`],
  );
  return rows[0]!.count;
};

describe('an import', () => {
  it('takes line by line what is good, also what points to a later line, and says of each wrong line what is wrong', async () => {
    const body = [
      '{"resourceType":"Patient","id":"i-broken',
      weight('i-w1', 'i-an'),
      person('i-an'),
      person('i-binh', { gender: 'khác' }),
      weight('i-w2', 'i-nobody'),
      person('i-chi'),
    ].join('\n');
    const report = await reportAt(await send(body));
    expect(report).toMatchObject({ state: 'partly', lines: 6, taken: 3, refused: 3 });
    const told = await (await system(report.error[0]!.url)).text();
    const outcomes = told
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { issue: [{ location: [string] }] });
    expect(outcomes.map(({ issue }) => issue[0].location[0])).toEqual(['line 1', 'line 4', 'line 5']);
    expect(told).not.toContain('Đỗ Thị Nhập');
    expect(await countOf('Observation', 'i-w')).toBe(1);
  });

  it('of the same bytes is the same import, and of the same lines in another file changes nothing', async () => {
    const body = `${person('j-an')}\n${person('j-binh')}\n`;
    const status = await send(body);
    await reportAt(status);
    expect(await send(body)).toBe(status);
    const again = await reportAt(await send(`${body}\n${person('j-an', { gender: 'male' })}\n`));
    expect(again).toMatchObject({ taken: 0, updated: 1, unchanged: 2 });
    expect(await countOf('Patient', 'j-')).toBe(2);
  });

  it('that was killed in the middle goes on, and nothing is doubled or lost', async () => {
    const lines = Array.from({ length: 1200 }, (_, at) => person(`k-${at}`));
    const context = sen.contextOf('doors');
    const content = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from(lines.join('\n'));
    };
    const { source } = await receive(context, content(), {
      door: 'fhir',
      sender: 'k',
      fileName: 'import.ndjson',
    });
    let asked = 0;
    // Stopped behind the first transaction of 500 lines, as a kill would.
    const stopped = await takeSource(context, source.id, () => (asked += 1) > 700);
    expect(stopped.state).toBe('taking');
    expect(await countOf('Patient', 'k-')).toBe(500);
    const taken = await takeSource(context, source.id);
    expect(taken).toMatchObject({ state: 'taken', taken: 1200, updated: 0, units: 1200 });
    expect(await countOf('Patient', 'k-')).toBe(1200);
  });
});

describe('who may import', () => {
  it('no stranger, no person, no system that reads only or speaks for one facility; and nobody sees the import of another', async () => {
    const post = { method: 'POST', headers: ndjson, body: person('l-an') };
    expect((await fetch(`${sen.url}/fhir/$import`, post)).status).toBe(401);
    for (const name of ['hoa', 'bs.lan', 'quantri'])
      expect((await (await sen.as(name))('/fhir/$import', post)).status, name).toBe(403);
    for (const scope of ['system/*.rs', 'system/Patient.cruds', 'system/*.c'])
      expect((await (await sen.asSystem(scope))('/fhir/$import', post)).status, scope).toBe(403);
    const people = await sen.people();
    const { clientId, clientSecret = '' } = await sen.platform.identity.createClient({
      name: 'trạm',
      scope: 'system/*.cruds',
      facilityId: people.station,
    } as never);
    const token = await requestToken(sen.url, clientId, clientSecret, 'system/*.cruds');
    const bound = await fetch(`${sen.url}/fhir/$import`, {
      ...post,
      headers: { ...ndjson, authorization: `Bearer ${token}` },
    });
    expect(bound.status).toBe(403);
    expect(await countOf('Patient', 'l-')).toBe(0);
    const status = await send(person('l-binh'));
    const other = await sen.asSystem();
    expect((await other(status)).status).toBe(404);
    expect((await other(status.replace('status', 'errors'))).status).toBe(404);
    expect((await system('/fhir/$import-status/..%2f')).status).toBe(404);
  });

  it('what is not NDJSON is refused with what is taken here', async () => {
    const answer = await system('/fhir/$import', {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({
        resourceType: 'Parameters',
        parameter: [{ name: 'inputSource', valueUri: 'http://10.0.0.1' }],
      }),
    });
    expect(answer.status).toBe(415);
    expect(await answer.text()).toContain('application/fhir+ndjson');
  });
});
