import { createHash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { AppError } from '#kernel/errors.ts';
import type { Keyring } from '../../crypt/keyring.ts';
import { closeHead, closePieces } from '../../files/closed-file.ts';
import { isDiskFull } from '../../sql/database-errors.ts';

/** Characters that leave in one write: large enough that calls are few, small enough that memory stays flat. */
const pieceCharacters = 1_000_000;

/** Writes lines to a file of its owner alone, durable when it resolves; returns size in bytes and SHA-256. Error: storage.full. */
export async function writeLines(
  path: string,
  lines: readonly string[],
): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    const handle = await open(path, 'w', 0o600);
    try {
      for (const piece of pieces(lines)) {
        const bytes = Buffer.from(piece);
        hash.update(bytes);
        size += bytes.length;
        await handle.appendFile(bytes);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isDiskFull(error)) throw new AppError('storage.full', { cause: error });
    throw error;
  }
  return { size, sha256: hash.digest('hex') };
}

function* pieces(lines: readonly string[]): Generator<string> {
  let from = 0;
  let characters = 0;
  for (let at = 0; at < lines.length; at += 1) {
    characters += lines[at]!.length;
    if (characters < pieceCharacters && at < lines.length - 1) continue;
    yield `${lines.slice(from, at + 1).join('\n')}\n`;
    from = at + 1;
    characters = 0;
  }
}

/**
 * The same into a file that is closed with a key of its own, bound to a name. Size and SHA-256 are those of the lines, as whoever fetches
 * the file gets them. Error: storage.full.
 */
export async function writeClosedLines(
  path: string,
  lines: readonly string[],
  closed: { readonly name: string; readonly keys: Keyring },
): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  async function* plain(): AsyncGenerator<Buffer> {
    for (const piece of pieces(lines)) {
      const bytes = Buffer.from(piece);
      hash.update(bytes);
      size += bytes.length;
      yield bytes;
    }
  }
  const secret = randomBytes(32);
  try {
    const handle = await open(path, 'w', 0o600);
    try {
      await handle.appendFile(closeHead(secret, closed.name, closed.keys));
      for await (const piece of closePieces(plain(), secret)) await handle.appendFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isDiskFull(error)) throw new AppError('storage.full', { cause: error });
    throw error;
  }
  return { size, sha256: hash.digest('hex') };
}
