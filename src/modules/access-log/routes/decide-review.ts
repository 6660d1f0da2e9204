import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { acknowledgeReview, decideReview } from '../api.ts';
import { facilityOf } from './list-reviews.ts';
import { endTask } from './raise-review.ts';
import { reasonOf, reviewColumns, type ReviewRow } from './review-row.ts';

export const acknowledgeReviewRoute = defineRoute({
  ...acknowledgeReview,
  allow: 'audit.facility',
  handle: async (ctx, { id }) => {
    const row = await openReview(ctx, id);
    await ctx.sql.query(
      'update access_log.review set acknowledged_at = coalesce(acknowledged_at, $2) where id = $1',
      [row.id, ctx.now()],
    );
    return { done: true as const };
  },
});

/** Confirm, explain or close; always with the reason, which the person who complained reads. */
export const decideReviewRoute = defineRoute({
  ...decideReview,
  allow: 'audit.facility',
  handle: async (ctx, { id, outcome, reason }) => {
    const row = await openReview(ctx, id);
    const now = ctx.now();
    await ctx.sql.query(
      `update access_log.review set state = $2, decided_at = $3, decided_by = $4, reason = $5,
         acknowledged_at = coalesce(acknowledged_at, $3) where id = $1`,
      [row.id, outcome, now, ctx.actor.accountId, ctx.seal.seal(reason, reasonOf(row.id))],
    );
    if (row.task_id !== null) await endTask(ctx, row.task_id);
    return { done: true as const };
  },
});

/** A review that this actor may decide and nobody has: of her facility, and not about herself. Errors: record.not-found, access-log.decided. */
async function openReview(ctx: Context, id: string): Promise<ReviewRow> {
  const facility = facilityOf(ctx);
  const [row] = await ctx.sql.query<ReviewRow>(
    `select ${reviewColumns} from access_log.review
     where id = $1 and ($2::text is null or facility_id = $2) and account_id <> $3 for update`,
    [id, facility, ctx.actor.accountId],
  );
  if (row === undefined) throw new AppError('record.not-found');
  if (row.state !== 'open') throw new AppError('access-log.decided');
  return row;
}
