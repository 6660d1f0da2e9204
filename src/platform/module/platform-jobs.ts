import { z } from 'zod';
import type { Context } from '../context.ts';
import { auditJobs } from '../audit/audit-jobs.ts';
import type { AuditKeeper } from '../audit/audit-keeper.ts';
import { cleanOutbox } from '../events/outbox.ts';
import { cleanAnswers } from '../http/idempotency.ts';
import type { Database } from '../sql/database.ts';
import { exportJob, type ExportRunner } from '../record/bulk/export-job.ts';
import type { AnyJob } from './define-module.ts';

const keepEventsMs = 30 * 24 * 3_600_000;

/** Jobs of the platform itself: runs exports, seals the audit's days, destroys the keys of what was erased by law, and throws away delivered events after 30 days and kept answers after one. */
export function platformJobs(
  database: Database,
  exports?: ExportRunner,
  keeper?: AuditKeeper,
  destroyKeys: () => Promise<readonly number[]> = () => Promise.resolve([]),
): readonly AnyJob[] {
  return [
    ...auditJobs(keeper),
    exportJob(exports),
    {
      name: 'platform.destroy-keys-of-erased',
      schedule: '40 2 * * *',
      retry: { limit: 3, backoffSeconds: 600 },
      payload: z.object({}),
      async run(ctx: Context) {
        const ranges = await destroyKeys();
        if (ranges.length > 0) ctx.log.info('platform.keys-of-erased', { ranges: ranges.length });
      },
    },
    {
      name: 'platform.clean',
      schedule: '15 3 * * *',
      retry: { limit: 3, backoffSeconds: 300 },
      payload: z.object({}),
      async run(ctx: Context) {
        const events = await cleanOutbox(database, new Date(ctx.now().getTime() - keepEventsMs));
        const answers = await cleanAnswers(database, ctx.now());
        const forgotten = (await exports?.forgetOld()) ?? 0;
        ctx.log.info('platform.cleaned', { events, answers, exports: forgotten });
      },
    },
  ];
}
