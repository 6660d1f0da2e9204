import { randomUUID } from 'node:crypto';
import type { Task } from '@medplum/fhirtypes';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { clockOf } from '#kernel/vietnam/law-clock.ts';
import { reviewColumns, wordsOf, type ReviewRow } from './review-row.ts';

/** What a review is raised with. */
export interface NewReview {
  readonly kind: ReviewRow['kind'];
  readonly facilityId: string | null;
  readonly accountId: string;
  readonly patientId: string | null;
  readonly rules: readonly string[];
  readonly score: number;
  readonly lineId: string | null;
  readonly day: string;
  readonly lines: number;
  readonly first: Date;
  readonly last: Date;
  readonly raisedBy: string;
  readonly words?: string;
}

/** Writes the review and the Task of the record that says somebody has to look at it. The Task names nobody. */
export async function raiseReview(ctx: Context, made: NewReview): Promise<ReviewRow> {
  const id = randomUUID();
  const now = ctx.now();
  const { acknowledgeBy, doneBy } = clockOf(now);
  const task = await ctx.as(platformActor(ctx.actor.requestId)).record.create(taskOf(id, made, now, doneBy));
  const [row] = await ctx.sql.query<ReviewRow>(
    `insert into access_log.review (id, kind, facility_id, account_id, patient_id, rules, score, line_id, day, lines, first_at, last_at,
       raised_at, raised_by, words, task_id, acknowledge_by, done_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) returning ${reviewColumns}`,
    [
      id,
      made.kind,
      made.facilityId,
      made.accountId,
      made.patientId,
      made.rules,
      made.score,
      made.lineId,
      made.day,
      made.lines,
      made.first,
      made.last,
      now,
      made.raisedBy,
      made.words === undefined ? null : ctx.seal.seal(made.words, wordsOf(id)),
      task.id,
      acknowledgeBy,
      doneBy,
    ],
  );
  return row!;
}

export const reviewSystem = 'urn:sen:access-review';

function taskOf(id: string, made: NewReview, now: Date, doneBy: string): Task {
  return {
    resourceType: 'Task',
    identifier: [{ system: reviewSystem, value: id }],
    status: 'requested',
    intent: 'order',
    priority: made.kind === 'complaint' ? 'urgent' : 'routine',
    code: {
      text:
        made.kind === 'complaint' ? 'Khiếu nại về việc xem hồ sơ' : 'Lượt xem hồ sơ bất thường cần xem xét',
    },
    authoredOn: now.toISOString(),
    ...(made.facilityId !== null && { owner: { reference: `Organization/${made.facilityId}` } }),
    restriction: { period: { end: `${doneBy}T23:59:59+07:00` } },
  };
}

/** Ends the Task of a decided review. */
export async function endTask(ctx: Context, taskId: string): Promise<void> {
  const { record } = ctx.as(platformActor(ctx.actor.requestId));
  const task = JSON.parse((await record.read('Task', taskId)).text) as Task;
  await record.update({ ...task, status: 'completed', lastModified: ctx.now().toISOString() });
}
