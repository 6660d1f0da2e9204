import { defineRoute } from '#platform/module/define-module.ts';
import { beginStepUp, stepUp } from '../api.ts';

/** Showing again who one is, before what must not be done from a screen that somebody left open. */
export const stepUpRoutes = [
  defineRoute({
    ...beginStepUp,
    allow: 'account.own',
    alone: true,
    async handle(ctx) {
      const { methods, passkey } = await ctx.ownSessions.stepUpOptions(ctx.actor);
      const passkeyHost = passkey?.rpId ?? '';
      return { methods: [...methods], passkeyHost, ...(passkey && { ask: { ...passkey } }) };
    },
  }),
  defineRoute({
    ...stepUp,
    allow: 'account.own',
    alone: true,
    async handle(ctx, proof) {
      await ctx.ownSessions.stepUp(ctx.actor, proof);
      return { done: true as const };
    },
  }),
];
