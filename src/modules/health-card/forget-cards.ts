import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** The paper cards of a person who is erased by law lead to nobody and are forgotten. */
export async function forgetCards(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  const rows = await ctx.sql.query<{ id: string }>(
    'delete from health_card.printed where patient_id = any ($1) returning id',
    [patientIds],
  );
  return { printedCards: rows.length };
}
