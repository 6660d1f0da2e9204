import type { Organization } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';

/** Finds facilities and remembers them; made once per run or connection, never shared between contexts of different actors. */
export interface FacilityFinder {
  /** 'Organization/<id>' of a facility code; an unknown one is made provisionally, in a transaction of its own. */
  find(ctx: Context, code: string): Promise<string>;
}

/** Call `find` outside the transaction of a step: what a rolled-back step made must not stay in memory. */
export function createFacilityFinder(): FacilityFinder {
  const known = new Map<string, string>();
  return {
    async find(ctx, code) {
      const remembered = known.get(code);
      if (remembered !== undefined) return remembered;
      const reference = await ctx.transaction((inner) => findOrMake(inner, code));
      known.set(code, reference);
      return reference;
    },
  };
}

async function findOrMake(ctx: Context, code: string): Promise<string> {
  const query = `identifier=${encodeURIComponent(`${identifierSystem.facility}|${code}`)}`;
  const { id } = await ctx.record.create(provisionalFacility(code), { ifNoneExist: query });
  return `Organization/${id}`;
}

/** A facility known only by its code; its name comes with the register of facilities. */
function provisionalFacility(code: string): Organization {
  return {
    resourceType: 'Organization',
    identifier: [{ system: identifierSystem.facility, value: code }],
    active: true,
    name: `Cơ sở KCB ${code}`,
  };
}
