import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { OutgoingRefused, type Outgoing } from '../../http/outgoing.ts';
import type { Transaction } from '../../sql/database.ts';
import type { Reach } from '../reach.ts';
import { createBudget } from '../search/budget.ts';
import type { SearchHost } from '../search/search-host.ts';
import type { Draft, Intent } from '../write/intent.ts';
import { inEntry } from '../write/refuse.ts';
import { compileMatchers } from './matcher.ts';
import { readWish, refuse } from './read-wish.ts';
import { sealHeaders } from './seal-headers.ts';
import { keepRows, ownersOf } from './subscription-rows.ts';
import type { SubscriptionResource, Wish } from './subscription.ts';
import type { SubscriptionTopic } from './topic.ts';

/** What stands between a write and the store where Subscriptions are concerned. */
export interface SubscriptionGate {
  /** Judges what is asked for and seals its secrets. Errors: subscription.refused, access.denied. */
  receive(search: SearchHost, reach: Reach, intents: readonly Intent[]): Promise<readonly Intent[]>;
  /** Only who made a subscription changes it. Error: access.denied. */
  demandOwn(tx: Transaction, reach: Reach, drafts: readonly Draft[]): Promise<void>;
  /** Keeps in the same transaction what the runner works from. */
  keep(tx: Transaction, reach: Reach, drafts: readonly Draft[], now: Date): Promise<void>;
}

/** What judging needs. */
export interface GateParts {
  readonly topics: readonly SubscriptionTopic[];
  readonly baseUrl: string;
  readonly outgoing: Outgoing;
  /** False where no relay for e-mail is set. */
  readonly sendsMail: boolean;
  readonly sealKey: () => Promise<Buffer>;
  /** Something was written here. */
  readonly touch: () => void;
  /** True where something of this type may have to be told. */
  readonly hears: (resourceType: string) => boolean;
}

/** The gate for everybody who writes a Subscription. */
export function createGate(parts: GateParts): SubscriptionGate {
  return {
    async receive(search, reach, intents) {
      if (!intents.some(isAbout)) return intents;
      const judged: Intent[] = [];
      for (const intent of intents) {
        try {
          judged.push(isAbout(intent) ? await judge(parts, search, reach, intent) : intent);
        } catch (error) {
          throw inEntry(error, intent.where);
        }
      }
      return judged;
    },
    async demandOwn(tx, reach, drafts) {
      const changed = drafts.filter((draft) => isAbout(draft.intent) && draft.previous !== undefined);
      if (changed.length === 0) return;
      const owners = await ownersOf(
        tx,
        changed.map((draft) => draft.rowId),
      );
      for (const { rowId, intent } of changed) {
        const isHouse = reach.actor.kind === 'platform' && intent.method === 'delete';
        if (!isHouse && owners.get(rowId) !== reach.actor.accountId)
          throw inEntry(new AppError('access.denied', { detail: 'access.outside-reach' }), intent.where);
      }
    },
    keep: (tx, reach, drafts, now) => keep(parts, tx, reach, drafts, now, false),
  };
}

/** The gate for the runner itself, which changes the state of a subscription and nothing else. */
export function createRunnerGate(parts: GateParts): SubscriptionGate {
  return {
    receive: async (_search, _reach, intents) => intents,
    demandOwn: async () => undefined,
    keep: (tx, reach, drafts, now) => keep(parts, tx, reach, drafts, now, true),
  };
}

async function keep(
  parts: GateParts,
  tx: Transaction,
  reach: Reach,
  drafts: readonly Draft[],
  now: Date,
  isRunner: boolean,
): Promise<void> {
  const written = drafts.filter(({ intent, outcome }) => isAbout(intent) && outcome !== 'unchanged');
  if (written.length > 0) await keepRows(tx, reach.actor, written, now, isRunner);
  if (written.length > 0 || drafts.some(({ intent }) => parts.hears(intent.resourceType)))
    tx.afterCommit(parts.touch);
}

function isAbout({ resourceType }: Pick<Intent, 'resourceType'>): boolean {
  return resourceType === 'Subscription';
}

async function judge(parts: GateParts, search: SearchHost, reach: Reach, intent: Intent): Promise<Intent> {
  if (intent.method === 'delete' || intent.text === undefined) return intent;
  const resource = readResource(intent.text);
  // What is no Subscription at all is told by the validator, with its place.
  if (resource?.channel === undefined || resource.criteria === undefined) return intent;
  if (!['requested', 'active', 'off'].includes(resource.status))
    throw refuse('Subscription.status', texts.status);
  const wish = readWish(resource);
  demandChannel(parts, wish);
  const run = { ...search, budget: createBudget() };
  for (const { resourceType } of await compileMatchers(wish, { ...parts, run })) {
    if (!reach.scope.may('read', resourceType))
      throw new AppError('access.denied', { detail: `may not read ${resourceType}` });
  }
  if (resource.status !== 'off') resource.status = 'requested';
  delete resource.error;
  const { header } = resource.channel;
  if (header !== undefined) {
    const { origin } = new URL(wish.endpoint === '' ? parts.baseUrl : wish.endpoint);
    const place = { accountId: reach.actor.accountId, origin };
    resource.channel.header = sealHeaders(header, await parts.sealKey(), place);
  }
  const { printedHere: _printed, ...rest } = intent;
  return { ...rest, text: JSON.stringify(resource) };
}

function readResource(text: string): SubscriptionResource | undefined {
  try {
    return JSON.parse(text) as SubscriptionResource;
  } catch {
    // Broken text is told by whoever reads it next.
    return undefined;
  }
}

function demandChannel({ outgoing, sendsMail }: GateParts, { channel, endpoint }: Wish): void {
  if (channel === 'email' && !sendsMail) throw refuse('Subscription.channel.type', texts.mail);
  if (channel !== 'rest-hook') return;
  try {
    outgoing.check(endpoint);
  } catch (error) {
    if (!(error instanceof OutgoingRefused)) throw error;
    const text = error.fault === 'inner-address' ? texts.inner : texts.address;
    throw refuse('Subscription.channel.endpoint', text);
  }
}

const texts = {
  status: {
    vi: 'Chỉ đặt được trạng thái requested (bật) hoặc off (tắt); các trạng thái khác do máy chủ ghi.',
    en: 'Only the status requested (on) or off can be set; the others are written by the server.',
  },
  mail: {
    vi: 'Máy chủ này chưa được nối với máy chủ thư (SEN_SMTP_URL).',
    en: 'This server is not connected to a mail relay (SEN_SMTP_URL).',
  },
  inner: {
    vi: 'Địa chỉ nhận tin nằm trong mạng nội bộ nên không gửi tới được. Người quản trị có thể cho phép riêng bằng SEN_OUTGOING_ALLOW.',
    en: 'The endpoint is an inner address and is not called. The administrator can allow it by SEN_OUTGOING_ALLOW.',
  },
  address: {
    vi: 'Địa chỉ nhận tin phải là một địa chỉ https đầy đủ, không kèm tên và mật khẩu.',
    en: 'The endpoint must be a whole https address without user name and password.',
  },
} as const satisfies Record<string, Bilingual>;
