import { appendFile, copyFile, readdir, readFile, rename, stat } from 'node:fs/promises';
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
      copied += await copyMissing(join(from, name), join(to, name), to);
      // Within the clock's grain of a change another one could hide.
      if (Date.now() - mtimeMs > 2000) seen.set(name, mtimeMs);
    }
    return copied;
  };
}

async function copyMissing(from: string, to: string, root: string): Promise<number> {
  await makeFolder(to);
  const there = new Set(await readdir(to));
  let copied = 0;
  for (const name of await readdir(from)) {
    if (there.has(name)) continue;
    const draft = join(to, `${name}.part`);
    await copyFile(join(from, name), draft);
    await syncFile(draft);
    const { sha256 } = await sumOfFile(draft);
    const line = `\n${JSON.stringify({ name, sha256 })}`;
    await appendFile(join(root, sumsName), line, { mode: 0o600, flush: true });
    await rename(draft, join(to, name));
    copied += 1;
  }
  return copied;
}

const sumsName = 'sums.ndjson';

/** The sum of each stored file as it was copied: closed, it can be compared without any key. */
export async function readSums(folder: string): Promise<Map<string, string>> {
  const text = await readFile(join(folder, sumsName), 'utf8').catch(() => '');
  const sums = new Map<string, string>();
  for (const line of text.split('\n')) {
    try {
      const { name, sha256 } = JSON.parse(line) as { name: string; sha256: string };
      sums.set(name, sha256);
    } catch {
      // Cut off by a power failure; that file was not renamed yet and is copied again.
    }
  }
  return sums;
}

/** Names of the stored files in a backup, each with its path. */
export async function* listStoredFiles(folder: string): AsyncGenerator<{ name: string; path: string }> {
  if (!(await exists(folder))) return;
  for (const part of (await readdir(folder)).sort()) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue;
    for (const name of (await readdir(join(folder, part))).sort())
      if (/^[0-9a-f]{64}$/.test(name)) yield { name, path: join(folder, part, name) };
  }
}

/** True where a stored file still is what was copied; one of an earlier version is named by its own sum. */
export async function isWhole(
  path: string,
  name: string,
  sums: ReadonlyMap<string, string>,
): Promise<boolean> {
  return (await sumOfFile(path)).sha256 === (sums.get(name) ?? name);
}
