import { z } from 'zod';
import type { Job } from '#platform/module/define-module.ts';
import { clearFiles } from '../request.ts';

/** Removes the files of requests whose last day is over. */
export const endRequestsJob: Job<Record<string, never>> = {
  name: 'data-requests.end',
  schedule: '10 0 * * *',
  retry: { limit: 3, backoffSeconds: 60 },
  payload: z.object({}).transform((): Record<string, never> => ({})),
  run: async (ctx) => {
    const over = await ctx.sql.query<{ id: string }>(
      `select id from data_requests.request where state in ('waiting', 'preparing', 'ready')
       and ends_on < ($1::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date`,
      [ctx.now()],
    );
    for (const { id } of over)
      await ctx.transaction(async (tx) => {
        await tx.sql.query(`update data_requests.request set state = 'ended' where id = $1`, [id]);
        await clearFiles(tx, id);
      });
  },
};
