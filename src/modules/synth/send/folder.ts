import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Batch } from '../speak/batches.ts';

/** Writes batches as files in the order of their names, and `summary.json` with the planted mistakes beside them. */
export async function openFolder(
  folder: string,
): Promise<{ take(batch: Batch): Promise<undefined>; close(summary: object): Promise<void> }> {
  await mkdir(folder, { recursive: true });
  return {
    async take(batch) {
      const file = path.join(folder, batch.name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, batch.text);
      return undefined;
    },
    async close(summary) {
      await writeFile(path.join(folder, 'summary.json'), `${JSON.stringify(summary, null, 1)}\n`);
    },
  };
}
