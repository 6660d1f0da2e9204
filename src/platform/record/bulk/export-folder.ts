import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { createReadStream, type ReadStream } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#kernel/errors.ts';
import type { ExportFile } from './exports.ts';
import { writeLines } from './write-lines.ts';

/** Where the files of exports lie: `<folder>/<export>/<number>.ndjson`, readable by the server alone. */
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
  read(id: string, number: number, start?: number): Promise<ReadStream>;
  /** Takes an export's files away. */
  remove(id: string): Promise<void>;
}

/** Opens it; the folder is made when the first export needs it. */
export function openExportFolder(folder: string): ExportFolder {
  const pathOf = (id: string, number: number): string => join(folder, id, `${number}.ndjson`);
  return {
    async prepare(id, known) {
      await mkdir(join(folder, id), { recursive: true, mode: 0o700 });
      const kept = new Set(known.map(({ number }) => `${number}.ndjson`));
      for (const name of await readdir(join(folder, id)))
        if (!kept.has(name)) await rm(join(folder, id, name), { force: true });
    },
    async write(id, file, lines) {
      return { ...file, count: lines.length, ...(await writeLines(pathOf(id, file.number), lines)) };
    },
    async read(id, number, start = 0) {
      const path = pathOf(id, number);
      if ((await stat(path).catch(() => undefined)) === undefined) throw new AppError('record.not-found');
      return createReadStream(path, { start });
    },
    remove: (id) => rm(join(folder, id), { recursive: true, force: true }),
  };
}
