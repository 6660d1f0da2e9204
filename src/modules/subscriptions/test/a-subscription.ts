import { extensionUrls } from '#platform/record/subscriptions/subscription.ts';
import type { CallAs } from '#platform/testing/start-platform.ts';

/** What a test's subscription asks for. */
export interface Wanted {
  readonly criteria: string;
  readonly filters?: readonly string[];
  readonly type?: string;
  readonly endpoint?: string;
  readonly content?: string;
  readonly payload?: string;
  readonly header?: readonly string[];
  readonly heartbeat?: number;
  readonly maxCount?: number;
  readonly timeout?: number;
}

/** A Subscription in the shape of the backport; without `content` as R4 has it. */
export function aSubscription(wanted: Wanted): Record<string, unknown> {
  const { criteria, filters = [], type = 'rest-hook', endpoint, content, header } = wanted;
  const payload = wanted.payload ?? (content === undefined ? undefined : 'application/fhir+json');
  const pace = [
    ...(wanted.heartbeat === undefined
      ? []
      : [{ url: extensionUrls.heartbeat, valueUnsignedInt: wanted.heartbeat }]),
    ...(wanted.timeout === undefined
      ? []
      : [{ url: extensionUrls.timeout, valueUnsignedInt: wanted.timeout }]),
    ...(wanted.maxCount === undefined
      ? []
      : [{ url: extensionUrls.maxCount, valuePositiveInt: wanted.maxCount }]),
  ];
  return {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'test',
    criteria,
    ...(filters.length > 0 && {
      _criteria: {
        extension: filters.map((valueString) => ({ url: extensionUrls.filter, valueString })),
      },
    }),
    channel: {
      ...(pace.length > 0 && { extension: pace }),
      type,
      ...(endpoint !== undefined && { endpoint }),
      ...(payload !== undefined && { payload }),
      ...(content !== undefined && {
        _payload: { extension: [{ url: extensionUrls.content, valueCode: content }] },
      }),
      ...(header !== undefined && { header }),
    },
  };
}

/** Sends a resource; answers status and JSON. */
export async function send(
  call: CallAs,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: Record<string, unknown>; text: string }> {
  const answer = await call(`/fhir${path}`, {
    method,
    headers: {
      'accept-language': 'en',
      ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: answer.status, json, text };
}

/** A person as other systems write her. */
export function aPatient(nth: number, more: object = {}): Record<string, unknown> {
  return {
    resourceType: 'Patient',
    active: true,
    gender: 'female',
    name: [{ use: 'official', text: `Nguyễn Thị Số ${nth}`, family: 'Nguyễn', given: ['Thị', 'Số'] }],
    ...more,
  };
}
