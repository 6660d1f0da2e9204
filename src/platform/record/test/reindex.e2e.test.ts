import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { reindexCommand } from '../reindex/reindex-command.ts';
import { encounter, observation, patient, post, system, transaction } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let sen: TestRecord;
const people = 1100;

beforeAll(async () => {
  sen = await startRecord();
  const entries = Array.from({ length: people }, (_, at) =>
    post(patient({ name: [{ text: `Trần Thị Mục ${at}` }], birthDate: '1960-02-03' })),
  );
  expect((await sen.call('POST', '/', transaction(...entries))).status).toBe(200);
  const urn = 'urn:uuid:6e2a3e33-7b0f-4f43-9a3f-1d3c3b1a2f10';
  const weight = { value: 70, unit: 'kg', system: system.ucum, code: 'kg' };
  const record = transaction(
    post(patient({ name: [{ text: 'Lê Văn Chỉ' }] }), urn),
    post({ ...encounter('x'), subject: { reference: urn } } as never),
    post({ ...observation('x', { valueQuantity: weight }), subject: { reference: urn } } as never),
    post({ resourceType: 'Location', name: 'Trạm', position: { latitude: 21, longitude: 105.8 } } as never),
    post({ resourceType: 'ValueSet', status: 'active', url: 'http://sen.test/vs', name: 'Muc' } as never),
  );
  const answer = await sen.call('POST', '/', record);
  expect(answer.status, answer.text).toBe(200);
}, 120_000);
afterAll(() => sen.stop());

/** As rows are that a former program wrote, which knew nothing of what is asked now. */
const forget = (where: string): Promise<unknown> =>
  sen.database.query(
    `update record.resource set tokens = '{}', words = null, dates = null, label = null where ${where}`,
  );
const fast = { rate: 1_000_000 };
const total = async (query: string): Promise<number> => {
  const { json, text, status } = await sen.call('GET', `/${query}&_summary=count&_total=accurate`);
  expect(status, text).toBe(200);
  return (json as { total: number }).total;
};
const rows = async (): Promise<object[]> =>
  (
    await sen.database.query(
      'select bucket, id, version, updated, pack, part, label, tokens::text, dates::text, words::text from record.resource order by id',
    )
  ).rows;

describe('the search index worked out anew', () => {
  it('is what it was where it was right: nothing is written', async () => {
    const before = await rows();
    const done = await sen.engine.reindex({ ...fast, afresh: true });
    expect(done).toMatchObject({ end: 'done', seen: before.length, changed: 0 });
    expect(await rows()).toEqual(before);
  });

  it('finds again what an older program left without marks, and touches no version, time or text', async () => {
    const before = await rows();
    const searches = [
      'Patient?name=le van chi',
      'Observation?value-quantity=gt69000|http://unitsofmeasure.org|g',
      'Encounter?date=2026-05-01',
      'Location?near=21|105.8|1|km',
      'ValueSet?url=http://sen.test/vs',
    ];
    for (const search of searches) expect(await total(search), search).toBe(1);
    await forget("type <> 'Patient' or label like 'le van%'");
    for (const search of searches) expect(await total(search), search).toBe(0);
    expect(await sen.engine.reindex({ ...fast, afresh: true })).toMatchObject({ changed: 5 });
    for (const search of searches) expect(await total(search), search).toBe(1);
    expect(await rows()).toEqual(before);
    expect((await sen.database.query('select 1 from record.history')).rowCount).toBe(0);
  });

  it('of one type leaves the others as they are', async () => {
    await forget("type in ('Location', 'Encounter')");
    expect(await sen.engine.reindex({ ...fast, type: 'Encounter' })).toMatchObject({ seen: 1, changed: 1 });
    expect(await total('Encounter?date=2026-05-01')).toBe(1);
    expect(await total('Location?near=21|105.8|1|km')).toBe(0);
    await sen.engine.reindex({ ...fast, type: 'Location' });
    expect(await total('Location?near=21|105.8|1|km')).toBe(1);
  });

  it('that was cut off goes on where it stood', async () => {
    await forget("type = 'Patient'");
    const first = await sen.engine.reindex({ ...fast, type: 'Patient', shouldStop: () => true });
    expect(first).toMatchObject({ end: 'stopped', resumed: 0, seen: 500, changed: 500 });
    const second = await sen.engine.reindex({ ...fast, type: 'Patient' });
    expect(second).toEqual({ end: 'done', resumed: 500, seen: people + 1, changed: people + 1 });
    expect(await total('Patient?name=muc&birthdate=1960')).toBe(people);
  });

  it('does not hurry: no more than the rate that was asked for', async () => {
    const from = performance.now();
    await sen.engine.reindex({ type: 'Patient', rate: 2000 });
    // The last page waits for nobody.
    expect(performance.now() - from).toBeGreaterThan(((people - 500) / 2000) * 1000 * 0.8);
  });

  it('loses nothing that others write meanwhile: each resource is found by what it says last', async () => {
    const { rows: ids } = await sen.database.query<{ id: string }>(
      "select id from record.resource where type = 'Patient' and label like 'tran thi muc%' order by id limit 120",
    );
    await forget("type = 'Patient'");
    let going = true;
    const walking = (async () => {
      while (going) await sen.engine.reindex({ ...fast, type: 'Patient', afresh: true });
      return sen.engine.reindex({ ...fast, type: 'Patient', afresh: true });
    })();
    const write = async (from: number): Promise<void> => {
      for (let at = from; at < ids.length; at += 4) {
        const { id } = ids[at]!;
        const changed = { ...patient({ name: [{ text: `Phạm Đổi ${at}` }] }), id };
        const answer =
          at % 3 === 0
            ? await sen.call('DELETE', `/Patient/${id}`)
            : await sen.call('PUT', `/Patient/${id}`, changed);
        expect(answer.status, answer.text).toBeLessThan(300);
      }
    };
    await Promise.all([write(0), write(1), write(2), write(3)]);
    going = false;
    expect(await walking).toMatchObject({ end: 'done', changed: 0 });
    expect(await total('Patient?name=pham doi')).toBe(80);
    expect(await total('Patient?name=muc')).toBe(people - 120);
  }, 120_000);
});

describe('sen reindex', () => {
  const run = async (...args: string[]): Promise<{ code: number; said: string }> => {
    const lines: string[] = [];
    const ctx: Pick<Context, 'actor'> = { actor: platformActor('test', 'vi') };
    const code = await reindexCommand(sen.engine).run(ctx as Context, args, (line) => lines.push(line));
    return { code, said: lines.join('\n') };
  };

  it('says how many it looked at and how many it mended, and what is wrong with what was asked', async () => {
    await forget("type = 'ValueSet'");
    expect(await run('--type', 'ValueSet')).toEqual({
      code: 0,
      said: 'Đã xem 1 bản ghi, sửa chỉ mục của 1.',
    });
    expect((await run('--type', 'Khong')).code).toBe(2);
    expect((await run('--rate', '0')).code).toBe(2);
    expect((await run('--la')).said).toContain('sen reindex');
  });
});
