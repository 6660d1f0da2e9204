import { addDays, addMonths } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { forecast } from '../domain/forecast.ts';
import { factsFrom } from '../domain/from-fhir.ts';
import { planOf } from '../domain/plan-of.ts';
import { personBucket } from '#platform/record/place.ts';
import { readPeople } from './read-people.ts';

const atOnce = 50;

interface StaleRow {
  readonly patient_id: string;
  readonly heard_at: Date;
}

/**
 * Plans some children anew of whom something new was written; of one facility, or anybody. Read as Sen itself: what comes of it are days and
 * codes, and who is shown whom is asked again when a page shows names.
 * @returns how many were planned
 */
export async function planStale(ctx: Context, facilityId: string | undefined, most: number): Promise<number> {
  const sen = ctx.as(platformActor(ctx.actor.requestId, ctx.actor.language));
  let planned = 0;
  while (planned < most) {
    const rows = await sen.sql.query<StaleRow>(
      `select patient_id, heard_at from immunisation.child
       where (stale or replan_on <= $3::date) and ($1::text is null or facility_id = $1) limit $2`,
      [facilityId ?? null, Math.min(atOnce, most - planned), dayInVietnam(ctx.now())],
    );
    if (rows.length === 0) break;
    await planRows(sen, rows);
    planned += rows.length;
  }
  return planned;
}

async function planRows(ctx: Context, rows: readonly StaleRow[]): Promise<void> {
  const ids = rows.map(({ patient_id: id }) => id);
  const people = await readPeople(ctx, ids);
  // As of tomorrow: what must not follow on the same day's heels is then already kept apart, and no day of the plan depends on today.
  const asOf = addDays(dayInVietnam(ctx.now()), 1);
  const plans = rows.map(({ patient_id: id, heard_at: heardAt }) => {
    const resources = people.get(id);
    const facts = resources === undefined ? undefined : factsFrom(resources);
    const found = facts === undefined ? undefined : forecast(facts, asOf);
    const isChild = facts !== undefined && facts.birth >= addMonths(asOf, -18 * 12);
    const isAlive =
      resources?.patient.deceasedDateTime === undefined && resources?.patient.deceasedBoolean !== true;
    return {
      id,
      heardAt,
      plan: planOf(found === undefined || !isAlive || !isChild ? { doses: [] } : found),
      found,
    };
  });
  await ctx.sql.query(
    `update immunisation.child c
       set doses = u.doses, due_on = u.due_on, overdue_on = u.overdue_on, replan_on = u.replan_on, had = u.had, complete_under_one = u.complete,
         stale = c.heard_at > u.heard_at
     from unnest($1::int[], $2::text[], $3::jsonb[], $4::date[], $5::date[], $6::int[], $7::boolean[], $8::timestamptz[], $9::date[])
       u (bucket, patient_id, doses, due_on, overdue_on, had, complete, heard_at, replan_on)
     where c.bucket = u.bucket and c.patient_id = u.patient_id and c.bucket = any ($1::int[])`,
    [
      plans.map(({ id }) => personBucket(id)),
      plans.map(({ id }) => id),
      plans.map(({ plan }) => JSON.stringify(plan.doses)),
      plans.map(({ plan }) => plan.dueOn ?? null),
      plans.map(({ plan }) => plan.overdueOn ?? null),
      plans.map(({ found }) => found?.doses.filter(({ state }) => state === 'given').length ?? 0),
      plans.map(({ found }) => found?.isCompleteUnderOne ?? false),
      plans.map(({ heardAt }) => heardAt),
      plans.map(({ plan }) => plan.replanOn ?? null),
    ],
  );
}
