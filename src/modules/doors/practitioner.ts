import type { Practitioner } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';

/** Finds health workers by licence number and remembers them; same rules as `FacilityFinder`. */
export interface PractitionerFinder {
  /** 'Practitioner/<id>'; an unknown licence is made provisionally, in a transaction of its own. `name` helps only then. */
  find(ctx: Context, licence: string, name?: string): Promise<string>;
}

export function createPractitionerFinder(): PractitionerFinder {
  const known = new Map<string, string>();
  return {
    async find(ctx, licence, name) {
      const remembered = known.get(licence);
      if (remembered !== undefined) return remembered;
      const reference = await ctx.transaction((inner) => findOrMake(inner, licence, name));
      known.set(licence, reference);
      return reference;
    },
  };
}

async function findOrMake(ctx: Context, licence: string, name: string | undefined): Promise<string> {
  const query = `identifier=${encodeURIComponent(`${identifierSystem.practisingLicence}|${licence}`)}`;
  const { id } = await ctx.record.create(provisionalPractitioner(licence, name), { ifNoneExist: query });
  return `Practitioner/${id}`;
}

function provisionalPractitioner(licence: string, name: string | undefined): Practitioner {
  return {
    resourceType: 'Practitioner',
    identifier: [{ system: identifierSystem.practisingLicence, value: licence }],
    active: true,
    ...(name === undefined ? {} : { name: [{ text: name }] }),
  };
}
