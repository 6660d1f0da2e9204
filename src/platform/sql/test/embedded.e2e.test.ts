import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../database.ts';
import { findRunning, startEmbedded, type EmbeddedPostgres } from '../embedded.ts';
import { identifyProcess } from '../running-process.ts';

let folder: string;
const running: EmbeddedPostgres[] = [];
// One cluster for all: making one takes seconds, and every test leaves it stopped and whole.
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'sen-embedded-')), 'postgres');
  await chmod(join(folder, '..'), 0o755);
});
afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));
afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }));

const start = async (report?: (event: string) => void): Promise<EmbeddedPostgres> => {
  const one = await startEmbedded(folder, report === undefined ? {} : { report });
  running.push(one);
  return one;
};
const run = async (url: string, text: string): Promise<object[]> => {
  const database = openDatabase(url, { max: 1 });
  try {
    return (await database.query(text)).rows;
  } finally {
    await database.stop();
  }
};

describe('embedded PostgreSQL', () => {
  it('keeps what was written over a stop, starts the second time at once, and runs as an ordinary user', async () => {
    const first = await start();
    await run(first.url(), 'CREATE TABLE kept1 AS SELECT 1 AS n');
    const { uid } = await stat(join(folder, 'cluster'));
    expect(uid).not.toBe(0);
    expect((await stat(join(folder, 'password'))).mode & 0o077).toBe(0);
    await first.stop();
    expect(await identifyProcess(first.pid)).toBeUndefined();
    expect(await findRunning(folder)).toBeUndefined();

    const before = Date.now();
    const second = await start();
    expect(Date.now() - before).toBeLessThan(2000);
    expect(await run(second.url(), 'SELECT n FROM kept1')).toEqual([{ n: 1 }]);
    expect(await run(second.url(), "SELECT current_setting('fsync') AS fsync")).toEqual([{ fsync: 'on' }]);
  });

  it('comes back by itself when PostgreSQL is killed, with everything that was committed', async () => {
    const events: string[] = [];
    const one = await start((event) => events.push(event));
    await run(one.url(), 'CREATE TABLE kept2 AS SELECT 2 AS n');
    const before = one.pid;
    process.kill(before, 'SIGKILL');
    await expect.poll(() => events, { timeout: 20_000 }).toContain('postgres.restarted');
    expect(one.pid).not.toBe(before);
    expect(await run(one.url(), 'SELECT n FROM kept2')).toEqual([{ n: 2 }]);
  });

  it('takes over the PostgreSQL that a killed Sen left running', async () => {
    const program = `
      import { startEmbedded } from ${JSON.stringify(new URL('../embedded.ts', import.meta.url).href)};
      const one = await startEmbedded(${JSON.stringify(folder)});
      console.log(one.pid);
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGKILL');
    await once(child, 'exit');
    const orphan = Number(line.toString());
    expect(await identifyProcess(orphan)).toBeDefined();
    await run((await findRunning(folder)) ?? '', 'CREATE TABLE kept3 AS SELECT 3 AS n');

    const events: string[] = [];
    const next = await start((event) => events.push(event));
    expect(events).toEqual(['postgres.adopted']);
    expect(next.pid).toBe(orphan);
    expect(await run(next.url(), 'SELECT n FROM kept3')).toEqual([{ n: 3 }]);
    await next.stop();
    expect(await identifyProcess(orphan)).toBeUndefined();
  });

  it('starts after both were killed at once and the old postmaster.pid still stands there', async () => {
    const one = await start();
    await run(one.url(), 'CREATE TABLE kept4 AS SELECT 4 AS n');
    const pidFile = join(folder, 'cluster/postmaster.pid');
    const text = await readFile(pidFile, 'utf8');
    await one.stop();
    running.length = 0;
    // The number now belongs to a program of somebody else: ours.
    await writeFile(pidFile, text.replace(/^\d+/, String(process.pid)));
    const next = await start();
    expect(await run(next.url(), 'SELECT n FROM kept4')).toEqual([{ n: 4 }]);
  });

  it('finishes a first start that was broken off in the middle', async () => {
    const one = await start();
    await one.stop();
    running.length = 0;
    await rename(join(folder, 'cluster'), join(folder, 'cluster.new'));
    await writeFile(join(folder, 'connection.json'), '{"half');
    const next = await start();
    expect(await run(next.url(), "SELECT to_regclass('kept1') IS NULL AS fresh")).toEqual([{ fresh: true }]);
  });

  it.runIf(process.getuid?.() === 0)('runs for root in a folder that nobody else may enter', async () => {
    await chmod(join(folder, '..'), 0o700);
    const one = await start();
    expect(await run(one.url(), 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect((await stat(join(folder, '..'))).mode & 0o777).toBe(0o700);
    await one.stop();
    await chmod(join(folder, '..'), 0o755);
  });
});
