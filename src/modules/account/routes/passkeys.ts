import { defineRoute } from '#platform/module/define-module.ts';
import { addPasskey, beginPasskey, removePasskey, renamePasskey } from '../api.ts';

/** The person's passkeys. */
export const passkeyRoutes = [
  defineRoute({
    ...beginPasskey,
    allow: 'account.own',
    alone: true,
    handle: async (ctx) => ({ ask: { ...(await ctx.ownSecurity.passkeyOptions(ctx.actor)) } }),
  }),
  defineRoute({
    ...addPasskey,
    allow: 'account.own',
    alone: true,
    async handle(ctx, { response, name }) {
      const codes = await ctx.ownSecurity.addPasskey(ctx.actor, response, name);
      return codes === undefined ? {} : { codes: [...codes] };
    },
  }),
  defineRoute({
    ...renamePasskey,
    allow: 'account.own',
    alone: true,
    async handle(ctx, { id, name }) {
      await ctx.ownSecurity.renamePasskey(ctx.actor, id, name);
      return { done: true as const };
    },
  }),
  defineRoute({
    ...removePasskey,
    allow: 'account.own',
    alone: true,
    async handle(ctx, { id }) {
      await ctx.ownSecurity.removePasskey(ctx.actor, id);
      return { done: true as const };
    },
  }),
];
