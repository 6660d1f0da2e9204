import { defineRoute } from '#platform/module/define-module.ts';
import { discard } from '../api.ts';

export const discardRoute = defineRoute({
  ...discard,
  allow: 'subscriptions.manage',
  handle: async (ctx, { id }) => {
    await ctx.subscriptions.discard(id);
    return { done: true as const };
  },
});
