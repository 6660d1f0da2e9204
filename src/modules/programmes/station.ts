import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';

/** The facility in whose name the reader works. Error: access.denied where there is none. */
export function stationOf({ actor }: Context): string {
  if (actor.facilityId === undefined) throw new AppError('access.denied');
  return actor.facilityId;
}

/** Acts as Sen itself; the actor's own right was asked before. */
export function asSen(ctx: Context): Context {
  return ctx.as(platformActor(ctx.actor.requestId, ctx.actor.language));
}

/** Some people by the reader's own right; whoever is not hers to see is left out. */
export async function patientsOf(
  ctx: Context,
  patientIds: readonly string[],
): Promise<ReadonlyMap<string, Patient>> {
  const ids = [...new Set(patientIds)];
  if (ids.length === 0) return new Map();
  const page = await ctx.record.search(
    'Patient',
    `_id=${ids.map(encodeURIComponent).join(',')}&_count=${ids.length}`,
  );
  return new Map(page.matches.map(({ id, text }) => [id, { ...(JSON.parse(text) as Patient), id }]));
}
