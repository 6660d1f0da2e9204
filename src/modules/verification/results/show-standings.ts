import type { Context } from '#platform/context.ts';
import type { RegisterName, Standing } from '../api.ts';
import type { Comparison } from '../domain/fields.ts';
import type { Outcome } from '../domain/judge.ts';
import { personBucket } from '../person-place.ts';
import { shownFields } from '../repair/show-task.ts';

interface Row {
  readonly register: RegisterName;
  readonly outcome: Outcome;
  readonly at: Date;
  readonly fields: Comparison;
  readonly tried_at: Date | null;
}

/** How a person stands with each register; one that never answered about her stands without an outcome. */
export async function standingsOf(ctx: Context, patientId: string): Promise<Standing[]> {
  const place = [personBucket(patientId), patientId];
  const rows = await ctx.sql.query<Row>(
    'select register, outcome, at, fields, tried_at from verification.result where bucket = $1 and patient_id = $2',
    place,
  );
  const tasks = await ctx.sql.query<{ id: string; register: RegisterName }>(
    `select id, register from verification.task where bucket = $1 and patient_id = $2 and state <> 'closed'`,
    place,
  );
  const due = await ctx.sql.query<{ register: RegisterName; since: Date }>(
    `select register, since from verification.due where bucket = $1 and patient_id = $2 and why = 'unreached'`,
    place,
  );
  return (['population', 'social-insurance'] as const).map((register): Standing => {
    const row = rows.find((one) => one.register === register);
    const task = tasks.find((one) => one.register === register);
    const unreached = row?.tried_at ?? due.find((one) => one.register === register)?.since;
    return {
      register,
      fields: row === undefined ? [] : shownFields(row.fields),
      ...(row !== undefined && { outcome: row.outcome, at: row.at.toISOString() }),
      ...(unreached !== undefined && { unreachedAt: unreached.toISOString() }),
      ...(task !== undefined && { taskId: task.id }),
    };
  });
}
