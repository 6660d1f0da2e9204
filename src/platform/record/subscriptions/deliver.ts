import type { RecordHost } from '../desk.ts';
import type { WebhookOwner } from '../../http/webhook-keys.ts';
import type { Counts } from './counts.ts';
import { callOut, type CallParts } from './call-out.ts';
import { changeState } from './change-state.ts';
import { eventsBetween } from './event-rows.ts';
import type { SubscriptionGate } from './gate.ts';
import type { Live } from './live.ts';
import type { ShownEvent, Told } from './notification.ts';
import { waitAfter, type Pace } from './pace.ts';
import { isQuery } from './read-wish.ts';
import { auditShown, showEvents } from './show-events.ts';
import {
  markDelivered,
  markFailed,
  markSent,
  startTelling,
  type SubscriptionRow,
} from './subscription-rows.ts';

/** What delivering needs. */
export interface DeliverParts extends CallParts {
  readonly host: RecordHost;
  readonly gate: SubscriptionGate;
  readonly pace: Pace;
  readonly counts: Counts;
}

/** What is due for a subscription now. */
export function dueOf({ row, wish }: Live, now: Date): 'handshake' | 'events' | 'heartbeat' | undefined {
  if (row.next_at > now) return undefined;
  if (row.state === 'requested' || row.start_tx === null) return 'handshake';
  if (wish.channel === 'websocket') return undefined;
  if (row.last_number > row.delivered_number) return 'events';
  // A receiver that failed is tried again also where nothing new waits for it.
  if (row.state === 'error') return 'heartbeat';
  const quietMs = now.getTime() - (row.last_sent ?? row.changed).getTime();
  const beats = wish.heartbeatSeconds !== undefined && wish.manner === 'backport' && wish.channel !== 'email';
  return beats && quietMs >= wish.heartbeatSeconds! * 1000 ? 'heartbeat' : undefined;
}

/** Does what is due once. True where it went well. */
export async function deliver(
  parts: DeliverParts,
  live: Live,
  due: 'handshake' | 'events' | 'heartbeat',
): Promise<boolean> {
  const { row, wish } = live;
  const { host, counts } = parts;
  if (due === 'handshake') return shakeHands(parts, live);
  if (due === 'heartbeat') {
    const fault = wish.channel === 'email' ? undefined : await tell(parts, live, 'heartbeat', []);
    if (fault !== undefined) return failed(parts, live, fault);
    counts.add('heartbeats', 1);
    await markSent(host.database, row.id, host.now());
    return recovered(parts, row);
  }
  const shown = await nextEvents(parts, live);
  const last = shown.at(-1)?.event.number ?? row.last_number;
  if (shown.length > 0) {
    await auditShown(host, live.owner, row.fhir_id, shown);
    const fault = await tell(parts, live, 'event-notification', shown);
    if (fault !== undefined) return failed(parts, live, fault);
  }
  counts.add('delivered', shown.length);
  await markDelivered(host.database, row.id, last, host.now());
  return recovered(parts, row);
}

/** The events that go into the next notification. */
async function nextEvents({ host }: DeliverParts, { row, wish, owner }: Live): Promise<ShownEvent[]> {
  const limit = wish.manner === 'r4' ? 1 : wish.maxCount;
  const events = await eventsBetween(host.database, row.id, row.delivered_number + 1, row.last_number, limit);
  return showEvents(host, owner, events, wish.content);
}

async function shakeHands(parts: DeliverParts, live: Live): Promise<boolean> {
  const { row, wish } = live;
  // A socket is bound by its client with a key of ours: that is the handshake.
  const fault = wish.channel === 'websocket' ? undefined : await tell(parts, live, 'handshake', []);
  if (fault !== undefined) return failed(parts, live, fault);
  await changeState(parts.host, parts.gate, row, { state: 'active' }, async (tx) => {
    await startTelling(tx, row.id);
    await markSent(tx, row.id, parts.host.now());
  });
  return true;
}

/** By whose secret a subscription's calls are signed. */
export function ownerOf(row: SubscriptionRow): WebhookOwner {
  return { id: row.id, accountId: row.account_id, name: row.fhir_id };
}

/** What a notification says of its subscription. */
export function toldOf(
  { row, wish }: Pick<Live, 'row' | 'wish'>,
  type: Told['type'],
  more: Partial<Told> = {},
): Told {
  return {
    subscriptionId: row.fhir_id,
    topic: isQuery(wish.criteria) ? undefined : wish.criteria,
    status: type === 'handshake' || type === 'heartbeat' ? 'active' : row.state,
    type,
    lastNumber: row.last_number,
    content: wish.content,
    ...more,
  };
}

function tell(
  parts: DeliverParts,
  live: Live,
  type: 'handshake' | 'heartbeat' | 'event-notification',
  shown: readonly ShownEvent[],
): Promise<string | undefined> {
  const status = type === 'handshake' ? 'requested' : 'active';
  return callOut(parts, ownerOf(live.row), live.wish, toldOf(live, type, { status }), shown);
}

async function recovered(parts: DeliverParts, row: SubscriptionRow): Promise<boolean> {
  if (row.state === 'error') await changeState(parts.host, parts.gate, row, { state: 'active' });
  return true;
}

async function failed(parts: DeliverParts, { row }: Live, fault: string): Promise<boolean> {
  const { host, gate, pace, counts } = parts;
  const failures = row.failures + 1;
  counts.add('failed', 1);
  const nextAt = new Date(host.now().getTime() + waitAfter(failures, pace));
  await markFailed(host.database, row.id, { failures, nextAt, fault });
  if (failures >= pace.offAfter) await changeState(host, gate, row, { state: 'off', fault });
  else if (failures >= pace.errorAfter && row.state !== 'error')
    await changeState(host, gate, row, { state: 'error', fault });
  return false;
}
