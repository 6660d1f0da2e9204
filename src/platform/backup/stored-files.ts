import { copyFile, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, makeFolder } from './backup-folder.ts';
import { sumOfFile, syncFile } from './copy-file.ts';

/** Copies stored files that are not in the backup yet. Remembers when each folder was last looked at, so that a round over many is cheap. */
export function createFileCopier(from: string, to: string): () => Promise<number> {
  const seen = new Map<string, number>();
  return async () => {
    let copied = 0;
    for (const name of await readdir(from).catch(() => [])) {
      if (!/^[0-9a-f]{2}$/.test(name)) continue;
      // A new name changes the time of its folder.
      const { mtimeMs } = await stat(join(from, name));
      if (seen.get(name) === mtimeMs) continue;
      copied += await copyMissing(join(from, name), join(to, name));
      // Within the clock's grain of a change another one could hide.
      if (Date.now() - mtimeMs > 2000) seen.set(name, mtimeMs);
    }
    return copied;
  };
}

async function copyMissing(from: string, to: string): Promise<number> {
  await makeFolder(to);
  const there = new Set(await readdir(to));
  let copied = 0;
  for (const name of await readdir(from)) {
    if (there.has(name)) continue;
    const draft = join(to, `${name}.part`);
    await copyFile(join(from, name), draft);
    await syncFile(draft);
    await rename(draft, join(to, name));
    copied += 1;
  }
  return copied;
}

/** Names of the stored files in a backup, each with its path. */
export async function* listStoredFiles(folder: string): AsyncGenerator<{ sha256: string; path: string }> {
  if (!(await exists(folder))) return;
  for (const name of (await readdir(folder)).sort()) {
    if (!/^[0-9a-f]{2}$/.test(name)) continue;
    for (const sha256 of (await readdir(join(folder, name))).sort())
      if (/^[0-9a-f]{64}$/.test(sha256)) yield { sha256, path: join(folder, name, sha256) };
  }
}

/** True where a stored file still is what its name says. */
export async function isWhole(path: string, sha256: string): Promise<boolean> {
  return (await sumOfFile(path)).sha256 === sha256;
}
