import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { complain } from '../api.ts';
import { raiseReview } from './raise-review.ts';
import { reviewColumns, toComplaint, type ReviewRow } from './review-row.ts';

/** Complaints of one person that wait at once. */
const mostOpen = 20;

export const complainRoute = defineRoute({
  ...complain,
  allow: 'audit.own',
  handle: async (ctx, { lineId, words }) => {
    // Within her own lines: an id of somebody else's is not there.
    const [line] = await ctx.trail.search({ patientId: ctx.actor.patientId ?? '', id: lineId, limit: 1 });
    if (line === undefined || line.actor_id === ctx.actor.accountId) throw new AppError('record.not-found');
    const day = dayInVietnam(line.at);
    const known = await ctx.sql.query<ReviewRow>(
      `select ${reviewColumns} from access_log.review where raised_by = $1 and kind = 'complaint' and state = 'open'`,
      [ctx.actor.accountId],
    );
    const about = (await ctx.trail.names([line.actor_id])).get(line.actor_id)?.display ?? '';
    const same = known.find((one) => one.account_id === line.actor_id && one.day === day);
    if (same !== undefined) return { complaint: toComplaint(same, about, undefined) };
    if (known.length >= mostOpen) throw new AppError('access-log.too-many-complaints');
    const row = await raiseReview(ctx, {
      kind: 'complaint',
      facilityId: line.facility_id,
      accountId: line.actor_id,
      patientId: line.patient_id,
      rules: [],
      score: 100,
      lineId: line.id,
      day,
      lines: 1,
      first: line.at,
      last: line.at,
      raisedBy: ctx.actor.accountId,
      words,
    });
    return { complaint: toComplaint(row, about, undefined) };
  },
});
