import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSenProcess, type SenProcess } from '#platform/testing/sen-process.ts';
import { findFreePort } from '#platform/testing/start-platform.ts';

const root = new URL('../../../', import.meta.url).pathname;
let room: string;
let server: SenProcess;

const environment = (dataDir: string): Record<string, string> => ({
  SEN_DATA_DIR: join(room, dataDir),
  SEN_BACKUP_DIR: join(room, 'backup'),
});
async function sen(dataDir: string, ...args: string[]): Promise<{ code: number; said: string }> {
  const call = promisify(execFile)(process.execPath, ['src/entry/cli.ts', ...args], {
    cwd: root,
    env: { ...process.env, LC_ALL: 'en_US.UTF-8', ...environment(dataDir) },
  });
  return call.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }),
  );
}

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'sen-drill-'));
  await chmod(room, 0o755);
  server = startSenProcess(await findFreePort(), environment('data'));
  await server.ready();
});
afterAll(async () => {
  await server.end('SIGKILL');
  await rm(room, { recursive: true, force: true });
});

it('an administrator backs up, destroys everything, and brings back the morning before the mistake', async () => {
  const sender = (name: string): Promise<unknown> => sen('data', 'hl7-sender', 'add', name, 'BV', '01999');
  await sender('BEFORE');
  const told = await sen('data', 'backup', join(room, 'backup'));
  expect(told.said).toContain('Backed up');
  expect(told.code).toBe(0);
  await sender('MORNING');
  const moment = new Date().toISOString();
  await sender('MISTAKE');
  // A stop archives the rest; then the disk is lost.
  expect(await server.end()).toBe(0);
  await cp(join(room, 'data/keys'), join(room, 'safe'), { recursive: true });
  await rm(join(room, 'data'), { recursive: true });

  const without = await sen('again', 'restore', join(room, 'backup'));
  expect(without).toMatchObject({ code: 1 });
  expect(without.said).toContain('master key');
  await cp(join(room, 'safe'), join(room, 'again/keys'), { recursive: true });

  expect(await sen('again', 'backup', 'verify', join(room, 'backup'))).toMatchObject({ code: 0 });
  const restored = await sen('again', 'restore', join(room, 'backup'), '--until', moment);
  expect(restored).toMatchObject({ code: 0 });
  expect((await readdir(join(room, 'again'))).sort()).toEqual(['files', 'keys', 'postgres']);
  const list = (await sen('again', 'hl7-sender', 'list')).said;
  expect(list).toContain('BEFORE');
  expect(list).toContain('MORNING');
  expect(list).not.toContain('MISTAKE');
  const over = await sen('again', 'restore', join(room, 'backup'));
  expect(over).toMatchObject({ code: 1 });
  expect(over.said).toContain('not empty');
}, 400_000);

it('a moment without its time zone is refused', async () => {
  const refused = await sen('zone', 'restore', join(room, 'backup'), '--until', '2026-03-10 08:15');
  expect(refused.code).toBe(1);
  expect(refused.said).toContain('time and zone');
});
