import type { Context } from '#platform/context.ts';
import type { Grade } from '../api.ts';

/** Remembers that a pair was told; false where it was told before with the same grade, so that nobody is asked twice. */
export async function markTold(
  ctx: Context,
  personId: string,
  otherId: string,
  grade: Grade,
): Promise<boolean> {
  const [first, second] = personId < otherId ? [personId, otherId] : [otherId, personId];
  const rows = await ctx.sql.query(
    `insert into registry.told_pair as t (person_id, other_id, grade, told_at) values ($1, $2, $3, $4)
     on conflict (person_id, other_id) do update set grade = excluded.grade, told_at = excluded.told_at
       where t.grade <> excluded.grade returning 1`,
    [first, second, grade, ctx.now()],
  );
  return rows.length > 0;
}
