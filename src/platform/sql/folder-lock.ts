import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
    for (let attempt = 0; attempt < 20; attempt += 1) {
      // link() is the one call that creates a file with its content at once, or fails.
      if (await linkIfFree(draft, path)) return { release: () => removeIfEqual(path, own) };
      const found = await readFile(path, 'utf8').catch(() => undefined);
      if (found === undefined) continue;
      const owner = parseLock(found);
      if (owner !== undefined && (await isRunning(owner))) throw new FolderInUse(folder, owner.pid);
      await removeIfEqual(path, found);
    }
    throw new FolderInUse(folder, 0);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Who holds the folder now; undefined where nobody does. */
export async function findFolderOwner(folder: string): Promise<ProcessIdentity | undefined> {
  const found = await readFile(join(folder, 'sen.lock'), 'utf8').catch(() => undefined);
  const owner = found === undefined ? undefined : parseLock(found);
  return owner !== undefined && (await isRunning(owner)) ? owner : undefined;
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

/** Removes the lock only if it still is the one that was read: another start may have taken it over meanwhile. */
async function removeIfEqual(path: string, expected: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== expected) await linkIfFree(aside, path);
  await rm(aside, { force: true });
}
