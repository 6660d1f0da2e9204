import { AppError } from '#kernel/errors.ts';
import type { RecordHost } from '../desk.ts';
import { createBudget } from '../search/budget.ts';
import type { Listening } from './collect.ts';
import { compileMatchers, namedIn, type Matcher } from './matcher.ts';
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
  readonly matchersNow: () => Promise<readonly Matcher[]>;
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

interface Compiled {
  readonly version: number;
  /** All records of those whom it names, as they were joined when it was compiled. */
  readonly people: string;
  readonly named: readonly string[];
  readonly wish: Wish;
  readonly matchers: readonly Matcher[];
}

/** Makes subscriptions ready; what was compiled is kept until the subscription changes, or who is one person with somebody whom it names. */
export function createReadier(parts: LiveParts) {
  const compiled = new Map<string, Compiled>();
  const { host, owners } = parts;
  const peopleNow = async (named: readonly string[]): Promise<string> => {
    if (named.length === 0 || !(await host.same.mayHaveOthers(named))) return '';
    const all = await Promise.all(named.map((id) => host.same.of(host.database, id)));
    return all.map((one) => one?.names.join(' ') ?? '').join(',');
  };
  const compile = async (row: SubscriptionRow, owner: Owner): Promise<Compiled> => {
    const wish = readWish(row.resource);
    const named = namedIn(wish);
    const people = await peopleNow(named);
    const search = { q: host.database, texts: host.texts, reach: owner.reach, now: host.now() };
    const run = { ...search, terminology: () => host.terminology.now(), budget: createBudget() };
    return {
      version: row.version,
      people,
      named,
      wish,
      matchers: await compileMatchers(wish, { ...parts, run }),
    };
  };
  const current = async (row: SubscriptionRow, owner: Owner): Promise<Compiled> => {
    const known = compiled.get(row.id);
    if (known?.version === row.version && known.people === (await peopleNow(known.named))) return known;
    const fresh = await compile(row, owner);
    compiled.set(row.id, fresh);
    return fresh;
  };
  return async (row: SubscriptionRow): Promise<Live | EndReason> => {
    const owner = await owners.of(host.database, row.actor);
    if (owner === undefined) return 'account-closed';
    if (row.last_number - row.delivered_number > mostWaiting) return 'too-many-waiting';
    try {
      const { wish, matchers } = await current(row, owner);
      if (wish.end !== undefined && wish.end <= host.now()) return 'ended';
      const matchersNow = async (): Promise<readonly Matcher[]> => (await current(row, owner)).matchers;
      return { row, wish, matchers, matchersNow, owner };
    } catch (error) {
      // A topic or a code system that is gone; a database that is away is another matter.
      if (error instanceof AppError && error.kind.status < 500) return 'criteria';
      throw error;
    }
  };
}

/** What is asked of the changes for a subscription; undefined while it is told nothing. */
export function listeningOf({ row, matchersNow, owner }: Live): Listening | undefined {
  if (row.start_tx === null) return undefined;
  return { id: row.id, startTx: BigInt(row.start_tx), matchersNow, owner };
}
