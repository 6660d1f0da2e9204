import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '#platform/sql/database.ts';
import { startSenProcess, type SenProcess } from '#platform/testing/sen-process.ts';
import { startDatabase, type TestDatabase } from '#platform/testing/start-database.ts';

const run = promisify(execFile);
let test: TestDatabase;
let folder: string;
let url: string;
let sen: SenProcess | undefined;
const name = `lowly_${process.pid}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sen-lowly-'));
  test = await startDatabase([]);
  // As the guide says: a user that is nothing but the owner of one database.
  await test.database.query(
    `create role ${name} login password 'lowly' nosuperuser nocreatedb nocreaterole noreplication nobypassrls`,
  );
  await test.database.query(`create database ${name} owner ${name}`);
  const place = new URL(test.url);
  place.username = name;
  place.password = 'lowly';
  place.pathname = `/${name}`;
  url = place.href;
}, 120_000);
afterAll(async () => {
  await sen?.end();
  await test.database.query(`drop database if exists ${name} with (force)`);
  await test.database.query(`drop role if exists ${name}`);
  await test.stop();
  await rm(folder, { recursive: true, force: true });
});

it('a server and its commands run as a database user who owns one database and is nothing else', async () => {
  const port = await freePort();
  const env = { SEN_DATABASE_URL: url, SEN_DATA_DIR: folder, SEN_PUBLIC_URL: `http://127.0.0.1:${port}` };
  sen = startSenProcess(port, env);
  await sen.ready();
  expect((await fetch(`${sen.url}/fhir/metadata`)).status).toBe(200);
  const { stdout } = await run(process.execPath, ['src/entry/cli.ts', 'doctor'], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LC_ALL: 'en_US.UTF-8',
      ...env,
      SEN_PORT: String(port),
    },
  });
  expect(stdout).toContain(`The database user '${name}' is no superuser`);
  const own = openDatabase(url, { max: 1 });
  const { rows } = await own.query<{ count: number }>(
    'select count(*)::int as count from platform.migration',
  );
  await own.stop();
  expect(rows[0]!.count).toBeGreaterThan(10);
}, 240_000);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
