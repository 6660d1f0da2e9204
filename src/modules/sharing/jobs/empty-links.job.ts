import { z } from 'zod';
import type { Job } from '#platform/module/define-module.ts';

/** Takes away what lies behind links that nobody may open any more, and files that nobody fetched. */
export const emptyLinksJob: Job<Record<string, never>> = {
  name: 'sharing.empty-links',
  schedule: '*/10 * * * *',
  retry: { limit: 3, backoffSeconds: 60 },
  payload: z.object({}).transform((): Record<string, never> => ({})),
  run: async (ctx) => {
    await ctx.sql.query('update sharing.link set content = null where content is not null and until <= $1', [
      ctx.now(),
    ]);
    await ctx.sql.query('delete from sharing.ticket where until <= $1', [ctx.now()]);
  },
};
