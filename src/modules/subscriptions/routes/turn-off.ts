import { defineRoute } from '#platform/module/define-module.ts';
import { turnOff } from '../api.ts';

export const turnOffRoute = defineRoute({
  ...turnOff,
  allow: 'subscriptions.manage',
  handle: async (ctx, { id }) => {
    await ctx.subscriptions.turnOff(id);
    return { done: true as const };
  },
});
