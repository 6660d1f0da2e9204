import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { doors } from '../module.ts';
import { receive } from '../source-log.ts';
import type { Source } from '../source.ts';
import { takeSource } from '../take-source.ts';

let sen: TestPlatform;

beforeAll(async () => {
  sen = await startPlatform({ modules: [doors] });
  const roles = [{ role: 'administrator' }];
  await sen.platform.identity.createPerson({ username: 'quantri2', display: 'Quản trị 2', roles });
});
afterAll(() => sen.stop());

async function takeLines(...lines: readonly object[]): Promise<Source> {
  const ctx = sen.contextOf('doors');
  const content = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'));
  };
  const { source } = await receive(ctx, content(), {
    door: 'fhir',
    sender: 'test',
    fileName: 'bệnh án.ndjson',
  });
  return takeSource(ctx, source.id);
}

async function eraseByLaw(path: string): Promise<Record<string, unknown>> {
  const post = async (name: string, values: Record<string, string>): Promise<Map<string, unknown>> => {
    const parameter = Object.entries(values).map(([key, valueString]) => ({ name: key, valueString }));
    const answer = await (
      await sen.as(name)
    )(`/fhir/${path}/$expunge`, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({ resourceType: 'Parameters', parameter }),
    });
    const text = await answer.text();
    expect(answer.status, text).toBeLessThan(300);
    const told = JSON.parse(text) as { parameter: Record<string, unknown>[] };
    return new Map(told.parameter.map(({ name: key, ...value }) => [String(key), Object.values(value)[0]]));
  };
  const asked = await post('quantri', {
    reason: 'Theo yêu cầu của người bệnh',
    legalGround: 'Luật 91/2025/QH15',
  });
  return Object.fromEntries(await post('quantri2', { approve: String(asked.get('request')) }));
}

const person = (id: string): object => ({ resourceType: 'Patient', id, name: [{ text: `Người ${id}` }] });
const wrong = (id: string): object => ({ resourceType: 'Patient', id, gender: 'bímật' });
const stored = ({ sha256 }: Source): Promise<boolean> =>
  sen
    .context()
    .files.open(sha256)
    .then(
      (stream) => (stream as Readable).destroy() !== undefined,
      () => false,
    );

it('the file that a person’s lines alone came from goes with them, with what was put aside of it', async () => {
  const source = await takeLines(person('f-an'), wrong('f-an-2'));
  expect([source.taken, source.quarantined, await stored(source)]).toEqual([1, 1, true]);
  expect(await eraseByLaw('Patient/f-an')).toMatchObject({ state: 'done', files: 1, filesOfOthers: 0 });
  expect(await stored(source)).toBe(false);
  const rows = await sen
    .contextOf('doors')
    .sql.query<{ text: string }>(
      'select s::text as text from doors.source s union all select q::text from doors.quarantine q',
    );
  expect(rows.filter(({ text }) => /bímật|bệnh án|f-an/.test(text))).toEqual([]);
});

it('a file that speaks of others too stays and is counted', async () => {
  const source = await takeLines(person('f-binh'), person('f-chi'));
  expect(await eraseByLaw('Patient/f-binh')).toMatchObject({ state: 'done', files: 0, filesOfOthers: 1 });
  expect(await stored(source)).toBe(true);
  expect(await eraseByLaw('Patient/f-chi')).toMatchObject({ files: 1, filesOfOthers: 0 });
  expect(await stored(source)).toBe(false);
});
