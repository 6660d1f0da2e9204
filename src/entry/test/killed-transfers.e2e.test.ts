import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestToken } from '#platform/module/request-token.ts';
import { openDatabase } from '#platform/sql/database.ts';
import { findRunning } from '#platform/sql/embedded.ts';
import { startSenProcess, type SenProcess } from '#platform/testing/sen-process.ts';
import { findFreePort } from '#platform/testing/start-platform.ts';

/** A whole installation of its own: server, embedded PostgreSQL and commands are real processes, and each is killed in the middle. */
const root = new URL('../../../', import.meta.url).pathname;
let room: string;
let port: number;
let server: SenProcess;
let token: string;

const environment = (): Record<string, string> => ({ SEN_DATA_DIR: join(room, 'data') });
const postgresFolder = (): string => join(room, 'data', 'postgres');

async function startServer(): Promise<void> {
  server = startSenProcess(port, environment());
  await server.ready();
}

/** Runs a command beside the server; `child` may be killed. */
function sen(...args: string[]): {
  child: ChildProcess;
  ended: Promise<{ code: number | null; said: string }>;
} {
  const child = spawn(process.execPath, ['src/entry/cli.ts', ...args], {
    cwd: root,
    env: { ...process.env, LC_ALL: 'en_US.UTF-8', ...environment() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, said }));
  return { child, ended };
}

/** What one statement over the running database gives; `undefined` while it is away. */
async function rowOf<Row extends object>(text: string, ...values: unknown[]): Promise<Row | undefined> {
  const url = await findRunning(postgresFolder());
  if (url === undefined) return undefined;
  const database = openDatabase(url, { max: 1 });
  try {
    return (await database.query<Row>(text, values)).rows[0];
  } catch {
    return undefined;
  } finally {
    await database.stop();
  }
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(5)) if (await isSo()) return;
  throw new Error(`never came: ${what}`);
}

/** The process of the PostgreSQL that runs now. */
async function postmaster(): Promise<number> {
  const text = await readFile(join(postgresFolder(), 'connection.json'), 'utf8');
  return (JSON.parse(text) as { pid: number }).pid;
}

/** Bytes that do not compress, so that an export has several steps. */
const heavy = (key: string, at: number): object => ({
  resourceType: 'Basic',
  id: `${key}-${at}`,
  code: { text: 'Ghi chú' },
  extension: [{ url: 'http://sen.test/note', valueString: randomBytes(6800).toString('base64') }],
});
const heavyCount = 10_000;
/** People, and weights that point to those of later lines. */
function light(key: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) =>
    at % 2 === 1
      ? { resourceType: 'Patient', id: `${key}-${at}`, name: [{ text: `Đỗ Thị ${key}` }] }
      : {
          resourceType: 'Observation',
          id: `${key}-${at}`,
          status: 'final',
          code: { text: 'Cân nặng' },
          subject: { reference: `Patient/${key}-${at + 1}` },
          valueQuantity: { value: 50 + (at % 40), unit: 'kg' },
        },
  ).map((resource) => JSON.stringify(resource));
}
const lightCount = 8000;

const notes = new Map<string, string>();
const noteOf = (resource: unknown): string =>
  (resource as { extension: [{ valueString: string }] }).extension[0].valueString;
const sumOf = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'sen-transfers-'));
  await chmod(room, 0o755);
  port = await findFreePort();
  const lines: string[] = [];
  for (let at = 0; at < heavyCount; at += 1) {
    const resource = heavy('note', at);
    notes.set(`note-${at}`, sumOf(noteOf(resource)));
    lines.push(JSON.stringify(resource));
  }
  await writeFile(join(room, 'notes.ndjson'), lines.join('\n'));
  await startServer();
  const scope = 'system/*.cruds';
  const made = await promisify(execFile)(
    process.execPath,
    ['src/entry/cli.ts', 'client', 'create', '--name', 'ward', '--scope', scope, '--json'],
    { cwd: root, env: { ...process.env, ...environment() } },
  );
  const client = JSON.parse(made.stdout) as { client_id: string; client_secret: string };
  token = await requestToken(server.url, client.client_id, client.client_secret, scope);
}, 120_000);
afterAll(async () => {
  // A server that takes the database over, so that it ends in order with its folder.
  if (server.child.signalCode !== null) await startServer().catch(() => undefined);
  await server.end();
  await rm(room, { recursive: true, force: true });
}, 60_000);

const call = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(server.url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });

async function beginImport(lines: readonly string[]): Promise<string> {
  const answer = await call('/fhir/$import', {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+ndjson' },
    body: lines.join('\n'),
  });
  expect(answer.status, await answer.text()).toBe(202);
  return answer.headers.get('content-location')!;
}
async function beginExport(): Promise<string> {
  const answer = await call('/fhir/$export?_type=Basic', { headers: { prefer: 'respond-async' } });
  expect(answer.status, await answer.text()).toBe(202);
  return new URL(answer.headers.get('content-location')!).pathname;
}
const idIn = (status: string): string => status.split('/').at(-1)!;

/** Asks until it is done; a server that is just being started again, or whose database is, is asked again. */
async function whole<T>(status: string): Promise<T> {
  for (const end = Date.now() + 240_000; Date.now() < end; await sleep(250)) {
    const answer = await call(status).catch(() => undefined);
    if (answer?.status === 200) return (await answer.json()) as T;
    if (answer !== undefined && ![202, 503].includes(answer.status))
      throw new Error(`${answer.status} ${await answer.text()}`);
  }
  throw new Error(`${status} did not end`);
}

interface Manifest {
  readonly output: readonly {
    readonly url: string;
    readonly count: number;
    readonly extension: Readonly<Record<string, string>>;
  }[];
}

/** Every note once, with the bytes that it came with and in the version that was written first. */
function expectNotes(lines: readonly string[]): void {
  const seen = new Set<string>();
  for (const line of lines) {
    const resource = JSON.parse(line) as { id: string; meta: { versionId: string } };
    expect(seen.has(resource.id), `${resource.id} stands there twice`).toBe(false);
    seen.add(resource.id);
    expect(resource.meta.versionId).toBe('1');
    expect(sumOf(noteOf(resource))).toBe(notes.get(resource.id));
  }
  expect(seen.size).toBe(heavyCount);
}

async function expectExport(manifest: Manifest): Promise<void> {
  const lines: string[] = [];
  expect(manifest.output.length).toBeGreaterThan(1);
  for (const file of manifest.output) {
    const text = await (await call(new URL(file.url).pathname)).text();
    expect(sumOf(text)).toBe(file.extension['urn:sen:sha256']);
    const own = text.split('\n').filter((line) => line !== '');
    expect(own).toHaveLength(file.count);
    lines.push(...own);
  }
  expectNotes(lines);
}

/** Each line of an import written once and never again. */
async function expectImport(report: object, key: string): Promise<void> {
  expect(report).toMatchObject({
    state: 'taken',
    lines: lightCount,
    taken: lightCount,
    updated: 0,
    unchanged: 0,
    refused: 0,
  });
  const row = await rowOf(
    `select count(*)::int as count, count(distinct fhir_id)::int as ids, max(version)::int as version
     from record.resource where type in ('Patient', 'Observation') and fhir_id like $1`,
    `${key}-%`,
  );
  expect(row).toEqual({ count: lightCount, ids: lightCount, version: 1 });
}

const importUnderWay = (status: string): Promise<boolean> =>
  rowOf<{ resources: number }>('select resources from doors.source where id = $1', idIn(status)).then(
    (row) => row !== undefined && Number(row.resources) > 0 && Number(row.resources) < lightCount,
  );
const exportUnderWay = (status: string): Promise<boolean> =>
  rowOf<{ resources: string }>('select resources from record.export where id = $1', idIn(status)).then(
    (row) => row !== undefined && Number(row.resources) > 0 && Number(row.resources) < heavyCount,
  );

/** Kills in the middle of an import, and again in the middle of an export; both end whole. */
async function killBoth(key: string, kill: () => Promise<void>): Promise<void> {
  const importAt = await beginImport(light(key, lightCount));
  await until('an import of which some is written', () => importUnderWay(importAt));
  await kill();
  const exportAt = await beginExport();
  await until('an export with some files', () => exportUnderWay(exportAt));
  await kill();
  await expectExport(await whole<Manifest>(exportAt));
  await expectImport(await whole<object>(importAt), key);
}

describe('kill -9 in the middle of a transfer', { shuffle: false }, () => {
  it('of the command that imports a file: the same command again finishes it, and nothing is there twice', async () => {
    const first = sen('import', join(room, 'notes.ndjson'));
    await until('some lines of the file', async () => {
      const row = await rowOf<{ count: number }>(
        "select count(*)::int from record.resource where type = 'Basic'",
      );
      return (row?.count ?? 0) > 0;
    });
    first.child.kill('SIGKILL');
    expect((await first.ended).code).toBeNull();
    const half = await rowOf<{ count: number }>(
      "select count(*)::int from record.resource where type = 'Basic'",
    );
    expect(half?.count).toBeLessThan(heavyCount);
    const second = await sen('import', join(room, 'notes.ndjson')).ended;
    expect(second, second.said).toMatchObject({ code: 0 });
    const row = await rowOf("select count(*)::int as count from record.history where type = 'Basic'");
    expect(row).toEqual({ count: 0 });
  }, 240_000);

  it('of the server: what it had begun to take in and to give out goes on once it is started again', async () => {
    await killBoth('may', async () => {
      await server.end('SIGKILL');
      await startServer();
    });
  }, 300_000);

  it('of the database: the server starts it again, and takes in and gives out the rest', async () => {
    await killBoth('kho', async () => {
      const before = await postmaster();
      process.kill(before, 'SIGKILL');
      await until('another PostgreSQL', async () => (await postmaster()) !== before);
      await server.ready();
    });
  }, 300_000);

  it('of the command that exports, and of the database under it: the same command again goes on to the end', async () => {
    const out = join(room, 'out');
    const row = (): Promise<{ resources: string } | undefined> =>
      rowOf("select resources from record.export where request = 'sen export'");
    const midway = async (from: number): Promise<boolean> => Number((await row())?.resources ?? 0) > from;
    const first = sen('export', '--out', out, '--type', 'Basic');
    await until('some files', () => midway(0));
    first.child.kill('SIGKILL');
    expect((await first.ended).code).toBeNull();
    const afterFirst = Number((await row())?.resources);
    expect(afterFirst).toBeLessThan(heavyCount);

    const before = await postmaster();
    const second = sen('export', '--out', out, '--type', 'Basic');
    await until('more files', () => midway(afterFirst));
    process.kill(before, 'SIGKILL');
    expect((await second.ended).code).not.toBe(0);
    await until('another PostgreSQL', async () => (await postmaster()) !== before);
    await server.ready();

    const third = await sen('export', '--out', out, '--type', 'Basic').ended;
    expect(third, third.said).toMatchObject({ code: 0 });
    const lines: string[] = [];
    const sums = (await readFile(join(out, 'SHA256SUMS'), 'utf8')).trim().split('\n');
    const files = (await readdir(out)).filter((name) => name.endsWith('.ndjson'));
    expect(new Set(sums.map((line) => line.split('  ')[1]))).toEqual(new Set(files));
    for (const [sum, name] of sums.map((line) => line.split('  '))) {
      const text = await readFile(join(out, name!), 'utf8');
      expect(sumOf(text)).toBe(sum);
      lines.push(...text.split('\n').filter((line) => line !== ''));
    }
    expectNotes(lines);
  }, 240_000);
});
