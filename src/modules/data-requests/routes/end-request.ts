import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { endRequest } from '../api.ts';
import { clearFiles, readRequest } from '../request.ts';

export const endRequestRoute = defineRoute({
  ...endRequest,
  allow: 'data-requests.see',
  handle: async (ctx, { id }) => {
    const request = await readRequest(ctx, id, true);
    const isHers = request.asked_by === ctx.actor.accountId;
    // The desk of protection may stop what it opened; nobody else ends what is not her own.
    if (!isHers && !ctx.can('data-requests.agree-protection')) throw new AppError('record.not-found');
    const state = request.state === 'waiting' ? 'withdrawn' : 'ended';
    await ctx.sql.query(
      `update data_requests.request set state = $2 where id = $1 and state in ('waiting', 'preparing', 'ready')`,
      [id, state],
    );
    await clearFiles(ctx, id);
    return { done: true as const };
  },
});
