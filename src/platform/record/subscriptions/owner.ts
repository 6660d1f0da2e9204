import type { Actor } from '../../access/actor.ts';
import { platformActor } from '../../access/actors.ts';
import { recordScope } from '../../access/record-scope.ts';
import type { Queryable } from '../../sql/database.ts';
import { reachOf, type Reach } from '../reach.ts';
import type { SamePersons } from '../same-person/same-persons.ts';
import type { OwnerThen } from './subscription-rows.ts';

/** What an account is now; undefined where it was closed. */
export type AccountNow = (accountId: string) => Promise<
  | {
      readonly display: string;
      /** Everything that it may ask for today. */
      readonly scopes: readonly string[];
      readonly facilityId?: string;
    }
  | undefined
>;

/** Who is told, with what she may see at this moment. */
export interface Owner {
  readonly actor: Actor;
  readonly reach: Reach;
}

/** How long an answer about an account counts; a closed one is told nothing more after that. */
const freshMs = 10_000;

/** Looks owners up: what an account asked for once, cut down to what it may today. */
export function createOwners(
  accountNow: AccountNow,
  same: () => SamePersons,
  clock: () => number = () => performance.now(),
) {
  const known = new Map<string, { readonly at: number; readonly answer: ReturnType<AccountNow> }>();
  const now = (accountId: string): ReturnType<AccountNow> => {
    const cached = known.get(accountId);
    if (cached !== undefined && clock() - cached.at < freshMs) return cached.answer;
    const answer = accountNow(accountId);
    known.set(accountId, { at: clock(), answer });
    answer.catch(() => known.delete(accountId));
    return answer;
  };
  return {
    /** The owner as she is now; undefined where nothing may be told to her any more. */
    async of(q: Queryable, then: OwnerThen): Promise<Owner | undefined> {
      if (then.kind === 'platform') {
        const actor = platformActor('subscription');
        return { actor, reach: await reachOf(q, actor, same()) };
      }
      if (then.kind !== 'system') return undefined;
      const account = await now(then.accountId);
      if (account === undefined) return undefined;
      const actor: Actor = {
        ...platformActor('subscription'),
        kind: 'system',
        accountId: then.accountId,
        display: account.display,
        roles: ['integration'],
        scopes: then.scopes,
        purpose: 'exchange',
        ...(account.facilityId !== undefined && { facilityId: account.facilityId }),
      };
      const reach = await reachOf(q, actor, same());
      const today = recordScope({ ...actor, scopes: account.scopes });
      const may: Reach['scope']['may'] = (interaction, type) =>
        reach.scope.may(interaction, type) && today.may(interaction, type);
      return { actor, reach: { ...reach, scope: { ...reach.scope, may } } };
    },
  };
}

export type Owners = ReturnType<typeof createOwners>;
