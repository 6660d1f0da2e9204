import { createHmac } from 'node:crypto';
import type { Queryable } from '../sql/database.ts';
import type { WebhookKey } from './webhook-signature.ts';

/** How long calls are signed by the former secret too, after it was replaced. */
export const overlapMs = 24 * 3600 * 1000;

/** Whose calls are signed. Account and subscription together, so that whoever gets a name again gets no secret of before. */
export interface WebhookOwner {
  /** Row id of the subscription. */
  readonly id: string;
  readonly accountId: string;
  /** FHIR id, by which the receiver knows it. */
  readonly name: string;
}

/**
 * The secrets by which calls for a subscription are signed now: the newest first, and for a day after it was replaced the former. They
 * are worked out from the installation's key, so that none lies in the database.
 * @param root the installation's key
 */
export async function webhookKeys(
  q: Queryable,
  root: Buffer,
  { id, accountId, name }: WebhookOwner,
  now: Date,
): Promise<[WebhookKey, ...WebhookKey[]]> {
  const { rows } = await q.query<{ generation: number; rotated_at: Date }>({
    name: 'webhook-key',
    text: 'select generation, rotated_at from http.webhook_key where subscription_id = $1',
    values: [id],
  });
  const [row] = rows;
  const keyOf = (generation: number): WebhookKey => ({
    id: `${name}:${generation}`,
    secret: createHmac('sha256', root).update(`webhook ${id} ${accountId} ${generation}`).digest('base64url'),
  });
  const newest = keyOf(row?.generation ?? 1);
  if (row === undefined || now.getTime() - row.rotated_at.getTime() > overlapMs) return [newest];
  return [newest, keyOf(row.generation - 1)];
}

/** Replaces the secret. The one before the former is believed no more, however short ago it was replaced. */
export async function rotateWebhookKey(q: Queryable, subscription: string, now: Date): Promise<void> {
  await q.query(
    `insert into http.webhook_key (subscription_id, generation, rotated_at) values ($1, 2, $2::timestamptz)
     on conflict (subscription_id) do update
       set generation = http.webhook_key.generation + 1, rotated_at = excluded.rotated_at`,
    [subscription, now.toISOString()],
  );
}
