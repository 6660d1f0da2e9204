import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '#kernel/errors.ts';

/** Passwords that are known to have leaked, as a file of their SHA-1 in order. */
export interface BreachedPasswords {
  /** Error: service.unavailable where the file cannot be read: then no password is taken. */
  has(password: string): Promise<boolean>;
  /** Closes the file. */
  stop(): Promise<void>;
}

/** The file is not what it must be: `line` is where. */
export class BreachedFileWrong extends Error {
  override readonly name = 'BreachedFileWrong';
}

const hashLength = 40;
/** A line is a hash and whatever stands behind it (a count); longer lines are not such a file. */
const longestLine = 128;

/**
 * Opens a file of SHA-1 hashes in hexadecimal, one a line, in rising order, each followed by anything (':' and a count, as such lists are
 * published) or nothing. Nothing is read into memory: a file of 40 GB answers in about thirty short reads. Error: BreachedFileWrong.
 */
export async function openBreachedPasswords(path: string): Promise<BreachedPasswords> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new BreachedFileWrong('it cannot be read', { cause: error });
  });
  const { size } = await handle.stat();
  await checkOrder(handle, size).catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  return {
    stop: () => handle.close(),
    async has(password) {
      const text = password.normalize('NFC');
      // The lists are made of SHA-1; nothing is protected by it here.
      const wanted = createHash('sha1').update(text).digest('hex').toUpperCase();
      try {
        return await search(handle, size, wanted);
      } catch (error) {
        throw new AppError('service.unavailable', { detail: 'list of breached passwords', cause: error });
      }
    },
  };
}

interface FoundLine {
  readonly start: number;
  /** Behind its line break. */
  readonly end: number;
  readonly hash: string;
}

/** The first line that begins at or behind a place; undefined at the end. */
async function lineFrom(handle: FileHandle, size: number, place: number): Promise<FoundLine | undefined> {
  const from = Math.max(0, place - 1);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2 * longestLine), 0, 2 * longestLine, from);
  const text = buffer.toString('latin1', 0, bytesRead);
  const begin = place === 0 ? 0 : text.indexOf('\n') + 1;
  if (place > 0 && begin === 0) {
    if (from + bytesRead >= size) return undefined;
    throw new BreachedFileWrong('a line is too long');
  }
  if (from + begin >= size) return undefined;
  const mark = text.indexOf('\n', begin);
  const hash = text.slice(begin, begin + hashLength).toUpperCase();
  if (!/^[0-9A-F]{40}$/.test(hash)) throw new BreachedFileWrong('a line does not begin with a SHA-1');
  if (mark < 0 && from + bytesRead < size) throw new BreachedFileWrong('a line is too long');
  return { start: from + begin, end: mark < 0 ? size : from + mark + 1, hash };
}

async function search(handle: FileHandle, size: number, wanted: string): Promise<boolean> {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const line = await lineFrom(handle, size, middle);
    if (line === undefined || line.start >= high) high = middle;
    else if (line.hash === wanted) return true;
    else if (line.hash < wanted) low = line.end;
    else high = middle;
  }
  return false;
}

/** A few lines across the file must rise: a file that was not sorted by hash would let everything pass. */
async function checkOrder(handle: FileHandle, size: number): Promise<void> {
  let former = '';
  const looks = 16;
  for (let at = 0; at < looks; at += 1) {
    const line = await lineFrom(handle, size, Math.floor((size * at) / looks));
    if (line === undefined) continue;
    if (line.hash < former) throw new BreachedFileWrong('its lines are not in the order of their hashes');
    former = line.hash;
  }
  if (former === '') throw new BreachedFileWrong('it is empty');
}
