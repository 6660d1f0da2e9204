import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '#kernel/errors.ts';
import type { Keyring } from '../../crypt/keyring.ts';
import { headBytes, isClosed, openHead, openPieces } from '../../files/closed-file.ts';
import { readStart } from '../../files/read-start.ts';
import type { ExportFile } from './exports.ts';
import { writeClosedLines } from './write-lines.ts';

/** Where the files of exports lie: `<folder>/<export>/<number>.ndjson`, readable by the server alone and closed with a key of their own. */
export interface ExportFolder {
  /** Makes the place of an export and removes files that are not in `known`: a run that was cut off left them. */
  prepare(id: string, known: readonly ExportFile[]): Promise<void>;
  /** Writes one file, durable when it resolves. Error: storage.full. */
  write(
    id: string,
    file: Pick<ExportFile, 'number' | 'kind' | 'type'>,
    lines: readonly string[],
  ): Promise<ExportFile>;
  /** A file's bytes from `start` on. Error: record.not-found. */
  read(id: string, number: number, start?: number): Promise<Readable>;
  /** Takes an export's files away. */
  remove(id: string): Promise<void>;
}

/** Opens it; the folder is made when the first export needs it. */
export function openExportFolder(folder: string, keys: Keyring): ExportFolder {
  const nameOf = (id: string, number: number): string => `export ${id} ${number}`;
  const pathOf = (id: string, number: number): string => join(folder, id, `${number}.ndjson`);
  return {
    async prepare(id, known) {
      await mkdir(join(folder, id), { recursive: true, mode: 0o700 });
      const kept = new Set(known.map(({ number }) => `${number}.ndjson`));
      for (const name of await readdir(join(folder, id)))
        if (!kept.has(name)) await rm(join(folder, id, name), { force: true });
    },
    async write(id, file, lines) {
      const name = nameOf(id, file.number);
      return {
        ...file,
        count: lines.length,
        ...(await writeClosedLines(pathOf(id, file.number), lines, { name, keys })),
      };
    },
    async read(id, number, start = 0) {
      const path = pathOf(id, number);
      if ((await stat(path).catch(() => undefined)) === undefined) throw new AppError('record.not-found');
      const head = await readStart(path, headBytes);
      // One of an earlier version is in the clear, for a day at most.
      if (!isClosed(head)) return createReadStream(path, { start });
      const secret = openHead(head, nameOf(id, number), keys);
      return Readable.from(behind(openPieces(createReadStream(path, { start: headBytes }), secret), start));
    },
    remove: (id) => rm(join(folder, id), { recursive: true, force: true }),
  };
}

/** What of some pieces stands behind so many bytes. */
async function* behind(pieces: AsyncIterable<Buffer>, start: number): AsyncGenerator<Buffer> {
  let before = start;
  for await (const piece of pieces) {
    if (before < piece.length) yield piece.subarray(before);
    before = Math.max(0, before - piece.length);
  }
}
