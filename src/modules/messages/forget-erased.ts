import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** What lies in the bucket of the person whose it is. */
const own = ['notice', 'choice', 'endpoint', 'outing', 'turn', 'line', 'conversation'] as const;

/** Erasure by law: what she was told, how she wanted to be told, and her conversations go; also what was on its way to others about her. */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const id of patientIds)
    for (const table of own) {
      const gone = await ctx.sql.query<{ id?: string }>(
        `delete from messages.${table} where bucket = $1 and patient_id = $2 returning *`,
        [personBucket(id), id],
      );
      counts[table] = (counts[table] ?? 0) + gone.length;
      if (table === 'notice')
        await ctx.sql.query('delete from messages.outing where notice_id = any ($1)', [
          gone.map((one) => one.id),
        ]);
    }
  return {
    notices: counts['notice'] ?? 0,
    tellingChoices: counts['choice'] ?? 0,
    pushEndpoints: counts['endpoint'] ?? 0,
    conversations: counts['conversation'] ?? 0,
  };
}
