import { AppError } from '#kernel/errors.ts';
import type { Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { platformActor } from '#platform/access/actors.ts';

/** The facility in whose name the reader works. Error: access.denied where there is none. */
export function stationOf({ actor }: Context): string {
  if (actor.facilityId === undefined) throw new AppError('access.denied');
  return actor.facilityId;
}

/** Acts as Sen itself, for what no role writes by itself; the actor's own right was asked before. */
export function asSen(ctx: Context): Context {
  return ctx.as(platformActor(ctx.actor.requestId, ctx.actor.language));
}

/** What a list shows of a person. */
export interface ShownPerson {
  readonly name: string;
  readonly sex?: string;
}

/** Names of some people, by the reader's own right: whoever is not hers to see is left out. Each look stands in the audit. */
export async function namesOf(
  ctx: Context,
  patientIds: readonly string[],
): Promise<ReadonlyMap<string, ShownPerson>> {
  const ids = [...new Set(patientIds)];
  if (ids.length === 0) return new Map();
  const page = await ctx.record.search(
    'Patient',
    `_id=${ids.map(encodeURIComponent).join(',')}&_count=${ids.length}`,
  );
  return new Map(
    page.matches.map(({ id, text }) => {
      const { name, gender } = JSON.parse(text) as Patient;
      const shown = name?.find(({ use }) => use !== 'old')?.text ?? '';
      return [id, { name: shown, ...(gender !== undefined && { sex: gender }) }];
    }),
  );
}
