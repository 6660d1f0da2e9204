import { join } from 'node:path';
import { listBases, listSegments, readCovered, withoutGap, type Base } from './backup-folder.ts';
import type { Progress } from './base-backup.ts';
import { sumOfPacked } from './copy-file.ts';
import { readBackupKey, type OpenMasters } from './backup-key.ts';
import { isWhole, listStoredFiles, readSums } from './stored-files.ts';

/** What a backup holds and what of it is broken. */
export interface BackupReport {
  readonly bases: ReadonlyArray<{
    readonly at: Date;
    /** The last moment that can be restored with this copy. */
    readonly until: Date;
    readonly files: number;
    readonly bytes: number;
    readonly segments: number;
  }>;
  readonly storedFiles: number;
  /** Names of files that are missing or not what they were. */
  readonly broken: readonly string[];
}

/** Reads every file of a backup and compares it with its sum. Changes nothing. */
export async function verifyBackup(
  folder: string,
  masters: OpenMasters,
  progress: Progress = () => undefined,
): Promise<BackupReport> {
  const bases = await listBases(folder);
  const broken: string[] = [];
  const all = bases.reduce(
    (sum, { manifest }) => sum + manifest.files.reduce((own, { size }) => own + size, 0),
    0,
  );
  let done = 0;
  const report: Array<BackupReport['bases'][number]> = [];
  for (const base of bases) {
    const secret = await readBackupKey(base.folder, masters);
    for (const { path, sha256, size } of base.manifest.files) {
      if (!(await holds(join(base.folder, `${path}.zst`), sha256, secret))) broken.push(path);
      progress((done += size), all);
    }
    report.push(await describeBase(base, masters, broken));
  }
  let storedFiles = 0;
  const sums = await readSums(join(folder, 'files'));
  for await (const { name, path } of listStoredFiles(join(folder, 'files'))) {
    storedFiles += 1;
    if (!(await isWhole(path, name, sums))) broken.push(name);
  }
  return { bases: report, storedFiles, broken: [...new Set(broken)] };
}

async function describeBase(
  base: Base,
  masters: OpenMasters,
  broken: string[],
): Promise<BackupReport['bases'][number]> {
  const { manifest } = base;
  const segments = withoutGap(await listSegments(base.chain), manifest.firstSegment);
  const secret = await readBackupKey(join(base.chain, 'wal'), masters);
  for (const { name, sha256 } of segments)
    if (!(await holds(join(base.chain, 'wal', `${name}.zst`), sha256, secret))) broken.push(name);
  if (segments.every(({ name }) => name !== manifest.lastSegment)) broken.push(manifest.lastSegment);
  const covered = (await readCovered(base.chain))?.getTime() ?? 0;
  return {
    at: new Date(manifest.finishedAt),
    until: new Date(Math.max(covered, Date.parse(manifest.finishedAt))),
    files: manifest.files.length,
    bytes: manifest.files.reduce((sum, { size }) => sum + size, 0),
    segments: segments.length,
  };
}

async function holds(path: string, sha256: string, secret: Buffer | undefined): Promise<boolean> {
  return sumOfPacked(path, secret).then(
    (sum) => sum.sha256 === sha256,
    () => false,
  );
}
