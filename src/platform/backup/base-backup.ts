import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import {
  chainFolder,
  makeFolder,
  removeDrafts,
  writeWhole,
  type Base,
  type BaseManifest,
  type CopiedFile,
} from './backup-folder.ts';
import { makeBackupKey, type OpenMasters } from './backup-key.ts';
import { packFile } from './copy-file.ts';
import { bytesOfLsn, segmentAfter, segmentOf, timelineOf } from './segments.ts';
import { createFileCopier } from './stored-files.ts';
import { archiveSegment } from './wal-segment.ts';

/** Where an embedded installation keeps its things. */
export interface Installation {
  /** postgres:// of the running cluster, as its own administrator. */
  readonly url: string;
  /** '<data folder>/postgres' */
  readonly postgresFolder: string;
  readonly filesFolder: string;
}

/** Hears how far a copy is, in bytes of the cluster. */
export type Progress = (doneBytes: number, allBytes: number) => void;

// Any number of its own.
const advisoryLock = 7_364_004;

// Each start of PostgreSQL makes these anew; what is in them belongs to processes that run now.
const emptied =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//;
const left =
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|current_logfiles)$|(^|\/)(pgsql_tmp|pg_internal\.init)/;

/**
 * Copies a running cluster whole, with the log that it needs to be consistent and the stored files, into a backup folder. Broken off
 * it leaves nothing that counts; the next one begins anew. Writing goes on meanwhile.
 */
export async function takeBase(
  installation: Installation,
  folder: string,
  masters: OpenMasters,
  progress: Progress = () => undefined,
): Promise<Base> {
  const client = new pg.Client({ connectionString: installation.url, application_name: 'sen-backup' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // A server and a command may begin at once; the second waits, so that neither takes the other's draft for a leftover.
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    const about = await describeCluster(client);
    const chain = chainFolder(folder, about.systemId, about.timeline);
    await makeFolder(join(chain, 'base'));
    await removeDrafts(join(chain, 'base'));
    const startedAt = about.now.toISOString();
    const draft = await makeFolder(join(chain, 'base', `${stampOf(about.now)}.part`));
    const secret = await makeBackupKey(draft, masters);
    const walSecret = await makeBackupKey(await makeFolder(join(chain, 'wal')), masters);
    // Gone with this connection; until then no segment that we need is recycled.
    await client.query(`select pg_create_physical_replication_slot('sen_base_${process.pid}', true, true)`);
    const start = await one<{ lsn: string }>(client, "select pg_backup_start('sen', fast => true) as lsn");
    const files = await copyCluster(installation.postgresFolder, draft, secret, progress);
    const stop = await one<{ lsn: string; label: string; at: Date }>(
      client,
      'select lsn, labelfile as label, clock_timestamp() as at from pg_backup_stop(wait_for_archive => false)',
    );
    await client.query('select pg_switch_wal()');
    const firstSegment = segmentOf(about.timeline, bytesOfLsn(start.lsn));
    const lastSegment = segmentOf(about.timeline, bytesOfLsn(stop.lsn) - 1n);
    await createFileCopier(installation.filesFolder, join(folder, 'files'))();
    for (let name = firstSegment; ; name = segmentAfter(name)) {
      await archiveSegment(join(installation.postgresFolder, 'cluster', 'pg_wal'), chain, name, walSecret);
      if (name === lastSegment) break;
    }
    const manifest: BaseManifest = {
      format: 1,
      postgres: about.version,
      startedAt,
      finishedAt: stop.at.toISOString(),
      firstSegment,
      lastSegment,
      files: [...files, await addLabel(draft, stop.label, secret)],
    };
    await writeWhole(join(draft, 'manifest.json'), JSON.stringify(manifest, undefined, 1));
    const whole = draft.replace(/\.part$/, '');
    await rename(draft, whole);
    return { chain, folder: whole, manifest };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What names a chain: the cluster's number and its timeline now. */
export async function describeCluster(
  client: pg.Client,
): Promise<{ systemId: string; timeline: number; version: string; now: Date }> {
  const row = await one<{ id: string; segment: string; version: string; now: Date }>(
    client,
    `select (select system_identifier::text from pg_control_system()) as id, clock_timestamp() as now,
       pg_walfile_name(pg_current_wal_lsn()) as segment, current_setting('server_version') as version`,
  );
  return { systemId: row.id, timeline: timelineOf(row.segment), version: row.version, now: row.now };
}

async function one<Row extends object>(client: pg.Client, text: string): Promise<Row> {
  const { rows } = await client.query<Row>(text);
  if (rows[0] === undefined) throw new Error('no answer');
  return rows[0];
}

function stampOf(at: Date): string {
  return at.toISOString().replace(/[:.]/g, '-');
}

async function copyCluster(
  postgresFolder: string,
  draft: string,
  secret: Buffer,
  progress: Progress,
): Promise<CopiedFile[]> {
  const cluster = join(postgresFolder, 'cluster');
  const entries = await readdir(cluster, { recursive: true, withFileTypes: true });
  const paths = entries
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name).slice(cluster.length + 1) }))
    .filter(({ path }) => !left.test(path) && !emptied.test(path));
  const names = paths.filter(({ entry }) => entry.isFile()).map(({ path }) => path);
  for (const { path } of paths.filter(({ entry }) => entry.isDirectory()))
    await mkdir(join(draft, 'cluster', path), { recursive: true, mode: 0o700 });
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(cluster, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const files: CopiedFile[] = [];
  let done = 0;
  const waiting = [...names.map((path) => `cluster/${path}`), 'password'];
  const copyOn = async (): Promise<void> => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const sum = await packFile(join(postgresFolder, name), join(draft, `${name}.zst`), secret).catch(
        (error: NodeJS.ErrnoException) => {
          // A table dropped meanwhile; the log says so too.
          if (error.code === 'ENOENT') return undefined;
          throw error;
        },
      );
      if (sum !== undefined) files.push({ path: name, ...sum });
      done += sum?.size ?? 0;
      progress(Math.min(done, all), all);
    }
  };
  // Several at a time: each waits for the disk before it counts as copied.
  await Promise.all(Array.from({ length: 8 }, copyOn));
  return files;
}

/** The label tells PostgreSQL from where the log must be read; without it the copy would be taken for a crashed cluster. */
async function addLabel(draft: string, label: string, secret: Buffer): Promise<CopiedFile> {
  const plain = join(draft, 'cluster', 'backup_label.part');
  await writeFile(plain, label, { mode: 0o600 });
  const sum = await packFile(plain, join(draft, 'cluster', 'backup_label.zst'), secret);
  await rm(plain);
  return { path: 'cluster/backup_label', ...sum };
}
