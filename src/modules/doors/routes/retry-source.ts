import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { retrySource } from '../api.ts';
import { takeSourceJob } from '../jobs/take-source.job.ts';
import { readSummary } from './source-view.ts';

/** A source can hold ten thousand visits: reading it again is a job, the answer is how it stands now. */
export const retrySourceRoute = defineRoute({
  ...retrySource,
  allow: 'doors.mend',
  handle: async (ctx, { id }) => {
    await ctx.sql.query(
      `update doors.source set state = 'received', reason = null where id = $1 and state = 'refused'`,
      [id],
    );
    const summary = await readSummary(ctx, id);
    if (summary === undefined) throw new AppError('record.not-found');
    await ctx.enqueue(takeSourceJob, { sourceId: id, again: true });
    return summary;
  },
});
