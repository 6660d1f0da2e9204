import { demandFresh } from '#platform/identity/step-up.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { closeOpening, openRecord, readChoices, readOpenings } from '../api.ts';
import { choicesOf, isOpen, showOpenings } from './show-openings.ts';

/** Whoever opens has shown within so many seconds who she is: a screen that somebody left does not break the glass. */
export const freshSeconds = 300;

/** Longer than any opening lasts. */
const daysBack = 2;

export const readChoicesRoute = defineRoute({
  ...readChoices,
  allow: 'access.open',
  handle: async (ctx) => ({ choices: choicesOf(ctx) }),
});

export const readOpeningsRoute = defineRoute({
  ...readOpenings,
  allow: 'access.open',
  handle: async (ctx, { patientId }) => {
    const mine = await ctx.access.list('mine', daysBack);
    const held = mine.filter((grant) => grant.patientId === patientId && isOpen(grant, ctx.now()));
    return { openings: await showOpenings(ctx, held), choices: choicesOf(ctx) };
  },
});

export const openRecordRoute = defineRoute({
  ...openRecord,
  allow: 'access.open',
  handle: async (ctx, { patientId, kind, reason, note }) => {
    demandFresh(ctx.actor, freshSeconds, ctx.now());
    const grant = await ctx.access.open({ patientId, kind, reason, ...(note !== undefined && { note }) });
    return { opening: (await showOpenings(ctx, [grant]))[0]! };
  },
});

export const closeOpeningRoute = defineRoute({
  ...closeOpening,
  allow: 'access.open',
  handle: async (ctx, { id }) => ({
    opening: (await showOpenings(ctx, [await ctx.access.close(id)]))[0]!,
  }),
});
