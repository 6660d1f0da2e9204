import type { Organization } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { areaOfDuty } from '#platform/record/area-of-duty.ts';

/** The whole country, for who keeps the national directory. */
export const wholeCountry = 'VN';

/**
 * Codes of the places whose facilities the actor may change: those for whose public health her office works, or the whole country. An
 * account that stands for no office changes nothing.
 */
export async function placesOfDesk(ctx: Context): Promise<readonly string[]> {
  const { actor } = ctx;
  if (ctx.can('directory.keep-all')) return [wholeCountry];
  if (actor.places !== undefined) return actor.places;
  if (actor.facilityId === undefined) return [];
  const { text } = await insideRecord(ctx).record.read('Organization', actor.facilityId);
  return areaOfDuty(JSON.parse(text) as Organization & Record<string, unknown>);
}

/** Whether a place lies within one's own. */
export function isInside(
  places: readonly string[],
  {
    province,
    commune,
  }: { readonly province?: string | null | undefined; readonly commune?: string | null | undefined },
): boolean {
  return (
    places.includes(wholeCountry) ||
    (province != null && places.includes(province)) ||
    (commune != null && places.includes(commune))
  );
}

/** Error: directory.other-place. */
export function demandInside(places: readonly string[], place: Parameters<typeof isInside>[1]): void {
  if (!isInside(places, place)) throw new AppError('directory.other-place');
}

/**
 * The record as Sen itself writes the directory, after the route has looked at right and place. The audit names who asked for it: people
 * have no way of their own to write what is nobody's record.
 */
export function insideRecord(ctx: Context): Context {
  const { accountId, display, requestId, language } = ctx.actor;
  return ctx.as({ ...platformActor(requestId, language), accountId, display });
}
