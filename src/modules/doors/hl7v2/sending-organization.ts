import type { Context } from '#platform/context.ts';
import { createFacilityFinder, type FacilityFinder } from '../facility.ts';

/**
 * The Organization in whose name a sender speaks. A code of the national list is found among the facilities; any other name (a demo sender, a
 * laboratory abroad) gets an identifier of its own kind, so that it never looks like an official code.
 */
export function createSendingOrganizations(): FacilityFinder {
  const facilities = createFacilityFinder();
  const known = new Map<string, string>();
  return {
    async find(ctx, code) {
      if (/^\d{5}$/.test(code)) return facilities.find(ctx, code);
      const remembered = known.get(code);
      if (remembered !== undefined) return remembered;
      const reference = await ctx.transaction((tx) => findOrMake(tx, code));
      known.set(code, reference);
      return reference;
    },
  };
}

async function findOrMake(tx: Context, name: string): Promise<string> {
  const identifier = { system: 'urn:sen:hl7v2-facility', value: name };
  const ifNoneExist = `identifier=${encodeURIComponent(`${identifier.system}|${name.replace(/[\\,|$]/g, (c) => `\\${c}`)}`)}`;
  const { id } = await tx.record.create(
    { resourceType: 'Organization', identifier: [identifier], active: true, name },
    { ifNoneExist },
  );
  return `Organization/${id}`;
}
