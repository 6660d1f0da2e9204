import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { localMaster } from '../../crypt/local-master.ts';
import { memoryKeyring } from '../../crypt/memory-keyring.ts';
import { openFileStore } from '../../files/file-store.ts';
import { createLog } from '../../log/create-log.ts';
import { openDatabase, type Database } from '../../sql/database.ts';
import { startEmbedded, type EmbeddedPostgres } from '../../sql/embedded.ts';
import { listBases, listSegments } from '../backup-folder.ts';
import { takeBase, type Installation } from '../base-backup.ts';
import { restoreBackup } from '../restore.ts';
import { verifyBackup } from '../verify.ts';
import { startWalArchive } from '../wal-archive.ts';

let room: string;
let postgres: EmbeddedPostgres;
let database: Database;
let installation: Installation;
const log = createLog('silent');
const keys = memoryKeyring();
const masters = async () => [localMaster(Buffer.alloc(32, 'backup'))];
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'sen-backup-'));
  await chmod(room, 0o755);
  postgres = await startEmbedded(join(room, 'data/postgres'));
  database = openDatabase(postgres.url(), { max: 4 });
  await database.query('CREATE TABLE visit (n int PRIMARY KEY)');
  installation = {
    url: postgres.url('postgres'),
    postgresFolder: join(room, 'data/postgres'),
    filesFolder: join(room, 'data/files'),
  };
});
afterAll(async () => {
  await database.stop();
  await postgres.stop();
  await rm(room, { recursive: true, force: true });
});

let last = 0;
const write = async (count = 1): Promise<number[]> => {
  const numbers = Array.from({ length: count }, () => (last += 1));
  await database.query('INSERT INTO visit SELECT unnest($1::int[])', [numbers]);
  return numbers;
};
const written = async (of: Database = database): Promise<number[]> =>
  (await of.query<{ n: number }>('SELECT n FROM visit ORDER BY n')).rows.map(({ n }) => n);
/** The database's time; a moment later than what was written before, which is known to a thousandth of a second only. */
const now = async (): Promise<Date> =>
  (await database.query<{ at: Date }>('SELECT clock_timestamp() AS at FROM pg_sleep(0.01)')).rows[0]?.at ??
  new Date();
const store = async (text: string): Promise<string> => {
  const files = await openFileStore(installation.filesFolder, keys);
  await files.put(oneChunk(text));
  const all = await readdir(installation.filesFolder, { recursive: true, withFileTypes: true });
  const stored = await Promise.all(
    all
      .filter((one) => one.isFile())
      .map(async ({ name, parentPath }) => ({ name, at: (await stat(join(parentPath, name))).mtimeMs })),
  );
  return stored.sort((one, two) => two.at - one.at)[0]!.name;
};
async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** What a restored installation holds. */
async function restored(folder: string, until?: Date): Promise<{ numbers: number[]; files: string[] }> {
  const to = await mkdtemp(join(room, 'restored-'));
  await chmod(to, 0o755);
  await restoreBackup(folder, to, masters, until === undefined ? {} : { until });
  const cluster = await startEmbedded(join(to, 'postgres'));
  const again = openDatabase(cluster.url(), { max: 1 });
  try {
    const names = await readdir(join(to, 'files'), { recursive: true });
    return { numbers: await written(again), files: names.map((name) => name.split('/').at(-1) ?? '') };
  } finally {
    await again.stop();
    await cluster.stop();
    await rm(to, { recursive: true, force: true });
  }
}

describe('a backup', () => {
  it('the drill: what was acknowledged before the moment is there, nothing after it, and the files too', async () => {
    const folder = join(room, 'drill');
    await write(50);
    const archive = startWalArchive(installation, folder, { log, masters, everyMs: 100, closeEveryMs: 400 });
    await expect.poll(() => listBases(folder).then((all) => all.length), { timeout: 30_000 }).toBe(1);
    await write(50);
    const paper = await store('a paper that came after the copy');
    const before = await written();
    const moment = await now();
    await sleep(20);
    await write(50);
    await database.query('DELETE FROM visit WHERE n <= 60');
    await archive.stop();

    const back = await restored(folder, moment);
    expect(back.numbers).toEqual(before);
    expect(back.files).toContain(paper);
    // And without a moment: to the end.
    expect((await restored(folder)).numbers).toEqual(await written());
  }, 120_000);

  it('loses no more than the last moments when the disk is gone without a farewell', async () => {
    const folder = join(room, 'lost');
    const archive = startWalArchive(installation, folder, { log, masters, everyMs: 100, closeEveryMs: 300 });
    await expect.poll(() => listBases(folder).then((all) => all.length), { timeout: 30_000 }).toBe(1);
    await write(10);
    const safe = await written();
    await sleep(2500);
    // From here on as if the machine were gone: the archive is read as it stands.
    const back = await restored(folder);
    await archive.stop();
    expect(back.numbers).toEqual(safe);
  }, 120_000);

  it('is whole although people write while it is taken', async () => {
    const folder = join(room, 'busy');
    let going = true;
    const acknowledged: Array<{ n: number; at: number }> = [];
    const writing = (async () => {
      while (going) for (const n of await write(20)) acknowledged.push({ n, at: Date.now() });
    })();
    const { manifest } = await takeBase(installation, folder, masters);
    going = false;
    await writing;
    const back = new Set((await restored(folder)).numbers);
    const finished = Date.parse(manifest.finishedAt);
    const before = acknowledged.filter(({ at }) => at < finished);
    expect(before.length).toBeGreaterThan(20);
    expect(before.filter(({ n }) => !back.has(n))).toEqual([]);
  }, 120_000);

  it('a moment with no later write is restored too; one beyond the archive is refused, one before the first copy as well', async () => {
    const folder = join(room, 'quiet');
    const tooEarly = await now();
    const archive = startWalArchive(installation, folder, { log, masters, everyMs: 100, closeEveryMs: 200 });
    await expect.poll(() => listBases(folder).then((all) => all.length), { timeout: 30_000 }).toBe(1);
    await write(3);
    const expected = await written();
    const moment = await now();
    await sleep(1500);
    await archive.stop();
    expect((await restored(folder, moment)).numbers).toEqual(expected);
    await expect(restored(folder, new Date(Date.now() + 3_600_000))).rejects.toThrow(/reaches to/);
    await expect(restored(folder, tooEarly)).rejects.toThrow(/first backup/);
  }, 120_000);

  it('goes on by itself with a new copy where PostgreSQL could not keep the log', async () => {
    const folder = join(room, 'gap');
    const first = startWalArchive(installation, folder, { log, masters, everyMs: 60_000 });
    await first.flush();
    await first.stop();
    await database.query("SELECT pg_drop_replication_slot('sen_archive')");
    await write(5);
    const second = startWalArchive(installation, folder, { log, masters, everyMs: 60_000 });
    await second.stop();
    expect(await listBases(folder)).toHaveLength(2);
    expect((await restored(folder)).numbers).toEqual(await written());
  }, 120_000);
});

describe('a restore', () => {
  it('refuses a data folder that holds anything', async () => {
    const folder = join(room, 'simple');
    await takeBase(installation, folder, masters);
    const taken = join(room, 'taken');
    await mkdir(taken);
    await writeFile(join(taken, 'demo-password'), 'x');
    await expect(restoreBackup(folder, taken, masters)).rejects.toThrow(/not empty/);
    expect(await readdir(taken)).toEqual(['demo-password']);
  });

  it('begins anew where one was broken off, and finds every byte that is not what it was', async () => {
    const folder = join(room, 'bent');
    const sha256 = await store('a paper');
    const { folder: base, chain } = await takeBase(installation, folder, masters);
    expect((await verifyBackup(folder, masters)).broken).toEqual([]);

    const bend = async (path: string): Promise<() => Promise<void>> => {
      const content = await readFile(path);
      const handle = await open(path, 'r+');
      const middle = Math.floor(content.length / 2);
      await handle.write(Buffer.from([(content[middle] ?? 0) ^ 0x55]), 0, 1, middle);
      await handle.close();
      return () => writeFile(path, content);
    };
    const to = join(room, 'bent-data');
    const segment = [...(await listSegments(chain)).keys()][0] ?? '';
    for (const path of [
      join(base, 'cluster/global/pg_control.zst'),
      join(chain, 'wal', `${segment}.zst`),
      join(folder, 'files', sha256.slice(0, 2), sha256),
    ]) {
      const straighten = await bend(path);
      expect((await verifyBackup(folder, masters)).broken).toHaveLength(1);
      await mkdir(to, { recursive: true });
      await expect(restoreBackup(folder, to, masters)).rejects.toThrow(/broken or missing/);
      await straighten();
    }
    // The last attempt left its draft; the next one takes its place.
    expect(await readdir(to)).toEqual(['restoring']);
    await restoreBackup(folder, to, masters);
    expect((await readdir(to)).sort()).toEqual(['files', 'postgres']);
  }, 120_000);

  it('without the master key it is worthless: nothing is restored, and no byte of it can be read', async () => {
    const folder = join(room, 'locked');
    const secret = 'Quách Thị Bíẩn 001085012345';
    await database.query(`CREATE TABLE IF NOT EXISTS planted AS SELECT '${secret}'::text AS name`);
    await store(secret);
    await takeBase(installation, folder, masters);
    const strangers = async () => [localMaster(randomBytes(32))];
    const to = join(room, 'locked-data');
    await mkdir(to);
    await expect(restoreBackup(folder, to, strangers)).rejects.toThrow(/worthless/);
    await expect(verifyBackup(folder, strangers)).rejects.toThrow(/worthless/);
    expect(await readdir(to)).toEqual([]);
    const everything = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of everything.filter((one) => one.isFile())) {
      const content = await readFile(join(entry.parentPath, entry.name));
      expect(content.includes('001085012345'), entry.name).toBe(false);
      // Nor is it only packed: nothing of it begins as zstd does.
      expect(content.subarray(0, 4).toString('hex'), entry.name).not.toBe('28b52ffd');
    }
    expect((await verifyBackup(folder, masters)).broken).toEqual([]);
  }, 120_000);

  it('a list that was cut off by a power failure costs no segment that was whole', async () => {
    const folder = join(room, 'cut');
    const { chain } = await takeBase(installation, folder, masters);
    await appendFile(join(chain, 'wal/manifest.ndjson'), '\n{"name":"0000');
    expect((await verifyBackup(folder, masters)).broken).toEqual([]);
    expect((await restored(folder)).numbers).toEqual(await written());
  }, 120_000);
});
