import type { Grant } from '#platform/access/grants/grant-rows.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readReviews, reviewOpening, type OpeningView } from '../api.ts';
import { personNamer } from './names.ts';
import { showOpenings } from './show-openings.ts';

/** Over how many days openings are counted per person. */
const countedDays = 30;

export const readReviewsRoute = defineRoute({
  ...readReviews,
  allow: 'access.review',
  handle: async (ctx) => {
    const grants = await ctx.access.list('facility');
    // Nobody looks after her own.
    const others = grants.filter(({ accountId }) => accountId !== ctx.actor.accountId);
    const counts = await ctx.access.counts(countedDays);
    return {
      openings: await forSupervisor(ctx, others),
      counts: counts.map(({ accountName, ...count }) => ({ ...count, who: accountName })),
    };
  },
});

export const reviewOpeningRoute = defineRoute({
  ...reviewOpening,
  allow: 'access.review',
  handle: async (ctx, { id, outcome, note }) => ({
    opening: (await forSupervisor(ctx, [await ctx.access.review(id, { outcome, note })]))[0]!,
  }),
});

async function forSupervisor(ctx: Context, grants: readonly Grant[]): Promise<OpeningView[]> {
  const personOf = await personNamer(
    ctx,
    grants.map(({ patientId }) => patientId),
  );
  return showOpenings(ctx, grants, personOf);
}
