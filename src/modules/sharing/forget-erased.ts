import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** The links of a person who is erased by law open nothing and are forgotten, with who opened them. */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  const rows = await ctx.sql.query('delete from sharing.link where patient_id = any ($1) returning 1', [
    patientIds,
  ]);
  return { sharedLinks: rows.length };
}
