import { afterAll, beforeAll, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { changesSince } from '../changes.ts';
import { patient } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
});
afterAll(() => record.stop());

const one = patient() as never;

it('a change that is committed late is told once and not skipped', async () => {
  const { database, engine } = record;
  const store = engine.for(anActor());
  let cursor = (await changesSince(database, '')).cursor;
  let release!: () => void;
  let begun!: () => void;
  const started = new Promise<void>((resolve) => (begun = resolve));
  const slow = database.transaction(async (tx) => {
    const made = await engine.for(anActor(), tx).create(one);
    begun();
    await new Promise<void>((resolve) => (release = resolve));
    return made;
  });
  await started;
  const fast = await store.create(one);
  const early = await changesSince(database, cursor);
  // The later transaction is committed, but the earlier one still runs: nothing may be told yet.
  expect(early.changes).toEqual([]);
  release();
  const late = await slow;
  const seen: string[] = [];
  for (let round = 0; round < 20 && seen.length < 2; round += 1) {
    const page = await changesSince(database, cursor);
    cursor = page.cursor;
    seen.push(...page.changes.flatMap(({ changed }) => changed.map(({ id }) => id)));
  }
  expect(seen).toEqual([late.id, fast.id]);
});

it('what was undone is never told', async () => {
  const { database, engine } = record;
  const { cursor } = await changesSince(database, '');
  await expect(
    database.transaction(async (tx) => {
      await engine.for(anActor(), tx).create(one);
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  expect((await changesSince(database, cursor)).changes).toEqual([]);
});

it('each transaction is told with what it made, changed and deleted', async () => {
  const { database, store } = record;
  const { cursor } = await changesSince(database, '');
  const made = await store.create(one);
  await store.update({ ...(one as object), id: made.id, gender: 'female' } as never);
  await store.delete('Patient', made.id);
  const { changes } = await changesSince(database, cursor);
  expect(changes.flatMap(({ changed }) => changed)).toEqual(
    (['created', 'updated', 'deleted'] as const).map((kind, at) => ({
      resourceType: 'Patient',
      id: made.id,
      version: at + 1,
      kind,
    })),
  );
});

it('who wrote and who read stands in the audit', async () => {
  const { database, store } = record;
  const made = await store.create(one);
  await store.read('Patient', made.id);
  await store.search('Patient', `name=nguyen&_id=${made.id}`);
  const { rows } = await database.query<{ action: string; query: string | null; count: number | null }>(
    `select action, query, count from audit.event where patient_id = $1 order by id`,
    [made.id],
  );
  expect(rows.map(({ action }) => action)).toEqual(['create', 'read', 'search']);
  expect(rows[2]).toMatchObject({ query: 'name _id', count: 1 });
});
