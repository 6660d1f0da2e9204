import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import { openDatabase, type Database } from '../database.ts';
import { oldestOpen } from '../oldest-open.ts';

let ours: TestDatabase;
let neighbour: TestDatabase;
beforeAll(async () => {
  [ours, neighbour] = await Promise.all([startDatabase([]), startDatabase([])]);
});
afterAll(async () => {
  await Promise.all([ours.stop(), neighbour.stop()]);
});

let writer: Database | undefined;
beforeEach(() => {
  writer = undefined;
});
afterEach(() => writer?.stop());

/** Begins a transaction that has an id and stays open. */
async function beginIn(database: TestDatabase): Promise<string> {
  writer = openDatabase(database.url, { max: 1 });
  await writer.query('begin');
  const { rows } = await writer.query<{ tx: string }>('select pg_current_xact_id()::text as tx');
  return rows[0]!.tx;
}

const next = async (): Promise<bigint> => BigInt(await oldestOpen(ours.database));

// Other files' tests write on this server too. One of theirs that ends between the snapshot and the look at the sessions counts as
// ours for that one answer, so an answer may be too old for a moment, and is asked for again.
const soon = { timeout: 5000, interval: 20 };

it('a transaction that is open here holds everything behind it', async () => {
  const open = BigInt(await beginIn(ours));
  await ours.database.query('select pg_current_xact_id()');
  await expect.poll(next, soon).toBe(open);
  await writer?.query('commit');
  await expect.poll(next, soon).toBeGreaterThan(open);
});

it('a long transaction of a neighbouring database on the same server holds up nothing', async () => {
  const open = BigInt(await beginIn(neighbour));
  const { rows } = await ours.database.query<{ tx: string }>('select pg_current_xact_id()::text as tx');
  const done = BigInt(rows[0]!.tx);
  expect(done).toBeGreaterThan(open);
  await expect.poll(next, soon).toBeGreaterThan(done);
});

it('whoever asks within her own transaction is not told of what she herself has not committed', async () => {
  await ours.database.transaction(async (tx) => {
    const { rows } = await tx.query<{ tx: string }>('select pg_current_xact_id()::text as tx');
    await expect.poll(() => oldestOpen(tx), soon).toBe(rows[0]!.tx);
  });
});
