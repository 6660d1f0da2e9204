import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { forgetMonths } from './books/kept-months.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/**
 * Erasure by law: her places in queues go. What closed months hold of a visit is an id that leads nowhere any more; the signed figures stay,
 * since they are the report that law asks to be kept.
 */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  forgetMonths();
  const places = await ctx.sql.query(
    'delete from commune_station.place where patient_id = any ($1) returning 1',
    [[...patientIds]],
  );
  return { queuePlaces: places.length };
}
