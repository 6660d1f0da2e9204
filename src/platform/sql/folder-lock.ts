import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bilingual } from '#kernel/schema.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from './running-process.ts';

/** The data folder belongs to another running Sen. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  readonly text: Bilingual;
  readonly pid: number;
  constructor(folder: string, pid: number) {
    super(`${folder} is in use by process ${pid}`);
    this.pid = pid;
    this.text = {
      vi: `Một Sen khác (tiến trình ${pid}) đang dùng thư mục dữ liệu ${folder}. Hãy dừng nó trước, hoặc đặt SEN_DATA_DIR sang thư mục khác.`,
      en: `Another Sen (process ${pid}) is using the data folder ${folder}. Stop it first, or set SEN_DATA_DIR to another folder.`,
    };
  }
}

/**
 * Takes a data folder for this process alone. A lock left by a process that was killed is taken over, also when its number
 * now belongs to somebody else. Throws FolderInUse.
 */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'sen.lock');
  const own = JSON.stringify({ ...(await identifyProcess(process.pid)), token: randomUUID() });
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(draft, own, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      // link() is the one call that creates a file with its content at once, or fails.
      if (await linkIfFree(draft, path)) return { release: () => rm(path, { force: true }) };
      const owner = await readOwner(path);
      if (owner === 'gone') continue;
      if (owner !== 'dead') throw new FolderInUse(folder, owner.pid);
      await clearDeadLock(path, draft);
    }
    throw new FolderInUse(folder, 0);
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Removes the lock of a dead process. One at a time, and looked at again inside: otherwise a slow starter that saw the dead lock
 * would remove the fresh one of a fast starter.
 */
async function clearDeadLock(path: string, draft: string): Promise<void> {
  const clearing = `${path}.clearing`;
  if (await linkIfFree(draft, clearing)) {
    try {
      if ((await readOwner(path)) === 'dead') await rm(path, { force: true });
    } finally {
      await rm(clearing, { force: true });
    }
    return;
  }
  // Whoever was clearing was killed at it.
  if ((await readOwner(clearing)) === 'dead') await rm(clearing, { force: true });
  await sleep(20);
}

/** Who holds the folder now; undefined where nobody does. */
export async function findFolderOwner(folder: string): Promise<ProcessIdentity | undefined> {
  const owner = await readOwner(join(folder, 'sen.lock'));
  return owner === 'gone' || owner === 'dead' ? undefined : owner;
}

async function readOwner(path: string): Promise<ProcessIdentity | 'gone' | 'dead'> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return 'gone';
  const owner = parseLock(text);
  return owner !== undefined && (await isRunning(owner)) ? owner : 'dead';
}

function parseLock(text: string): ProcessIdentity | undefined {
  try {
    const lock = JSON.parse(text) as Partial<ProcessIdentity>;
    return typeof lock.pid === 'number' ? { pid: lock.pid, startedAt: lock.startedAt ?? '' } : undefined;
  } catch {
    // Half a file can only come from a machine that lost power while it wrote; its process is gone.
    return undefined;
  }
}

async function linkIfFree(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
