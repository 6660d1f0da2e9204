import type { Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { listTasks } from '../api.ts';
import { asRegistry, decides } from '../repair/desk.ts';
import { lineOf } from '../repair/show-task.ts';
import { taskColumns, type TaskRow } from '../repair/task-row.ts';

/**
 * The queue: at a station its own people's tasks, at the registry all that wait for a decision and those of no station. What ends first
 * stands first; within a day what would do most harm.
 */
export const listTasksRoute = defineRoute({
  ...listTasks,
  allow: 'verification.see',
  handle: async (ctx, { state, kind, cursor, count }) => {
    const facility = ctx.actor.facilityId ?? null;
    const isRegistry = decides(ctx);
    const [day, id] = placeOf(cursor);
    const rows = await ctx.sql.query<TaskRow>(
      `select ${taskColumns} from verification.task
       where state = $1 and ($2::text is null or kind = $2) and ${scope('$3', '$4')}
         and ($5::date is null or (due_on, id) > ($5::date, $6::text))
       order by due_on, id limit $7`,
      [state, kind ?? null, isRegistry, facility, day ?? null, id ?? null, count + 1],
    );
    const page = rows.slice(0, count);
    const names = await namesOf(ctx, page, isRegistry);
    const last = rows.length > count ? page.at(-1) : undefined;
    return {
      tasks: page.map((row) => lineOf(ctx, row, names.get(row.patient_id))),
      ...(last !== undefined && { next: Buffer.from(`${last.due_on} ${last.id}`).toString('base64url') }),
      counts: await countsOf(ctx, isRegistry, facility),
    };
  },
});

/** Whose tasks: parameters say whether it is the registry, and which facility. */
function scope(isRegistry: string, facility: string): string {
  return `((${isRegistry}::boolean and (state <> 'open' or facility_id is null)) or (${facility}::text is not null and facility_id = ${facility}))`;
}

async function countsOf(ctx: Context, isRegistry: boolean, facility: string | null) {
  const [row] = await ctx.sql.query<
    Record<'open' | 'proposed' | 'late' | 'closed' | 'without_visit', number>
  >(
    `select count(*) filter (where state = 'open')::int as open, count(*) filter (where state = 'proposed')::int as proposed,
       count(*) filter (where state <> 'closed' and due_on < $3::date)::int as late,
       count(*) filter (where state = 'closed')::int as closed,
       count(*) filter (where state = 'closed' and without_visit)::int as without_visit
     from verification.task
     where (state <> 'closed' or decided_at > $4::timestamptz - interval '30 days') and ${scope('$1', '$2')}`,
    [isRegistry, facility, dayInVietnam(ctx.now()), ctx.now()],
  );
  return {
    open: row?.open ?? 0,
    proposed: row?.proposed ?? 0,
    late: row?.late ?? 0,
    closed: row?.closed ?? 0,
    closedWithoutVisit: row?.without_visit ?? 0,
  };
}

/** Names of the people of a page; who may not be seen has none. */
async function namesOf(
  ctx: Context,
  rows: readonly TaskRow[],
  isRegistry: boolean,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.map(({ patient_id: patientId }) => patientId))];
  if (ids.length === 0) return new Map();
  const { record } = isRegistry ? asRegistry(ctx) : ctx;
  const page = await record.search('Patient', `_id=${ids.join(',')}&_count=${ids.length}`);
  return new Map(
    page.matches.map(({ id, text }) => {
      const { name = [] } = JSON.parse(text) as Patient;
      const official = name.find(({ use }) => use === 'official') ?? name[0];
      return [id, official?.text ?? [official?.family, ...(official?.given ?? [])].filter(Boolean).join(' ')];
    }),
  );
}

function placeOf(cursor: string | undefined): [day?: string, id?: string] {
  if (cursor === undefined) return [];
  const [day = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(day) || !/^[0-9a-f-]{36}$/u.test(id))
    throw new AppError('request.invalid');
  return [day, id];
}
