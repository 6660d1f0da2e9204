import * as z from 'zod/mini';
import type { Job } from '#platform/context.ts';

/** What was told outside is kept so long, so that somebody who asks why she was not told can be answered. */
const keptDays = 60;

/** Forgets how notices went out long ago; the notices themselves stay in the inbox. */
export const forgetOldJob: Job<object> = {
  name: 'messages.forget-old',
  schedule: '20 3 * * *',
  retry: { limit: 3, backoffSeconds: 60 },
  payload: z.object({}),
  async run(ctx) {
    const before = new Date(ctx.now().getTime() - keptDays * 86_400_000);
    await ctx.sql.query(`delete from messages.outing where state <> 'waiting' and due_at < $1`, [before]);
    await ctx.sql.query('delete from messages.turn where told_at < $1', [before]);
  },
};
