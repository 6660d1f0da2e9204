import { z } from 'zod';
import type { AnyJob } from '../../module/define-module.ts';

/** What runs exports. */
export interface ExportRunner {
  /** Runs one to its end or goes on with it. */
  run(id: string): Promise<void>;
  /** Removes exports whose time is over; returns how many. */
  forgetOld(): Promise<number>;
}

/** The export job; a run that was cut off goes on where it stood. */
export const exportJobName = 'record.export';

/** @param runner undefined where only the queue is prepared */
export function exportJob(runner: ExportRunner | undefined): AnyJob {
  return {
    name: exportJobName,
    retry: { limit: 8, backoffSeconds: 5 },
    payload: z.object({ id: z.string() }),
    async run(_ctx, payload) {
      await runner?.run((payload as { id: string }).id);
    },
  };
}
