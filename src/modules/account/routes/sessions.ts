import { defineRoute } from '#platform/module/define-module.ts';
import { endOtherSessions, endSession, listSessions, listSignIns, renameSession } from '../api.ts';

/** The person's sessions, and her past sign-ins. */
export const sessionRoutes = [
  defineRoute({
    ...listSessions,
    allow: 'account.own',
    async handle(ctx) {
      const sessions = await ctx.ownSessions.sessions(ctx.actor);
      return {
        sessions: sessions.map(({ methods, createdAt, lastUsedAt, ...session }) => ({
          ...session,
          methods: [...methods],
          createdAt: createdAt.toISOString(),
          lastUsedAt: lastUsedAt.toISOString(),
          isThis: session.id === ctx.actor.sessionId,
        })),
      };
    },
  }),
  defineRoute({
    ...renameSession,
    allow: 'account.own',
    alone: true,
    async handle(ctx, { id, name }) {
      await ctx.ownSessions.rename(ctx.actor, id, name);
      return { done: true as const };
    },
  }),
  defineRoute({
    ...endSession,
    allow: 'account.own',
    alone: true,
    async handle(ctx, { id }) {
      await ctx.ownSessions.end(ctx.actor, id);
      return { done: true as const };
    },
  }),
  defineRoute({
    ...endOtherSessions,
    allow: 'account.own',
    alone: true,
    handle: async (ctx) => ({ ended: await ctx.ownSessions.endOthers(ctx.actor) }),
  }),
  defineRoute({
    ...listSignIns,
    allow: 'account.own',
    async handle(ctx) {
      const signIns = await ctx.ownSessions.signIns(ctx.actor);
      return { signIns: signIns.map(({ at, ...signIn }) => ({ ...signIn, at: at.toISOString() })) };
    },
  }),
];
