import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/**
 * The links of a person who is erased by law open nothing and are forgotten, with who opened them. That she opened links of others stays in
 * their lists, without her.
 */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  const rows = await ctx.sql.query('delete from sharing.link where patient_id = any ($1) returning 1', [
    patientIds,
  ]);
  const accounts = [...(await ctx.trail.accountsOf(patientIds)).keys()];
  const openings = await ctx.sql.query(
    'update sharing.opening set account_id = null, facility_id = null, said = null where account_id = any ($1) returning 1',
    [accounts],
  );
  return { sharedLinks: rows.length, openedLinks: openings.length };
}
