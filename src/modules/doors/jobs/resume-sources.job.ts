import { z } from 'zod';
import type { Job } from '#platform/module/define-module.ts';
import { takeSourceJob } from './take-source.job.ts';

/** What nobody reads any more (the process was killed in the middle) is queued again; a source just received has half a minute. */
export const resumeSources: Job<Record<string, never>> = {
  name: 'doors.resume-sources',
  schedule: '* * * * *',
  retry: { limit: 1, backoffSeconds: 10 },
  payload: z.object({}).transform((): Record<string, never> => ({})),
  run: async (ctx) => {
    const now = ctx.now();
    const waiting = await ctx.sql.query<{ id: string }>(
      `select id from doors.source where state in ('received', 'taking') and (lease_until is null or lease_until < $1)
         and received_at < $2 order by received_at limit 20`,
      [now, new Date(now.getTime() - 30_000)],
    );
    for (const { id } of waiting) await ctx.enqueue(takeSourceJob, { sourceId: id });
  },
};
