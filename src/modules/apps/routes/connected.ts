import { defineRoute } from '#platform/module/define-module.ts';
import { consentItems } from '#platform/identity/pages/consent-texts.ts';
import { listConnected, withdrawApp } from '../api.ts';

/** What a person sees and takes back of what she allowed apps; only her own. */
export const connectedRoutes = [
  defineRoute({
    ...listConnected,
    allow: 'account.own',
    async handle(ctx) {
      const { accountId, language } = ctx.actor;
      const apps = await ctx.apps.connected(accountId);
      return {
        apps: apps.map(({ clientId, name, scopes, decidedAt, isOffline }) => ({
          clientId,
          name,
          rights: consentItems(language, scopes).map(({ label }) => label),
          since: decidedAt.toISOString(),
          isOffline,
        })),
      };
    },
  }),
  defineRoute({
    ...withdrawApp,
    allow: 'account.own',
    async handle(ctx, { clientId }) {
      await ctx.apps.withdraw(ctx.actor.accountId, clientId, 'own-page');
      return { done: true as const };
    },
  }),
];
