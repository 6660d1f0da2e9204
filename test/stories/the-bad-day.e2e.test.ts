import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, open, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printEnvelope } from '#modules/doors/insurance/print-envelope.ts';
import { aVisit } from '#modules/doors/insurance/test/sample-visit.ts';
import { readSource, receive } from '#modules/doors/source-log.ts';
import type { Source } from '#modules/doors/source.ts';
import { takeSource } from '#modules/doors/take-source.ts';
import { startEmbedded, type EmbeddedPostgres } from '#platform/sql/embedded.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';

/**
 * Disks that are really full: two small file systems in memory, one for PostgreSQL and one for the stored files. Only root may
 * mount them; elsewhere these stories are skipped and say so.
 */
const run = promisify(execFile);
const mounts: string[] = [];
let canMount = false;
let postgres: EmbeddedPostgres;
let sen: TestPlatform;
let hospital: CallAs;
let disk: { readonly database: string; readonly files: string };

async function mountSmall(name: string, megabytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `sen-${name}-`));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).catch(async (error) => {
    await rm(folder, { recursive: true });
    throw error;
  });
  mounts.push(folder);
  await chmod(folder, 0o755);
  return folder;
}

beforeAll(async () => {
  try {
    disk = { database: await mountSmall('database', 400), files: await mountSmall('files', 8) };
    canMount = true;
  } catch {
    return;
  }
  postgres = await startEmbedded(join(disk.database, 'postgres'), { maxConnections: 60 });
  sen = await startPlatform({
    clusterUrl: postgres.url('postgres'),
    env: { SEN_DATA_DIR: join(disk.files, 'data') },
  });
  hospital = await sen.asSystem();
});

afterAll(async () => {
  if (canMount) {
    await sen.stop();
    await postgres.stop();
  }
  for (const folder of mounts) {
    await run('umount', [folder]);
    await rm(folder, { recursive: true, force: true });
  }
});

let number = 0;
/** A month of `count` visits, each of somebody new. */
function month(key: string, count: number): string {
  const visits = Array.from({ length: count }, (_, index) => {
    const tail = String((number += 1)).padStart(6, '0');
    const who = { HO_TEN: `Ngô Thị ${key}`, SO_CCCD: `001191${tail}`, MA_THE_BHYT: `DN40101${'00'}${tail}` };
    return aVisit({ key: `${key}-${index}`, summary: { ...who, MA_BN: `BN-${tail}` } });
  });
  return [...printEnvelope({ facility: '01999', madeOn: '20260310' }, visits)].join('');
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Fills a file system to the last block; returns how to free it. */
async function fill(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'filler');
  const handle = await open(path, 'w');
  try {
    for (let piece = 1_048_576; piece >= 4096;) {
      await handle.write(Buffer.alloc(piece)).catch(() => (piece /= 2));
    }
  } finally {
    await handle.close();
  }
  const { bavail } = await statfs(folder);
  expect(bavail).toBe(0);
  return () => rm(path);
}

/** Goes on with a source whose reader broke off, as the job does once its lease has run out. */
async function resume(source: Source): Promise<Source> {
  const ctx = sen.contextOf('doors');
  await expect
    .poll(
      () =>
        ctx.sql
          .query('update doors.source set lease_until = null where id = $1', [source.id])
          .then(() => 'there')
          .catch(() => 'away'),
      { timeout: 60_000, interval: 500 },
    )
    .toBe('there');
  return takeSource(ctx, source.id);
}

async function expectWhole(source: Source, name: string, count: number): Promise<void> {
  expect(source).toMatchObject({ state: 'taken', units: count, taken: count, updated: 0, unchanged: 0 });
  const { record } = sen.context();
  const people = await record.search('Patient', `name=${name}&_summary=count&_total=accurate`);
  expect(people.total).toBe(count);
  const visits = await sen.database.query<{ visits: number }>(
    `select count(*)::int as visits from record.resource e join record.resource p on p.id = e.patient
     where e.type = 'Encounter' and p.label like '%' || $1 || '%'`,
    [name],
  );
  expect(visits.rows[0]?.visits).toBe(count);
}

const xml = { 'content-type': 'application/xml' };

describe('the disk of the files is full', () => {
  it('a claim is refused in clear words, nothing of it stays, and the next one is taken', async (ctx) => {
    ctx.skip(!canMount, 'needs root, to mount a small disk');
    const sources = async (): Promise<unknown[]> =>
      (await sen.database.query('select id from doors.source order by id')).rows;
    const before = await sources();
    const free = await fill(disk.files);
    try {
      const refused = await hospital('/exchange/insurance', {
        method: 'POST',
        headers: xml,
        body: month('Chật', 3),
      });
      expect(refused.status).toBe(503);
      expect(await refused.json()).toMatchObject({ code: 'storage.full' });
      expect(await readdir(join(disk.files, 'data', 'files', 'incoming'))).toEqual([]);
      expect(await sources()).toEqual(before);
    } finally {
      await free();
    }
    const taken = await hospital('/exchange/insurance', {
      method: 'POST',
      headers: xml,
      body: month('Vơi', 3),
    });
    expect(await taken.json()).toMatchObject({ trangThai: 'taken', soMoi: 3 });
  });
});

describe('the disk of the database is full', () => {
  it('an import stops without losing anything, says why, and goes on when there is room', async (ctx) => {
    ctx.skip(!canMount, 'needs root, to mount a small disk');
    const doors = sen.contextOf('doors');
    const { source } = await receive(doors, bytesOf(month('Đầy', 400)), {
      door: 'insurance',
      sender: 'full',
    });
    let steps = 0;
    let free = Promise.resolve(() => Promise.resolve());
    try {
      const broken = await takeSource(doors, source.id, () => {
        if ((steps += 1) === 3) free = fill(disk.database);
        return false;
      }).catch((error: unknown) => error);
      expect((broken as { code?: string }).code).toMatch(/^(storage\.full|service\.unavailable)$/);
      const data = randomBytes(6_000_000).toString('base64');
      const paper = {
        resourceType: 'DocumentReference',
        status: 'current',
        content: [{ attachment: { contentType: 'application/pdf', data } }],
      };
      const note = await hospital('/fhir/DocumentReference', {
        method: 'POST',
        headers: { 'content-type': 'application/fhir+json' },
        body: JSON.stringify(paper),
      });
      expect(note.status).toBe(503);
    } finally {
      await (
        await free
      )();
    }
    await expectWhole(await resume(source), 'day', 400);
  }, 180_000);
});

describe('PostgreSQL is killed with kill -9 in the middle of an import', () => {
  it('comes back, the import is finished, and nothing is there twice', async (ctx) => {
    ctx.skip(!canMount, 'needs root, to mount a small disk');
    const doors = sen.contextOf('doors');
    const { source } = await receive(doors, bytesOf(month('Gãy', 200)), {
      door: 'insurance',
      sender: 'killed',
    });
    let steps = 0;
    const before = postgres.pid;
    const broken = await takeSource(doors, source.id, () => {
      if ((steps += 1) === 4) process.kill(before, 'SIGKILL');
      return false;
    }).catch((error: unknown) => error);
    expect(broken).toMatchObject({ code: 'service.unavailable' });
    await expect.poll(() => postgres.pid, { timeout: 60_000 }).not.toBe(before);
    await expect
      .poll(() => readSource(doors, source.id).catch(() => undefined), { timeout: 60_000 })
      .toBeDefined();
    const half = await readSource(doors, source.id);
    expect(half.cursor).toBeGreaterThan(0);
    expect(half.cursor).toBeLessThan(200);
    expect(half.units).toBe(half.cursor);
    await expectWhole(await resume(source), 'gay', 200);
  }, 180_000);
});
