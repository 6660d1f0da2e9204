import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import { openDatabase, type Database } from '../database.ts';
import { hasSettled } from '../settled.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await startDatabase([]);
});
afterAll(() => test.stop());

/** The same database as a worker has it. */
async function openWorker(): Promise<Database> {
  const { rows } = await test.database.query<{ host: string; port: number }>(
    'select nodename as host, nodeport as port from pg_dist_node where groupid > 0 order by groupid limit 1',
  );
  const url = new URL(test.url);
  url.hostname = rows[0]!.host;
  url.port = String(rows[0]!.port);
  return openDatabase(url.href, { max: 1 });
}

it('on one machine what is committed can be seen at once', async (ctx) => {
  ctx.skip(await test.database.isSpread(), 'this run is on Citus');
  expect(await hasSettled(test.database)).toBe(true);
});

it('on a cluster a commit that has not reached a worker holds up whoever must skip nothing', async (ctx) => {
  ctx.skip(!(await test.database.isSpread()), 'needs Citus: SEN_TEST_CITUS_URL');
  expect(await hasSettled(test.database)).toBe(true);
  const worker = await openWorker();
  try {
    await worker.query("begin; create table public.late (n int); prepare transaction 'citus_0_1_1_1'");
    expect(await hasSettled(test.database, 50)).toBe(false);
    const waiting = hasSettled(test.database, 10_000);
    await worker.query("commit prepared 'citus_0_1_1_1'");
    expect(await waiting).toBe(true);
  } finally {
    await worker.stop();
  }
});
