import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#kernel/errors.ts';
import type { FileStore } from '../context.ts';
import { isDiskFull } from '../sql/database-errors.ts';

/**
 * Binaries on disk, named by their SHA-256: `<folder>/ab/abcd….` A file appears under its name only when it is whole and
 * durable. Errors: request.too-large above the limit, storage.full on a full disk, record.not-found.
 * @param folder made if missing; what an earlier process left half written there is removed
 */
export async function openFileStore(folder: string): Promise<FileStore> {
  const incoming = join(folder, 'incoming');
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    // A command may be storing beside us; only what nobody touched for a day is a leftover.
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > 86_400_000) await rm(path, { force: true });
  }

  // Each folder is made, and its name made durable, once per process; who comes meanwhile waits for the first.
  const folders = new Map<string, Promise<void>>();
  const makeFolder = (path: string): Promise<void> => {
    const made =
      folders.get(path) ?? mkdir(path, { recursive: true, mode: 0o700 }).then(async () => syncFolder(folder));
    folders.set(path, made);
    made.catch(() => folders.delete(path));
    return made;
  };

  return {
    async put(content, limitBytes = Infinity) {
      const draft = join(incoming, randomUUID());
      try {
        const { sha256, size } = await writeDurably(draft, content, limitBytes);
        const path = pathOf(folder, sha256);
        await makeFolder(dirname(path));
        // Renaming over a copy that is already there replaces it by the same bytes, so two senders at once do no harm.
        await rename(draft, path);
        await syncFolder(dirname(path));
        return { sha256, size };
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        if (isDiskFull(error)) throw new AppError('storage.full', { cause: error });
        throw error;
      }
    },

    async remove(sha256) {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return;
      await rm(pathOf(folder, sha256), { force: true });
    },

    async open(sha256) {
      if (!/^[0-9a-f]{64}$/.test(sha256)) throw new AppError('record.not-found');
      try {
        const handle = await open(pathOf(folder, sha256), 'r');
        return handle.createReadStream();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT')
          throw new AppError('record.not-found', { cause: error });
        throw error;
      }
    },
  };
}

function pathOf(folder: string, sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256);
}

async function writeDurably(
  path: string,
  content: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of content) {
      size += chunk.byteLength;
      if (size > limitBytes) throw new AppError('request.too-large');
      hash.update(chunk);
      await handle.writev([chunk]);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), size };
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
