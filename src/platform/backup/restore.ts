import { chmod, chown, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { startEmbedded } from '../sql/embedded.ts';
import { EmbeddedUnusable, findBinaries } from '../sql/embedded-binaries.ts';
import { findUnprivilegedUser, type UserIds } from '../sql/unprivileged-user.ts';
import {
  BackupRefused,
  listBases,
  listSegments,
  makeFolder,
  readCovered,
  withoutGap,
  type ArchivedSegment,
  type Base,
} from './backup-folder.ts';
import type { Progress } from './base-backup.ts';
import { unpackFile } from './copy-file.ts';
import { readBackupKey, type OpenMasters } from './backup-key.ts';
import { isWhole, listStoredFiles, readSums } from './stored-files.ts';

/** What came back. */
export interface Restored {
  /** When the whole copy was made that it began with. */
  readonly baseAt: Date;
  readonly segments: number;
  readonly files: number;
}

const draftName = 'restoring';

/**
 * Brings an installation back into an empty data folder: a whole copy, the log up to the asked moment, the stored files. Each file is
 * compared with its sum. Broken off, it begins anew when called again; the data folder is filled only when everything is there.
 * @param options.until everything acknowledged up to this moment and nothing after; the end of the log unless told
 * Errors: BackupRefused
 */
export async function restoreBackup(
  folder: string,
  dataDir: string,
  masters: OpenMasters,
  options: { readonly until?: Date; readonly progress?: Progress } = {},
): Promise<Restored> {
  await refuseFilled(dataDir);
  const { base, segments } = await choose(folder, options.until);
  await refuseOtherVersion(base);
  const secret = await readBackupKey(base.folder, masters);
  const walSecret = await readBackupKey(join(base.chain, 'wal'), masters);
  const draft = join(dataDir, draftName);
  await rm(draft, { recursive: true, force: true });
  const postgres = await makeFolder(join(draft, 'postgres'));
  await unpackBase(base, postgres, secret, options.progress ?? (() => undefined));
  await unpackLog(base, segments, join(postgres, 'cluster', 'pg_wal'), walSecret);
  await writeFile(join(postgres, 'cluster', 'recovery.signal'), '');
  const user = await findUnprivilegedUser();
  if (user !== undefined) await giveTo(join(postgres, 'cluster'), user);
  const files = await copyStoredFiles(join(folder, 'files'), join(draft, 'files'));
  await recover(postgres, options.until);
  for (const name of ['files', 'postgres']) await rename(join(draft, name), join(dataDir, name));
  await rm(draft, { recursive: true, force: true });
  return { baseAt: new Date(base.manifest.finishedAt), segments: segments.length, files };
}

async function refuseFilled(dataDir: string): Promise<void> {
  const names = await readdir(dataDir).catch(() => []);
  // What a restore left half made is its own; a lock is that of the command itself; the master key was laid there by hand.
  if (names.every((name) => name === draftName || name === 'keys' || name.startsWith('sen.lock'))) return;
  throw new BackupRefused({
    vi: `Thư mục ${dataDir} không trống, nên không khôi phục đè lên. Hãy đặt SEN_DATA_DIR sang một thư mục trống.`,
    en: `The folder ${dataDir} is not empty, so nothing is restored over it. Set SEN_DATA_DIR to an empty folder.`,
  });
}

/** The newest copy that is older than the asked moment, and the log behind it. */
async function choose(
  folder: string,
  until: Date | undefined,
): Promise<{ base: Base; segments: ArchivedSegment[] }> {
  const bases = await listBases(folder);
  const base = bases
    .filter(({ manifest }) => until === undefined || new Date(manifest.finishedAt) <= until)
    .at(-1);
  if (base === undefined) {
    const first = bases[0]?.manifest.finishedAt;
    throw new BackupRefused({
      vi:
        first === undefined
          ? `Không có bản sao lưu nào trong ${folder}.`
          : `Bản sao lưu đầu tiên là lúc ${first}; không thể khôi phục về trước đó.`,
      en:
        first === undefined
          ? `There is no backup in ${folder}.`
          : `The first backup is of ${first}; nothing before it can be restored.`,
    });
  }
  const segments = withoutGap(await listSegments(base.chain), base.manifest.firstSegment);
  if (segments.every(({ name }) => name !== base.manifest.lastSegment))
    throw missing(base.manifest.lastSegment);
  await refuseTooLate(base, segments, until);
  return { base, segments };
}

async function refuseTooLate(base: Base, segments: readonly ArchivedSegment[], until?: Date): Promise<void> {
  if (until === undefined) return;
  const covered = (await readCovered(base.chain))?.getTime() ?? 0;
  const last = new Date(Math.max(covered, Date.parse(segments.at(-1)?.at ?? '')));
  if (until <= last) return;
  const at = last.toISOString();
  throw new BackupRefused({
    vi: `Bản sao lưu chỉ có đến ${at}. Hãy chọn --until không muộn hơn, hoặc bỏ --until để lấy tất cả những gì có.`,
    en: `The backup reaches to ${at}. Choose --until no later than that, or leave it out to take all there is.`,
  });
}

async function refuseOtherVersion(base: Base): Promise<void> {
  const major = (version: string): string => version.split('.')[0] ?? '';
  const { version } = await findBinaries();
  if (major(version) === major(base.manifest.postgres)) return;
  throw new BackupRefused({
    vi: `Bản sao lưu là của PostgreSQL ${base.manifest.postgres}, ở đây là ${version}. Hãy khôi phục bằng phiên bản Sen đã sao lưu.`,
    en: `The backup is of PostgreSQL ${base.manifest.postgres}, here is ${version}. Restore with the version of Sen that made it.`,
  });
}

async function unpackBase(
  base: Base,
  postgres: string,
  secret: Buffer | undefined,
  progress: Progress,
): Promise<void> {
  const all = base.manifest.files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const { path, size, sha256 } of base.manifest.files) {
    const to = join(postgres, path);
    // Whoever could write into the backup does not choose where else files are written.
    if (!to.startsWith(join(postgres, sep))) throw broken(path);
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    const sum = await unpackFile(join(base.folder, `${path}.zst`), to, secret).catch((error: unknown) => {
      throw broken(path, error);
    });
    if (sum.sha256 !== sha256) throw broken(path);
    progress((done += size), all);
  }
  // Folders that the copy leaves empty, and those that PostgreSQL wants to find.
  const entries = await readdir(join(base.folder, 'cluster'), { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isDirectory())) {
    const path = join(entry.parentPath, entry.name).slice(join(base.folder, 'cluster').length);
    await mkdir(join(postgres, 'cluster', path), { recursive: true, mode: 0o700 });
  }
}

async function unpackLog(
  base: Base,
  segments: readonly ArchivedSegment[],
  to: string,
  secret: Buffer | undefined,
): Promise<void> {
  await mkdir(join(to, 'archive_status'), { recursive: true, mode: 0o700 });
  for (const { name, sha256 } of segments) {
    if (!/^[0-9A-F]{24}$/.test(name)) throw broken(name);
    const sum = await unpackFile(join(base.chain, 'wal', `${name}.zst`), join(to, name), secret).catch(
      (error: unknown) => {
        throw broken(name, error);
      },
    );
    if (sum.sha256 !== sha256) throw broken(name);
  }
}

async function copyStoredFiles(from: string, to: string): Promise<number> {
  await makeFolder(to);
  let count = 0;
  const sums = await readSums(from);
  for await (const { name, path } of listStoredFiles(from)) {
    const target = join(await makeFolder(join(to, name.slice(0, 2))), name);
    await copyFile(path, target);
    if (!(await isWhole(target, name, sums))) throw broken(name);
    count += 1;
  }
  return count;
}

/** PostgreSQL reads the log up to the moment, makes that the end, and stops. */
async function recover(postgres: string, until: Date | undefined): Promise<void> {
  const settings = {
    // Everything is in pg_wal already, and nobody may look before the end is reached.
    restore_command: 'false',
    hot_standby: 'off',
    recovery_target_timeline: 'current',
  };
  const target = { recovery_target_time: momentOf(until), recovery_target_action: 'promote' };
  const run = async (own: Readonly<Record<string, string>>): Promise<void> => {
    const cluster = await startEmbedded(postgres, {
      settings: own,
      startPatienceMs: 0,
      answerPatienceMs: Infinity,
    });
    await cluster.stop();
  };
  try {
    await run(until === undefined ? settings : { ...settings, ...target });
  } catch (error) {
    // The log ends before the moment: nothing in it is too late, so all of it is what was asked for.
    if (until === undefined || !(error instanceof EmbeddedUnusable) || !(await endedEarly(postgres)))
      throw error;
    await run(settings);
  }
}

/** As PostgreSQL reads it while it starts, when it knows no names of zones yet. */
function momentOf(until: Date | undefined): string {
  return until === undefined ? '' : until.toISOString().replace('T', ' ').replace('Z', '+00');
}

async function endedEarly(postgres: string): Promise<boolean> {
  const log = await readFile(join(postgres, 'postgres.log'), 'utf8').catch(() => '');
  return log.includes('recovery ended before configured recovery target was reached');
}

async function giveTo(folder: string, user: UserIds): Promise<void> {
  await chmod(folder, 0o700);
  await chown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    await chown(join(entry.parentPath, entry.name), user.uid, user.gid);
}

function missing(name: string): BackupRefused {
  return new BackupRefused({
    vi: `Bản sao lưu thiếu tệp nhật ký ${name}.`,
    en: `The backup misses the log file ${name}.`,
  });
}

function broken(name: string, cause?: unknown): BackupRefused {
  return new BackupRefused(
    {
      vi: `Tệp ${name} trong bản sao lưu bị hỏng hoặc thiếu. Hãy dùng một bản sao lưu khác.`,
      en: `The file ${name} in the backup is broken or missing. Use another backup.`,
    },
    cause,
  );
}
