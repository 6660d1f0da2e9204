import { defineRoute } from '#platform/module/define-module.ts';
import { listSubscriptions } from '../api.ts';

export const listSubscriptionsRoute = defineRoute({
  ...listSubscriptions,
  allow: 'subscriptions.manage',
  handle: async (ctx) => {
    const all = await ctx.subscriptions.list();
    return {
      subscriptions: all.map(({ accountName, lastDelivered, nextTry, accountId, ...rest }) => ({
        ...rest,
        account: accountName ?? accountId,
        ...(lastDelivered !== undefined && { lastDelivered: lastDelivered.toISOString() }),
        ...(nextTry !== undefined && { nextTry: nextTry.toISOString() }),
      })),
      topics: ctx.subscriptions.topics(),
    };
  },
});
