import { defineRoute } from '#platform/module/define-module.ts';
import { listLetters } from '../api.ts';

const most = 200;

export const listLettersRoute = defineRoute({
  ...listLetters,
  allow: 'subscriptions.manage',
  handle: async (ctx, { id }) => ({
    letters: (await ctx.subscriptions.letters(id, most)).map(({ number, at, type }) => ({
      number,
      at: at.toISOString(),
      type,
    })),
  }),
});
