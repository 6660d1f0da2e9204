import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** What is kept of a person who is erased by law. How much of a lot was used stays: it names nobody. */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  if (patientIds.length === 0) return {};
  const gone = async (table: string): Promise<number> =>
    (
      await ctx.sql.query(
        `delete from immunisation.${table} where patient_id = any ($1::text[]) returning 1`,
        [patientIds],
      )
    ).length;
  return {
    vaccinationPlans: await gone('child'),
    vaccinationShots: await gone('shot'),
    vaccinationReactions: await gone('reaction'),
    dosesToTell: await gone('outgoing'),
    dosesTold: await gone('incoming'),
  };
}
