import type { Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { findPeople, type PersonLine } from '../api.ts';
import { otherOrders } from '../domain/other-orders.ts';
import { lineWithinReach } from '../domain/person-line.ts';
import { readTyped } from '../domain/read-typed.ts';
import { asSen } from '../people/register.ts';
import { linesOf } from './lines.ts';

const mostFound = 10;

/** One field for everything: a name typed so far finds within reach; a whole number finds anybody, masked where she is beyond reach. */
export const findPeopleRoute = defineRoute({
  ...findPeople,
  allow: 'registry.find',
  handle: async (ctx, { text }) => {
    const typed = readTyped(text);
    switch (typed.kind) {
      case 'nothing':
        return { people: [], understood: 'nothing' as const };
      case 'name':
        return { people: await byName(ctx, typed.name), understood: 'name' as const };
      case 'card':
        return {
          people: await byNumber(ctx, typed.identifiers),
          understood: 'card' as const,
          stated: typed.stated,
        };
      default:
        return { people: await byNumber(ctx, typed.identifiers), understood: typed.kind };
    }
  },
});

/** Whose name begins so; where nobody's in the whole country does, the given name may have come first, or the words in any order. */
async function byName(ctx: Context, name: string): Promise<PersonLine[]> {
  const found = await ctx.record.named('Patient', [name, ...otherOrders(name)], mostFound);
  return found.map(({ id, text }) => lineWithinReach({ ...(JSON.parse(text) as Patient), id }));
}

async function byNumber(
  ctx: Context,
  identifiers: readonly (readonly [string, string])[],
): Promise<PersonLine[]> {
  const tokens = identifiers.map(([system, value]) => `${system}|${value}`).join(',');
  const page = await asSen(ctx).record.search('Patient', `identifier=${encodeURIComponent(tokens)}&_count=5`);
  const ids = page.matches.map(({ id, text }) => successorOf(JSON.parse(text) as Patient) ?? id);
  return linesOf(ctx, ids);
}

/** A record that was joined to another answers with the other. */
function successorOf({ link }: Patient): string | undefined {
  return link?.find(({ type }) => type === 'replaced-by')?.other.reference?.replace('Patient/', '');
}
