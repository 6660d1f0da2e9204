import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#kernel/errors.ts';
import type { FileStore } from '../context.ts';
import type { Keyring } from '../crypt/keyring.ts';
import { hmacKeyOf, quickHmac, type HmacKey } from '../crypt/quick-hmac.ts';
import { isDiskFull } from '../sql/database-errors.ts';
import { noScanner, scanBytes, type Scanner } from './scan/scanner.ts';
import { closeHead, closePieces, headBytes, isClosed, openHead, openPieces } from './closed-file.ts';

/**
 * Binaries on disk, each closed with a key of its own: `<folder>/ab/abcd….`, named by a keyed hash of the SHA-256 that callers know them
 * by, so that a folder does not tell whether it holds a given document. Those of an earlier version are in the clear under their SHA-256
 * and are read on. A file appears under its name only when it is whole and
 * durable. Errors: request.too-large above the limit, storage.full on a full disk, record.not-found.
 * @param folder made if missing; what an earlier process left half written there is removed
 * @param scanner looks at all that comes in before it is kept; errors: file.infected, file.not-scanned
 */
export async function openFileStore(
  folder: string,
  keys: Keyring,
  scanner: Scanner = noScanner,
): Promise<FileStore> {
  const names = hmacKeyOf(keys.current('index').key.export());
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
    scans: scanner.isSet,
    scan: (bytes) => scanBytes(scanner, bytes),

    async put(content, limitBytes = Infinity) {
      const draft = join(incoming, randomUUID());
      try {
        // Held as a draft that nobody can open until the scanner has said that it is clean.
        const looked = scanner.through(content);
        const { sha256, size } = await writeDurably(draft, looked, limitBytes, (secret, sum) =>
          closeHead(secret, nameOf(names, sum), keys),
        );
        const path = pathOf(folder, nameOf(names, sha256));
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
      for (const name of [nameOf(names, sha256), sha256]) await destroy(pathOf(folder, name));
    },

    async open(sha256) {
      if (!/^[0-9a-f]{64}$/.test(sha256)) throw new AppError('record.not-found');
      try {
        return await openClosed(folder, nameOf(names, sha256), keys);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        return openOld(pathOf(folder, sha256));
      }
    },
  };
}

function pathOf(folder: string, sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256);
}

/** What a file is called on the disk. */
function nameOf(names: HmacKey, sha256: string): string {
  return quickHmac(names, `file ${sha256}`);
}

async function openClosed(folder: string, name: string, keys: Keyring): Promise<NodeJS.ReadableStream> {
  const handle = await open(pathOf(folder, name), 'r');
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await handle.read(head, 0, headBytes, 0);
    if (!isClosed(head.subarray(0, bytesRead))) throw new RangeError('no closed file');
    const secret = openHead(head, name, keys);
    const pieces = openPieces(handle.createReadStream({ start: headBytes }), secret);
    return Readable.from(pieces, { objectMode: false });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openOld(path: string): Promise<NodeJS.ReadableStream> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new AppError('record.not-found', { cause: error }) : error;
  });
  return handle.createReadStream();
}

/** Overwrites the file's own key, so that what a disk keeps of a removed file cannot be opened, then takes it away. */
async function destroy(path: string): Promise<void> {
  const handle = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return;
  try {
    const { size } = await handle.stat();
    await handle.write(randomBytes(Math.min(size, headBytes)), 0, undefined, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rm(path, { force: true });
}

async function writeDurably(
  path: string,
  content: AsyncIterable<Uint8Array>,
  limitBytes: number,
  headFor: (secret: Buffer, sha256: string) => Buffer,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const handle = await open(path, 'wx', 0o600);
  try {
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of content) {
        size += chunk.byteLength;
        if (size > limitBytes) throw new AppError('request.too-large');
        hash.update(chunk);
        yield chunk;
      }
    };
    const secret = randomBytes(32);
    // The name is known at the end only; a file without its head opens for nobody.
    await handle.writev([Buffer.alloc(headBytes)]);
    for await (const piece of closePieces(counted(), secret)) await handle.writev([piece]);
    const sha256 = hash.digest('hex');
    await handle.write(headFor(secret, sha256), 0, headBytes, 0);
    await handle.sync();
    return { sha256, size };
  } finally {
    await handle.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
