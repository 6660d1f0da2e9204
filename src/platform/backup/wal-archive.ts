import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Log } from '../context.ts';
import { describeCluster, takeBase, type Installation } from './base-backup.ts';
import { chainFolder, listBases, listSegments, makeFolder, withoutGap, writeWhole } from './backup-folder.ts';
import {
  bytesOfLsn,
  isSegment,
  lsnOfBytes,
  segmentAfter,
  segmentBytes,
  segmentOf,
  startOfSegment,
  timelineOf,
} from './segments.ts';
import { makeBackupKey, type OpenMasters } from './backup-key.ts';
import { createFileCopier } from './stored-files.ts';
import { archiveSegment } from './wal-segment.ts';

/** Keeps a backup folder up to date while a server runs. */
export interface WalArchive {
  /** Archives everything that is committed now. Throws what kept it from doing so. */
  flush(): Promise<void>;
  /** A last round, then no more. */
  stop(): Promise<void>;
}

const slot = 'sen_archive';

/**
 * Copies each finished segment of the log and each new stored file into the backup folder. A segment is finished at the latest
 * `closeEveryMs` after a change, which is what a lost disk can cost. PostgreSQL keeps every segment until it is archived (a replication
 * slot); where so many wait that the disk would fill, it lets go, and a new whole copy is taken. The first whole copy is taken by itself.
 */
export function startWalArchive(
  installation: Installation,
  folder: string,
  options: {
    readonly log: Log;
    readonly masters: OpenMasters;
    readonly everyMs?: number;
    readonly closeEveryMs?: number;
  },
): WalArchive {
  const { log, masters } = options;
  const closeEveryMs = options.closeEveryMs ?? 60_000;
  const copyFiles = createFileCopier(installation.filesFolder, join(folder, 'files'));
  const memory: Memory = { chain: undefined, secret: undefined, archived: new Set() };
  let closedAt = 0;
  let queue: Promise<void> = Promise.resolve();
  let failing = false;

  const round = async (close: boolean): Promise<void> => {
    const client = new pg.Client({ connectionString: installation.url, application_name: 'sen-archive' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const closing = close || Date.now() - closedAt >= closeEveryMs;
      if (closing) closedAt = Date.now();
      const parts = { client, installation, folder, masters, copyFiles, memory, log };
      await archiveRound({ ...parts, close: closing });
      if (failing) log.info('backup.archive-recovered');
      failing = false;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const enqueue = (close: boolean): Promise<void> => {
    const next = queue.then(() => round(close));
    queue = next.catch(() => undefined);
    return next;
  };
  const quietly = (close: boolean): Promise<void> =>
    enqueue(close).catch((error: unknown) => {
      if (!failing) log.error('backup.archive-failed', { error: nameOf(error) });
      failing = true;
    });
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void quietly(false).finally(() => (busy = false));
  }, options.everyMs ?? 10_000);
  void quietly(false);

  return {
    flush: () => enqueue(true),
    async stop() {
      clearInterval(timer);
      await quietly(true);
    },
  };
}

/** What a round remembers for the next, so that it need not read the whole archive's list each time. */
interface Memory {
  chain: string | undefined;
  /** The key of the chain's log; the master key is asked for it once. */
  secret: Buffer | undefined;
  archived: Set<string>;
}

interface Round {
  readonly client: pg.Client;
  readonly installation: Installation;
  readonly folder: string;
  readonly masters: OpenMasters;
  readonly copyFiles: () => Promise<number>;
  readonly memory: Memory;
  readonly close: boolean;
  readonly log: Log;
}

async function archiveRound({
  client,
  installation,
  folder,
  masters,
  copyFiles,
  memory,
  close,
  log,
}: Round): Promise<void> {
  const { systemId, timeline, now } = await describeCluster(client);
  const chain = await makeFolder(chainFolder(folder, systemId, timeline));
  const walFolder = join(installation.postgresFolder, 'cluster', 'pg_wal');
  const fresh = await holdSegments(client);
  if (close) await client.query('select pg_switch_wal()');
  const { rows } = await client.query<{ lsn: string }>('select pg_current_wal_flush_lsn() as lsn');
  const current = segmentOf(timeline, bytesOfLsn(rows[0]?.lsn ?? ''));
  // Files before the log that names them: a restored row never misses its file.
  await copyFiles();
  const first = memory.chain !== chain;
  if (first) {
    const secret = await makeBackupKey(await makeFolder(join(chain, 'wal')), masters);
    Object.assign(memory, { chain, secret, archived: new Set((await listSegments(chain)).keys()) });
  }
  const finished = (await readdir(walFolder))
    .filter((name) => isSegment(name) && timelineOf(name) === timeline)
    .filter((name) => name < current && !memory.archived.has(name))
    .sort();
  for (const name of finished) {
    await archiveSegment(walFolder, chain, name, memory.secret!);
    memory.archived.add(name);
  }
  const last = finished.at(-1);
  if (last !== undefined)
    await client.query('select pg_replication_slot_advance($1, $2::pg_lsn)', [
      slot,
      lsnOfBytes(startOfSegment(last) + segmentBytes),
    ]);
  if (fresh || (first && !(await reachesNow(folder, chain, current)))) {
    await takeBase(installation, folder, masters);
    log.info('backup.base-taken');
  } else if (close)
    await writeWhole(join(chain, 'covered.json'), JSON.stringify({ until: now.toISOString() }));
}

/** Makes the slot that keeps unarchived segments. True where there was none, or it had to let go: what is archived has a gap then. */
async function holdSegments(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ status: string | null }>(
    'select wal_status as status from pg_replication_slots where slot_name = $1',
    [slot],
  );
  if (rows[0] !== undefined && rows[0].status !== 'lost' && rows[0].status !== 'unreserved') return false;
  if (rows[0] !== undefined) await client.query('select pg_drop_replication_slot($1)', [slot]);
  await client.query('select pg_create_physical_replication_slot($1, true)', [slot]);
  return true;
}

/** True where a whole copy is there from which the log goes without a gap to the segment that is being written. */
async function reachesNow(folder: string, chain: string, current: string): Promise<boolean> {
  const base = (await listBases(folder)).filter((one) => one.chain === chain).at(-1);
  if (base === undefined) return false;
  const last = withoutGap(await listSegments(chain), base.manifest.firstSegment).at(-1);
  return last !== undefined && segmentAfter(last.name) >= current;
}

function nameOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
}
