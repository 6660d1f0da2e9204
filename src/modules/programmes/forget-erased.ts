import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** What is kept of a person who is erased by law. Talks name nobody. */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  if (patientIds.length === 0) return {};
  const gone = async (table: 'entry' | 'happening'): Promise<number> =>
    (
      await ctx.sql.query(`delete from programmes.${table} where patient_id = any ($1::text[]) returning 1`, [
        patientIds,
      ])
    ).length;
  return { programmeEntries: await gone('entry'), programmeEvents: await gone('happening') };
}
