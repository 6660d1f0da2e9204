import { randomUUID } from 'node:crypto';
import type { EventRow } from './event-rows.ts';
import type { VersionText } from './version-texts.ts';
import { extensionUrls, type Content } from './subscription.ts';

/** What a notification says of its subscription. */
export interface Told {
  /** FHIR id. */
  readonly subscriptionId: string;
  /** Canonical address of the topic; absent where criteria is a search. */
  readonly topic: string | undefined;
  readonly status: string;
  readonly type: 'handshake' | 'heartbeat' | 'event-notification' | 'query-status' | 'query-event';
  /** Number of the last event so far. */
  readonly lastNumber: number;
  readonly content: Content;
  readonly fault?: string | undefined;
}

/** An event with what its subscription may see of it now; without a focus it may see nothing. */
export interface ShownEvent {
  readonly event: EventRow;
  readonly focus: VersionText | undefined;
}

/** Parameters in the shape of the R4 backport of SubscriptionStatus. */
export function statusOf(told: Told, shown: readonly ShownEvent[], baseUrl: string): object {
  const hidesFocus = told.content === 'empty';
  return {
    resourceType: 'Parameters',
    id: randomUUID(),
    meta: { profile: [extensionUrls.status] },
    parameter: [
      {
        name: 'subscription',
        valueReference: { reference: `${baseUrl}/Subscription/${told.subscriptionId}` },
      },
      ...(told.topic === undefined ? [] : [{ name: 'topic', valueCanonical: told.topic }]),
      { name: 'status', valueCode: told.status },
      { name: 'type', valueCode: told.type },
      { name: 'events-since-subscription-start', valueString: String(told.lastNumber) },
      ...shown.map(({ event, focus }) => ({
        name: 'notification-event',
        part: [
          { name: 'event-number', valueString: String(event.number) },
          { name: 'timestamp', valueInstant: event.at.toISOString() },
          ...(focus === undefined || hidesFocus
            ? []
            : [{ name: 'focus', valueReference: { reference: `${baseUrl}/${event.type}/${focus.fhirId}` } }]),
        ],
      })),
      ...(told.fault === undefined
        ? []
        : [{ name: 'error', valueCodeableConcept: { coding: [{ code: told.fault }], text: told.fault } }]),
    ],
  };
}

/**
 * A notification as JSON text: a Bundle of type history whose first entry is the status. Stored texts go in as they are.
 * @source HL7 Subscriptions R5 Backport IG 1.1.0, notifications in R4
 */
export function notificationText(
  told: Told,
  shown: readonly ShownEvent[],
  baseUrl: string,
  now: Date,
): string {
  const status = statusOf(told, shown, baseUrl);
  const first = {
    fullUrl: `urn:uuid:${(status as { id: string }).id}`,
    resource: status,
    request: { method: 'GET', url: `${baseUrl}/Subscription/${told.subscriptionId}/$status` },
    response: { status: '200' },
  };
  const head = JSON.stringify({
    resourceType: 'Bundle',
    id: randomUUID(),
    meta: { profile: [extensionUrls.notification] },
    type: 'history',
    timestamp: now.toISOString(),
  });
  const seen = new Set<string>();
  const entries = [JSON.stringify(first)];
  for (const { event, focus } of shown) {
    if (focus === undefined || told.content === 'empty') continue;
    const name = `${event.type}/${focus.fhirId}`;
    // A Bundle names each version once, however many events are about it.
    const isShort = told.content === 'id-only' && event.kind !== 'deleted';
    const key = isShort ? name : `${name}/${event.version}`;
    if (seen.has(key)) continue;
    seen.add(key);
    entries.push(entryText(event, focus, told.content, name, baseUrl));
  }
  return `${head.slice(0, -1)},"entry":[${entries.join(',')}]}`;
}

/** How each change stands in a Bundle of type history. */
const asHistory = {
  created: { method: 'POST', status: '201', isNamed: false },
  updated: { method: 'PUT', status: '200', isNamed: true },
  deleted: { method: 'DELETE', status: '204', isNamed: true },
} as const;

function entryText(
  event: EventRow,
  focus: VersionText,
  content: Content,
  name: string,
  baseUrl: string,
): string {
  const { method, status, isNamed } = asHistory[event.kind];
  const around = JSON.stringify({
    fullUrl: `${baseUrl}/${name}`,
    request: { method, url: isNamed ? name : event.type },
    response: {
      status,
      etag: `W/"${event.version}"`,
      lastModified: focus.updated.toISOString(),
    },
  });
  const isBare = content === 'id-only' || event.kind === 'deleted';
  return isBare ? around : `${around.slice(0, -1)},"resource":${focus.text}}`;
}
