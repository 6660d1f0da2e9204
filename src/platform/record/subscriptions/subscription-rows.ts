import type { Actor } from '../../access/actor.ts';
import type { Queryable, Transaction } from '../../sql/database.ts';
import { oldestOpen } from '../../sql/oldest-open.ts';
import { rowBucket } from '../place.ts';
import type { Draft } from '../write/intent.ts';
import type { SubscriptionResource, SubscriptionState } from './subscription.ts';

/** A subscription as the runner works from it. */
export interface SubscriptionRow {
  readonly id: string;
  readonly fhir_id: string;
  readonly account_id: string;
  readonly actor: OwnerThen;
  readonly version: number;
  readonly state: SubscriptionState;
  readonly resource: SubscriptionResource;
  readonly start_tx: string | null;
  readonly last_number: number;
  readonly delivered_number: number;
  readonly failures: number;
  readonly next_at: Date;
  readonly last_sent: Date | null;
  readonly last_delivered: Date | null;
  readonly last_fault: string | null;
  readonly changed: Date;
}

/** Who asked, as far as it decides what may be told. */
export type OwnerThen = Pick<Actor, 'kind' | 'accountId' | 'scopes' | 'facilityId'>;

const columns = `s.id, s.fhir_id, s.account_id, s.actor, s.version, s.state, s.resource, s.start_tx::text as start_tx,
  s.last_number, s.delivered_number, s.failures, s.next_at, s.last_sent, s.last_delivered, s.last_fault, s.changed`;

/** Accounts that made these subscriptions, by row id; deleted ones belong to nobody. */
export async function ownersOf(q: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await q.query<{ id: string; account_id: string }>({
    name: 'subscription-owners',
    text: `select s.id, s.account_id from unnest($1::int[], $2::uuid[]) k (bucket, id)
      join record.subscription s on s.bucket = k.bucket and s.id = k.id
      where s.bucket = any ($1::int[]) and s.state <> 'deleted'`,
    values: [ids.map(rowBucket), ids],
  });
  return new Map(rows.map((row) => [row.id, row.account_id]));
}

/** Puts down what was written. Numbers of events go on counting, also where an id is used again by somebody else. */
export async function keepRows(
  tx: Transaction,
  actor: Actor,
  drafts: readonly Draft[],
  now: Date,
  isRunner: boolean,
): Promise<void> {
  for (const draft of drafts) {
    const place = [draft.bucket, draft.rowId];
    if (draft.outcome === 'deleted') {
      await tx.query(
        `update record.subscription set state = 'deleted', start_tx = null, delivered_number = last_number, version = $3,
           resource = resource - 'channel', changed = $4::timestamptz where bucket = $1 and id = $2`,
        [...place, draft.version, now.toISOString()],
      );
      await tx.query('delete from record.subscription_event where bucket = $1 and subscription = $2', place);
      continue;
    }
    const { status } = JSON.parse(draft.text) as SubscriptionResource;
    const { kind, accountId, scopes, facilityId } = actor;
    const owner: OwnerThen = { kind, accountId, scopes, ...(facilityId !== undefined && { facilityId }) };
    await tx.query(
      `insert into record.subscription as s (bucket, id, fhir_id, account_id, actor, version, state, resource, next_at, changed)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9::timestamptz, $9::timestamptz)
       on conflict (bucket, id) do update set version = excluded.version, state = excluded.state, resource = excluded.resource,
         changed = excluded.changed
         ${isRunner ? '' : ', account_id = excluded.account_id, actor = excluded.actor, failures = 0, next_at = excluded.next_at, last_fault = null'},
         start_tx = case when excluded.state = 'off' then null else s.start_tx end`,
      [
        ...place,
        draft.fhirId,
        accountId,
        JSON.stringify(owner),
        draft.version,
        status,
        draft.text,
        now.toISOString(),
      ],
    );
  }
}

/** Every subscription that is not deleted, or those of one account, by their time. */
export async function listSubscriptions(
  q: Queryable,
  which: { readonly accountId?: string; readonly states?: readonly SubscriptionState[] } = {},
): Promise<SubscriptionRow[]> {
  const { rows } = await q.query<SubscriptionRow>({
    name: 'subscription-list',
    text: `select ${columns} from record.subscription s
      where s.state = any ($1::text[]) and ($2::text is null or s.account_id = $2) order by s.id`,
    values: [which.states ?? ['requested', 'active', 'error', 'off'], which.accountId ?? null],
  });
  return rows;
}

/** One subscription by row id. */
export async function findSubscription(q: Queryable, id: string): Promise<SubscriptionRow | undefined> {
  const { rows } = await q.query<SubscriptionRow>({
    name: 'subscription-one',
    text: `select ${columns} from record.subscription s where s.bucket = $1 and s.id = $2 and s.state <> 'deleted'`,
    values: [rowBucket(id), id],
  });
  return rows[0];
}

/** From now on what is written is told: everything from the oldest transaction that is still open. */
export async function startTelling(tx: Queryable, id: string): Promise<void> {
  await tx.query(
    `update record.subscription set failures = 0, last_fault = null,
       start_tx = coalesce(start_tx, $3::text::xid8) where bucket = $1 and id = $2`,
    [rowBucket(id), id, await oldestOpen(tx)],
  );
}

/** A call went through: events up to a number are delivered. */
export async function markDelivered(q: Queryable, id: string, number: number, now: Date): Promise<void> {
  await q.query({
    name: 'subscription-delivered',
    text: `update record.subscription set delivered_number = greatest(delivered_number, $3::bigint), failures = 0, last_fault = null,
      next_at = $4::timestamptz, last_sent = $4::timestamptz, last_delivered = $4::timestamptz where bucket = $1 and id = $2`,
    values: [rowBucket(id), id, number, now.toISOString()],
  });
}

/** A heartbeat or a handshake went through. */
export async function markSent(q: Queryable, id: string, now: Date): Promise<void> {
  await q.query(
    `update record.subscription set failures = 0, last_fault = null, next_at = $3::timestamptz, last_sent = $3::timestamptz
       where bucket = $1 and id = $2`,
    [rowBucket(id), id, now.toISOString()],
  );
}

/** A call failed: when it is tried again. */
export async function markFailed(
  q: Queryable,
  id: string,
  failure: { readonly failures: number; readonly nextAt: Date; readonly fault: string },
): Promise<void> {
  await q.query(
    `update record.subscription set failures = $3, next_at = $4::timestamptz, last_fault = $5 where bucket = $1 and id = $2`,
    [rowBucket(id), id, failure.failures, failure.nextAt.toISOString(), failure.fault],
  );
}
