import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import { openDatabase, type Database } from '../database.ts';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await startDatabase([]);
  database = openDatabase(test.url, { max: 1, searchMs: 300 });
});
afterAll(async () => {
  await database.stop();
  await test.stop();
});
const slow = 'select pg_sleep(20)';

it('stops a search that runs too long, on its lane and alone, and says what to do', async () => {
  for (const statement of [
    { name: 'slow', text: slow, lane: 'search' as const },
    { text: slow, bounded: true },
  ]) {
    const start = performance.now();
    await expect(database.query(statement)).rejects.toMatchObject({ code: 'search.too-costly' });
    expect(performance.now() - start).toBeLessThan(5000);
  }
});

it('leaves the lane and the connection fit for others, and long work without a limit alone', async () => {
  await database.query({ text: slow, bounded: true }).catch(() => undefined);
  expect((await database.query('select pg_sleep(0.6)')).rowCount).toBe(1);
  const after = await Promise.all(
    [1, 2, 3].map((n) =>
      database.query<{ n: number }>({
        name: 'quick',
        text: 'select $1::int as n',
        values: [n],
        lane: 'search',
      }),
    ),
  );
  expect(after.map(({ rows }) => rows[0]?.n)).toEqual([1, 2, 3]);
  expect(
    (await database.query<{ limit: string }>("select current_setting('statement_timeout') as limit")).rows,
  ).toEqual([{ limit: '0' }]);
});

it('stops no neighbour on the lane with the one that ran too long', async () => {
  const quick = (n: number) =>
    database.query<{ n: number }>({
      name: 'quick',
      text: 'select $1::int as n',
      values: [n],
      lane: 'search',
    });
  const all = await Promise.allSettled([
    quick(1),
    database.query({ name: 'slow', text: slow, lane: 'search' }),
    quick(2),
  ]);
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
