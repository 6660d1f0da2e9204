import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { peek } from './peek.ts';
import { DETECT_BYTES } from './detect-kind.ts';
import { isTar, readTar, TarBroken } from './read-tar.ts';

/** A file to import, wherever it lay; read `content` (or leave it) before asking for the next. */
export interface FoundFile {
  /** Path, and behind '!' the name inside an archive. */
  readonly name: string;
  readonly head: Buffer;
  readonly content: AsyncIterable<Uint8Array>;
}

/** A path that could not be read. */
export interface Unreadable {
  readonly name: string;
  readonly reason: 'missing' | 'denied' | 'broken';
}

/** All files behind the given paths: folders in order of names, archives (.tar, .tar.gz) and .gz opened, by content. */
export async function* walkFiles(paths: readonly string[]): AsyncGenerator<FoundFile | Unreadable> {
  for (const path of paths) {
    try {
      const found = await stat(path);
      if (found.isDirectory()) {
        const names = (await readdir(path)).filter((name) => !name.startsWith('.')).toSorted();
        yield* walkFiles(names.map((name) => join(path, name)));
      } else yield* openStream(path, createReadStream(path));
    } catch (error) {
      yield { name: path, reason: reasonOf(error) };
    }
  }
}

async function* openStream(name: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<FoundFile> {
  const { head, content: whole } = await peek(content, DETECT_BYTES);
  if (head[0] === 0x1f && head[1] === 0x8b) {
    const gunzip = createGunzip();
    // Errors reach whoever reads from gunzip.
    pipeline(Readable.from(whole), gunzip, () => undefined);
    yield* openStream(name, gunzip);
  } else if (isTar(head)) {
    for await (const member of readTar(whole)) yield* openStream(`${name}!${member.name}`, member.content);
  } else yield { name, head, content: whole };
}

function reasonOf(error: unknown): Unreadable['reason'] {
  const { code } = error as { code?: unknown };
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
  if (code === 'EACCES' || code === 'EPERM') return 'denied';
  if (
    error instanceof TarBroken ||
    (typeof code === 'string' &&
      (code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'EIO'))
  )
    return 'broken';
  throw error;
}
