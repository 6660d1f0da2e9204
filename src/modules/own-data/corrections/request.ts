import type { Task } from '@medplum/fhirtypes';
import { bucketOf } from '#kernel/fhir/id.ts';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';
import { atDesk } from '../desk.ts';

/** Writes a request, and that it was asked here. The person was demanded before. */
export async function keepRequest(ctx: Context, patientId: string, task: Task): Promise<void> {
  await ctx.sql.query(
    `insert into own_data.request (bucket, task_id, patient_id, line, owner) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [personBucket(patientId), task.id, patientId, task.focus?.reference, task.owner?.reference],
  );
  await atDesk(ctx).record.update(task);
}

/** A request that was asked here. Error: record.not-found for every other Task. */
export async function readRequest(ctx: Context, id: string): Promise<Task> {
  const task = JSON.parse((await atDesk(ctx).record.read('Task', id)).text) as Task;
  if ((await asked(ctx, [task])).length === 0) throw new AppError('record.not-found');
  return task;
}

/** The Tasks among a page of them that were asked here: of this line, and of this facility. */
export async function requestsIn(
  ctx: Context,
  { matches }: { readonly matches: readonly { readonly text: string }[] },
): Promise<Task[]> {
  return asked(
    ctx,
    matches.map(({ text }) => JSON.parse(text) as Task),
  );
}

async function asked(ctx: Context, tasks: readonly Task[]): Promise<Task[]> {
  const ids = tasks.flatMap(({ id }) => (id !== undefined && bucketOf(id) !== undefined ? [id] : []));
  if (ids.length === 0) return [];
  const rows = await ctx.sql.query<{ id: string; line: string; owner: string }>(
    `select task_id as id, line, owner from own_data.request where bucket = any($1) and task_id = any($2)`,
    [[...new Set(ids.map((id) => bucketOf(id)))], ids],
  );
  const kept = new Map(rows.map((row) => [row.id, row]));
  return tasks.filter(({ id, focus, owner }) => {
    const row = kept.get(id ?? '');
    return row !== undefined && row.line === focus?.reference && row.owner === owner?.reference;
  });
}
