import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { dropEntries } from './index/follow-patients.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** Erasure by law: her features, her tokens and that she was ever like somebody go with her. */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  const ids = [...patientIds];
  const tokens = await dropEntries(ctx.sql, ids);
  const pairs = await ctx.sql.query(
    'delete from registry.told_pair where person_id = any ($1) or other_id = any ($1) returning 1',
    [ids],
  );
  return { matchTokens: tokens, toldPairs: pairs.length };
}
