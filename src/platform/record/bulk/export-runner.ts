import { AppError } from '#kernel/errors.ts';
import type { RecordHost } from '../desk.ts';
import { openExportFolder, type ExportFolder } from './export-folder.ts';
import type { ExportRunner } from './export-job.ts';
import { failStale, finishExport, forgetExports } from './exports.ts';
import { runExport } from './run-export.ts';

const hour = 3_600_000;
/** Files of an export that ended are kept this long. */
export const keptMs = 24 * hour;
/** An export that was begun longer ago than this and has not ended is given up. */
const staleMs = 72 * hour;

/** Opens what runs exports; without a folder nothing runs. */
export function openExports(
  host: RecordHost,
  path: string | undefined,
): { readonly folder: ExportFolder | undefined; readonly runner: ExportRunner } {
  const folder = path === undefined ? undefined : openExportFolder(path, host.keys);
  return {
    folder,
    runner: {
      async run(id) {
        if (folder === undefined) return;
        try {
          await runExport(host, folder, id);
        } catch (error) {
          // What will not be otherwise the next time ends here; a lost database or a full disk is tried again.
          const passes = !(error instanceof AppError) || error.kind.status >= 500;
          if (passes) throw error;
          await finishExport(host.database, id, 'failed', host.now());
        }
      },
      async forgetOld() {
        const now = host.now();
        await failStale(host.database, new Date(now.getTime() - staleMs), now);
        const ids = await forgetExports(host.database, new Date(now.getTime() - keptMs));
        for (const id of ids) await folder?.remove(id);
        return ids.length;
      },
    },
  };
}
