import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { forgetMonths } from './books/kept-months.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/**
 * Erasure by law: what was read of her a moment ago goes. What closed months hold of a visit is an id that leads nowhere any more; the signed
 * figures stay, since they are the report that law asks to be kept.
 */
export async function forgetErased(ctx: Context, { references }: Erased): Promise<Record<string, number>> {
  forgetMonths();
  const places = references.filter((one) => one.startsWith('Appointment/')).map((one) => one.slice(12));
  if (places.length > 0)
    await ctx.sql.query('delete from commune_station.queue_place where appointment_id = any ($1)', [places]);
  return {};
}
