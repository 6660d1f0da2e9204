import { AppError } from '#kernel/errors.ts';
import type { RecordHost } from '../desk.ts';
import { createBudget } from '../search/budget.ts';
import type { Listening } from './collect.ts';
import { compileMatchers, type Matcher } from './matcher.ts';
import type { Owner, Owners } from './owner.ts';
import { readWish } from './read-wish.ts';
import type { SubscriptionRow } from './subscription-rows.ts';
import type { Wish } from './subscription.ts';
import type { SubscriptionTopic } from './topic.ts';

/** A subscription ready to be worked with. */
export interface Live {
  readonly row: SubscriptionRow;
  readonly wish: Wish;
  readonly matchers: readonly Matcher[];
  readonly owner: Owner;
}

/** Why a subscription cannot go on; short words for its state and the page. */
export type EndReason = 'account-closed' | 'ended' | 'criteria' | 'too-many-waiting';

interface LiveParts {
  readonly host: RecordHost;
  readonly topics: readonly SubscriptionTopic[];
  readonly baseUrl: string;
  readonly owners: Owners;
}

/** Events that may wait for one subscription; a receiver that stays away longer is not waited for. */
const mostWaiting = 100_000;

/** Makes subscriptions ready; what was compiled is kept until the subscription changes. */
export function createReadier(parts: LiveParts) {
  const compiled = new Map<string, { version: number; wish: Wish; matchers: readonly Matcher[] }>();
  const { host, owners } = parts;
  return async (row: SubscriptionRow): Promise<Live | EndReason> => {
    const owner = await owners.of(host.database, row.actor);
    if (owner === undefined) return 'account-closed';
    if (row.last_number - row.delivered_number > mostWaiting) return 'too-many-waiting';
    let known = compiled.get(row.id);
    if (known?.version !== row.version) {
      try {
        const wish = readWish(row.resource);
        const search = { q: host.database, texts: host.texts, reach: owner.reach, now: host.now() };
        const run = { ...search, terminology: () => host.terminology.now(), budget: createBudget() };
        const matchers = await compileMatchers(wish, { ...parts, run });
        known = { version: row.version, wish, matchers };
      } catch (error) {
        // A topic or a code system that is gone; a database that is away is another matter.
        if (error instanceof AppError && error.kind.status < 500) return 'criteria';
        throw error;
      }
      compiled.set(row.id, known);
    }
    const { wish, matchers } = known;
    if (wish.end !== undefined && wish.end <= host.now()) return 'ended';
    return { row, wish, matchers, owner };
  };
}

/** What is asked of the changes for a subscription; undefined while it is told nothing. */
export function listeningOf({ row, matchers, owner }: Live): Listening | undefined {
  if (row.start_tx === null) return undefined;
  return { id: row.id, startTx: BigInt(row.start_tx), matchers, owner };
}
