import { defineRoute } from '#platform/module/define-module.ts';
import { beginTotp, confirmTotp, readFactors, removeTotp, renewRecoveryCodes } from '../api.ts';

/** What the person has, her authenticator app and her recovery codes. */
export const factorRoutes = [
  defineRoute({
    ...readFactors,
    allow: 'account.own',
    async handle(ctx) {
      const factors = await ctx.ownSecurity.factors(ctx.actor);
      const { passkeys, totp, recovery, passwordSince, isDemanded, passkeyHost } = factors;
      return {
        passkeys: passkeys.map(({ id, name, isBackedUp, createdAt, usedAt, clonedAt }) => ({
          id,
          name,
          isBackedUp,
          createdAt: createdAt.toISOString(),
          ...(usedAt && { usedAt: usedAt.toISOString() }),
          isCloned: clonedAt !== undefined,
        })),
        ...(totp && { totpSince: totp.since.toISOString() }),
        ...(recovery && { recovery: { left: recovery.left, madeAt: recovery.madeAt.toISOString() } }),
        ...(passwordSince && { passwordSince: passwordSince.toISOString() }),
        isDemanded,
        passkeyHost,
      };
    },
  }),
  defineRoute({
    ...beginTotp,
    allow: 'account.own',
    alone: true,
    handle: (ctx) => ctx.ownSecurity.beginTotp(ctx.actor),
  }),
  defineRoute({
    ...confirmTotp,
    allow: 'account.own',
    alone: true,
    async handle(ctx, { code }) {
      const codes = await ctx.ownSecurity.confirmTotp(ctx.actor, code);
      return codes === undefined ? {} : { codes: [...codes] };
    },
  }),
  defineRoute({
    ...removeTotp,
    allow: 'account.own',
    alone: true,
    async handle(ctx) {
      await ctx.ownSecurity.removeTotp(ctx.actor);
      return { done: true as const };
    },
  }),
  defineRoute({
    ...renewRecoveryCodes,
    allow: 'account.own',
    alone: true,
    handle: async (ctx) => ({ codes: [...(await ctx.ownSecurity.newRecoveryCodes(ctx.actor))] }),
  }),
];
