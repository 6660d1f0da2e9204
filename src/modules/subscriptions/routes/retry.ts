import { defineRoute } from '#platform/module/define-module.ts';
import { retry } from '../api.ts';

export const retryRoute = defineRoute({
  ...retry,
  allow: 'subscriptions.manage',
  handle: async (ctx, { id }) => {
    await ctx.subscriptions.retry(id);
    return { done: true as const };
  },
});
