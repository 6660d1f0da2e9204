import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readMail, setMail, type MailView } from '../api.ts';

const viewOf = async (ctx: Context): Promise<MailView> => {
  const address = await ctx.letters.own();
  return { isSent: ctx.letters.isSet, ...(address !== undefined && { address }) };
};

/** Where she wants to be told by e-mail. */
export const mailRoutes = [
  defineRoute({ ...readMail, allow: 'account.own', handle: viewOf }),
  defineRoute({
    ...setMail,
    allow: 'account.own',
    // Kept beside no Idempotency-Key: the answer names her address.
    alone: true,
    async handle(ctx, { address }) {
      await ctx.letters.setOwn(address === '' ? undefined : address);
      return viewOf(ctx);
    },
  }),
];
