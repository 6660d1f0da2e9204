import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { eventType } from '#kernel/contract.ts';
import { silentLog } from '../../log/create-log.ts';
import { readAllSettings } from '../../settings/platform-settings.ts';
import { openDatabase, type Database } from '../../sql/database.ts';
import { anActor } from '../../testing/an-actor.ts';
import { startPlatform, type TestPlatform } from '../../testing/start-platform.ts';
import { defineModule, onEvent, type AnyJob } from '../define-module.ts';
import { createPlatform, type Platform } from '../platform.ts';

const arrived = eventType({ name: 'gate.arrived', version: 1, payload: z.object({ n: z.number() }) });
const heard: number[] = [];
const printed: number[] = [];
const opened: string[] = [];
const printTicket: AnyJob = {
  name: 'gate.print',
  retry: { limit: 2, backoffSeconds: 1 },
  payload: z.object({ n: z.number() }),
  run: async (_ctx: unknown, { n }: { n: number }) => {
    printed.push(n);
    await sleep(20);
  },
};
const gate = defineModule({
  id: 'gate',
  title: { vi: 'Cổng', en: 'Gate' },
  permissions: {},
  handlers: [
    onEvent(arrived, 'gate.count', async (_ctx, { n }) => {
      heard.push(n);
      await sleep(5);
    }),
  ],
  jobs: [printTicket],
  background: [
    {
      name: 'gate.bar',
      start: async () => {
        opened.push('bar');
        return { stop: async () => undefined };
      },
    },
  ],
});

let first: TestPlatform;
let room: string;
const others: Array<{ platform: Platform; database: Database }> = [];

async function startBeside(run: string): Promise<Platform> {
  const database = openDatabase(first.databaseUrl, { max: 8 });
  const settings = readAllSettings(
    {
      SEN_PORT: '0',
      SEN_DATA_DIR: await mkdtemp(join(room, 'data-')),
      SEN_DATABASE_URL: first.databaseUrl,
      SEN_MASTER_KEY: first.settings.masterKey,
      SEN_DEMO: 'off',
      SEN_RUN: run,
    },
    [gate],
  );
  const webFolder = join(room, 'web');
  const parts = {
    settings,
    modules: [gate],
    database,
    log: silentLog,
    webFolder,
    version: 'test',
    pollMs: 50,
  };
  const platform = await createPlatform(parts);
  await platform.start();
  others.push({ platform, database });
  return platform;
}

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'sen-beside-'));
  first = await startPlatform({ modules: [gate] });
});
afterAll(async () => {
  for (const { platform, database } of others) {
    await platform.stop();
    await database.stop();
  }
  await first.stop();
  await rm(room, { recursive: true, force: true });
});

it('three servers on one database hear each event once and do each job once', async () => {
  const before = opened.length;
  await startBeside('http,worker,scheduler');
  await startBeside('worker');
  expect(opened).toHaveLength(before + 2);
  const numbers = Array.from({ length: 60 }, (_, n) => n);
  for (const n of numbers) {
    const context = [first, ...others.map(({ platform }) => platform)][n % 3]?.context(anActor());
    await context?.transaction(async (inside) => {
      await inside.emit(arrived, { n });
      if (n < 15) await inside.enqueue(printTicket, { n });
    });
  }
  await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(numbers.length);
  await expect.poll(() => printed.length, { timeout: 40_000 }).toBe(15);
  // Time for a second delivery, if there were one.
  await sleep(1500);
  expect([...heard].sort((one, two) => one - two)).toEqual(numbers);
  expect([...printed].sort((one, two) => one - two)).toEqual(numbers.slice(0, 15));
}, 90_000);

it('a process that only answers opens no background part and takes no job, and one without http has no port', async () => {
  const before = opened.length;
  const front = await startBeside('http');
  expect(opened).toHaveLength(before);
  expect(front.http.server.listening).toBe(true);
  const back = await startBeside('worker,scheduler');
  expect(back.http.server.listening).toBe(false);
  expect(opened).toHaveLength(before + 1);
});
