import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Transaction } from '../../sql/database.ts';
import type { RecordHost } from '../desk.ts';
import { rowBucket } from '../place.ts';
import { eventsBetween } from './event-rows.ts';
import { readWish } from './read-wish.ts';
import { findSubscription, listSubscriptions, type SubscriptionRow } from './subscription-rows.ts';
import type { SubscriptionState, Wish } from './subscription.ts';
import { topicOf, topicUrl, type SubscriptionTopic } from './topic.ts';

/** A subscription as who keeps the house sees it: how it goes, and nothing of what is told. */
export interface SubscriptionView {
  readonly id: string;
  readonly accountId: string;
  /** Name of the system that asked; absent where it is closed. */
  readonly accountName: string | undefined;
  readonly state: Exclude<SubscriptionState, 'deleted'>;
  readonly channel: Wish['channel'] | undefined;
  /** Host of the endpoint; never its path, which may hold secrets. */
  readonly target: string;
  /** Title of the topic, or the type of resource that is asked for. */
  readonly about: Bilingual;
  readonly content: Wish['content'] | undefined;
  readonly waiting: number;
  readonly delivered: number;
  readonly failures: number;
  readonly lastDelivered: Date | undefined;
  readonly nextTry: Date | undefined;
  /** A short word: 'http-500', 'timeout'. */
  readonly fault: string | undefined;
}

/** An event that was not delivered before its subscription was turned off. */
export interface DeadLetter {
  readonly number: number;
  readonly at: Date;
  readonly type: string;
}

/** A topic as it is asked for. */
export interface TopicView extends Pick<SubscriptionTopic, 'title' | 'description'> {
  readonly url: string;
}

/** What who keeps the house may see and do. */
export interface SubscriptionWatch {
  list(): Promise<SubscriptionView[]>;
  /** What systems can ask to be told of, by the address that stands in `criteria`. */
  topics(): TopicView[];
  /** Error: record.not-found. */
  letters(id: string, limit: number): Promise<DeadLetter[]>;
  /** Errors: record.not-found, record.version-conflict. */
  turnOff(id: string): Promise<void>;
  /** Begins anew with a handshake; what waits is told then. Errors: record.not-found, record.version-conflict. */
  retry(id: string): Promise<void>;
  /** Gives up what waits. Error: record.not-found. */
  discard(id: string): Promise<void>;
}

interface WatchParts {
  readonly host: RecordHost;
  readonly topics: readonly SubscriptionTopic[];
  readonly baseUrl: string;
  readonly nameOf: (row: SubscriptionRow) => Promise<string | undefined>;
  readonly change: (
    row: SubscriptionRow,
    to: { readonly state: 'requested' | 'off'; readonly fault?: string },
    also?: (tx: Transaction) => Promise<void>,
  ) => Promise<void>;
}

/** Looks after subscriptions without seeing what they tell. */
export function watchSubscriptions(parts: WatchParts): SubscriptionWatch {
  const { host } = parts;
  const find = async (id: string): Promise<SubscriptionRow> => {
    const row = await findSubscription(host.database, id);
    if (row === undefined) throw new AppError('record.not-found');
    return row;
  };
  return {
    list: async () => {
      const rows = await listSubscriptions(host.database);
      return Promise.all(rows.map(async (row) => viewOf(parts, row, await parts.nameOf(row))));
    },
    topics: () =>
      parts.topics.map((topic) => ({
        url: topicUrl(topic, parts.baseUrl),
        title: topic.title,
        description: topic.description,
      })),
    async letters(id, limit) {
      const row = await find(id);
      const from = row.delivered_number + 1;
      return eventsBetween(host.database, row.id, from, row.last_number, limit);
    },
    turnOff: async (id) => parts.change(await find(id), { state: 'off', fault: 'administrator' }),
    retry: async (id) =>
      parts.change(await find(id), { state: 'requested' }, async (tx) => {
        await tx.query(
          `update record.subscription set failures = 0, last_fault = null, next_at = $3::timestamptz where bucket = $1 and id = $2`,
          [rowBucket(id), id, host.now().toISOString()],
        );
      }),
    async discard(id) {
      const row = await find(id);
      await host.database.query(
        'update record.subscription set delivered_number = greatest(delivered_number, $3::bigint) where bucket = $1 and id = $2',
        [rowBucket(row.id), row.id, row.last_number],
      );
    },
  };
}

function viewOf(parts: WatchParts, row: SubscriptionRow, accountName: string | undefined): SubscriptionView {
  const wish = wishOf(row);
  const isWaiting = row.failures > 0 && row.state !== 'off';
  return {
    id: row.id,
    accountId: row.account_id,
    accountName,
    state: row.state as SubscriptionView['state'],
    channel: wish?.channel,
    target: wish === undefined ? '' : targetOf(wish),
    about: aboutOf(parts, row),
    content: wish?.content,
    waiting: row.last_number - row.delivered_number,
    delivered: row.delivered_number,
    failures: row.failures,
    lastDelivered: row.last_delivered ?? undefined,
    nextTry: isWaiting ? row.next_at : undefined,
    fault: row.last_fault ?? row.resource.error,
  };
}

function wishOf({ resource }: SubscriptionRow): Wish | undefined {
  try {
    return readWish(resource);
  } catch {
    // Kept from a time with other rules; the page shows it all the same.
    return undefined;
  }
}

function targetOf({ channel, endpoint }: Wish): string {
  if (channel === 'email') return endpoint.replace(/^mailto:[^@]*@/, '…@');
  return channel === 'websocket' ? '' : (URL.parse(endpoint)?.host ?? '');
}

function aboutOf({ topics, baseUrl }: WatchParts, { resource }: SubscriptionRow): Bilingual {
  const criteria = resource.criteria ?? '';
  const topic = topicOf(topics, criteria, baseUrl);
  // Values of a search can name a person: the type is enough here.
  const type = criteria.split(/[?|]/)[0]!;
  return topic?.title ?? { vi: type, en: type };
}
