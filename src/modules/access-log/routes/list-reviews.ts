import type { Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { listReviews, type ReviewView } from '../api.ts';
import { precisionOf } from '../domain/unusual-rules.ts';
import { facilityNames } from './facility-names.ts';
import { reasonOf, reviewColumns, wordsOf, type ReviewRow } from './review-row.ts';

const most = 200;

export const listReviewsRoute = defineRoute({
  ...listReviews,
  allow: 'audit.facility',
  handle: async (ctx, { state }) => {
    const facility = facilityOf(ctx);
    const rows = await ctx.sql.query<ReviewRow>(
      `select ${reviewColumns} from access_log.review
       where ($1::text is null or facility_id = $1) and (state = 'open') = $2
         and account_id <> $3
       order by case when kind = 'complaint' then 0 else 1 end, case when $2 then score else 0 end desc,
         coalesce(decided_at, raised_at) desc limit ${most}`,
      [facility, state === 'open', ctx.actor.accountId],
    );
    const decided = await ctx.sql.query<{ rules: string[]; state: string }>(
      `select rules, state from access_log.review where ($1::text is null or facility_id = $1) and kind = 'unusual' and state <> 'open'`,
      [facility],
    );
    return { reviews: await present(ctx, rows), precision: precisionOf(decided) };
  },
});

/** The facility whose reviews the actor decides; null where she decides for all. What is about herself she never decides. */
export function facilityOf(ctx: Context): string | null {
  return ctx.actor.facilityId ?? (ctx.can('audit.trace') ? null : '');
}

async function present(ctx: Context, rows: readonly ReviewRow[]): Promise<ReviewView[]> {
  const names = await ctx.trail.names(rows.map((row) => row.account_id));
  const facilities = await facilityNames(
    ctx,
    rows.map((row) => row.facility_id),
  );
  const people = await personNames(ctx, rows);
  const today = dayInVietnam(ctx.now());
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    who: names.get(row.account_id)?.display ?? '',
    ...(row.facility_id !== null && { facility: facilities.get(row.facility_id) ?? row.facility_id }),
    ...(row.patient_id !== null && { person: people.get(row.patient_id) ?? '' }),
    rules: [...row.rules],
    score: row.score,
    day: row.day,
    lines: row.lines,
    first: row.first_at.toISOString(),
    last: row.last_at.toISOString(),
    raisedAt: row.raised_at.toISOString(),
    ...(row.words !== null && { words: ctx.seal.open(row.words, wordsOf(row.id)) }),
    acknowledgeBy: row.acknowledge_by,
    doneBy: row.done_by,
    ...(row.acknowledged_at !== null && { acknowledgedAt: row.acknowledged_at.toISOString() }),
    isLate:
      row.state === 'open' &&
      (today > row.done_by ||
        (row.acknowledged_at === null && row.kind === 'complaint' && today > row.acknowledge_by)),
    state: row.state,
    ...(row.decided_at !== null && { decidedAt: row.decided_at.toISOString() }),
    ...(row.reason !== null && { reason: ctx.seal.open(row.reason, reasonOf(row.id)) }),
  }));
}

/** Names of the persons who were looked at: without them nobody could ask about a visit. Nothing else of their records. */
async function personNames(ctx: Context, rows: readonly ReviewRow[]): Promise<ReadonlyMap<string, string>> {
  const rowIds = [...new Set(rows.flatMap(({ patient_id: id }) => (id === null ? [] : [id])))];
  const ids = await ctx.trail.personIds(rowIds);
  const wanted = [...new Set(ids.values())];
  if (wanted.length === 0) return new Map();
  const { record } = ctx.as(platformActor(ctx.actor.requestId));
  const page = await record.search('Patient', `_id=${wanted.join(',')}&_count=${most}&_elements=name`);
  const names = new Map(
    page.matches.map(({ id, text }) => {
      const [name] = (JSON.parse(text) as Patient).name ?? [];
      return [id, name?.text ?? [name?.family, ...(name?.given ?? [])].join(' ')] as const;
    }),
  );
  return new Map(rowIds.map((id) => [id, names.get(ids.get(id) ?? '') ?? '']));
}
