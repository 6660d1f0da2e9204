import { defineRoute } from '#platform/module/define-module.ts';
import { changePassword } from '../api.ts';

/** A new password. */
export const passwordRoutes = [
  defineRoute({
    ...changePassword,
    allow: 'account.own',
    alone: true,
    async handle(ctx, { password }) {
      await ctx.ownSecurity.changePassword(ctx.actor, password);
      return { done: true as const };
    },
  }),
];
