import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { silentLog } from '../../log/create-log.ts';
import type { AnyJob } from '../../module/define-module.ts';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import { createJobQueue, prepareJobTables, type JobQueue } from '../job-queue.ts';

const ran: string[] = [];
let failures = 1;
const print: AnyJob = {
  name: 'ward.print',
  retry: { limit: 2, backoffSeconds: 0 },
  payload: z.object({ what: z.string() }),
  run: async (_ctx: Context, payload: { what: string }) => {
    if (payload.what === 'shaky' && failures-- > 0) throw new Error('bệnh nhân Hoa');
    ran.push(payload.what);
  },
};
const nightly: AnyJob = {
  name: 'ward.nightly',
  schedule: '0 2 * * *',
  retry: { limit: 0, backoffSeconds: 0 },
  payload: z.object({}),
  run: async () => undefined,
};

let test: TestDatabase;
let queue: JobQueue;
beforeAll(async () => {
  test = await startDatabase([]);
  await prepareJobTables(test.database, [print, nightly]);
  queue = createJobQueue({
    database: test.database,
    jobs: [print, nightly],
    contextFor: () => ({}) as Context,
    log: silentLog,
    // Far longer than the first test waits: what this process has put there begins at once.
    pollSeconds: 5,
  });
  await queue.start();
});
afterAll(async () => {
  await queue.stop(1000);
  await test.stop();
});

describe('job queue', () => {
  it('runs at once what was committed, and nothing of what was undone', async () => {
    const undone = test.database.transaction(async (tx) => {
      await queue.enqueue(tx, print, { what: 'undone' });
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    await test.database.transaction((tx) => queue.enqueue(tx, print, { what: 'letter' }));
    await expect.poll(() => ran, { timeout: 2500 }).toContain('letter');
    expect(ran).not.toContain('undone');
  });

  it('tries a job that failed again, and keeps no word of its error', async () => {
    await queue.enqueue(test.database, print, { what: 'shaky' });
    await expect.poll(() => ran, { timeout: 15_000 }).toContain('shaky');
    const { rows } = await test.database.query<{ text: string }>('SELECT j::text AS text FROM jobs.job j');
    expect(JSON.stringify(rows)).not.toContain('Hoa');
  });

  it('keeps the schedule in the time of Vietnam until the program no longer has it', async () => {
    const { rows } = await test.database.query('SELECT name, cron, timezone FROM jobs.schedule');
    expect(rows).toEqual([{ name: 'ward.nightly', cron: '0 2 * * *', timezone: 'Asia/Ho_Chi_Minh' }]);
    await prepareJobTables(test.database, [print]);
    expect((await test.database.query('SELECT 1 FROM jobs.schedule')).rowCount).toBe(0);
  });

  it('refuses a payload that the job cannot read', async () => {
    await expect(queue.enqueue(test.database, print, { what: 5 })).rejects.toThrow();
  });
});
