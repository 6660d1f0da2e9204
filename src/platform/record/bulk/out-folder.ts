import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#kernel/errors.ts';
import type { ExportFolder } from './export-folder.ts';
import type { ExportFile } from './exports.ts';
import { writeLines } from './write-lines.ts';

/** Only what an export writes is ever removed from somebody's folder. */
const ownName = /^(?:deleted-)?[A-Za-z]+\.(\d{5,})\.ndjson$/;

/** 'Patient.00001.ndjson'; deletions are Bundles and stand apart. */
export function outName({ kind, type, number }: Pick<ExportFile, 'kind' | 'type' | 'number'>): string {
  return `${kind === 'deleted' ? 'deleted-' : ''}${type}.${String(number).padStart(5, '0')}.ndjson`;
}

/** A folder that somebody named for one export; its files are hers to keep. */
export function openOutFolder(folder: string): ExportFolder {
  return {
    async prepare(_id, known) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const kept = new Set(known.map(outName));
      for (const name of await readdir(folder))
        if (ownName.test(name) && !kept.has(name)) await rm(join(folder, name));
    },
    async write(_id, file, lines) {
      const written = await writeLines(join(folder, outName(file)), lines);
      return { ...file, count: lines.length, ...written };
    },
    async read(_id, number, start = 0) {
      const name = (await readdir(folder)).find((one) => Number(ownName.exec(one)?.[1] ?? -1) === number);
      if (name === undefined) throw new AppError('record.not-found');
      return createReadStream(join(folder, name), { start });
    },
    async remove() {
      for (const name of await readdir(folder)) if (ownName.test(name)) await rm(join(folder, name));
    },
  };
}
