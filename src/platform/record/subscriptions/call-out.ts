import type { RecordHost } from '../desk.ts';
import { OutgoingRefused, type Outgoing, type OutgoingCall } from '../../http/outgoing.ts';
import { webhookKeys, type WebhookOwner } from '../../http/webhook-keys.ts';
import { signCall } from '../../http/webhook-signature.ts';
import { letterOf, type Mail } from './mail.ts';
import { notificationText, type ShownEvent, type Told } from './notification.ts';
import { openHeaders } from './seal-headers.ts';
import type { Wish } from './subscription.ts';

/** What calls out need. */
export interface CallParts {
  readonly host: RecordHost;
  readonly baseUrl: string;
  readonly outgoing: Outgoing;
  readonly mail: Mail | undefined;
  readonly sealKey: () => Promise<Buffer>;
}

/** Header with the event's number where one call is one event; 0 is the handshake. */
export const numberHeader = 'sen-event-number';

/** Tells one notification over a channel that is called. Answers undefined, or why it failed: a short word without any address. */
export async function callOut(
  parts: CallParts,
  owner: WebhookOwner,
  wish: Wish,
  told: Told,
  shown: readonly ShownEvent[],
): Promise<string | undefined> {
  try {
    if (wish.channel === 'email') return await post(parts, wish, told, shown);
    const headers = await headersOf(parts, owner.accountId, wish);
    if (headers === undefined) return 'header';
    const call =
      wish.manner === 'r4' ? plainCall(wish, headers, shown) : bundleCall(parts, wish, headers, told, shown);
    return await send(parts, owner, wish, call);
  } catch (error) {
    if (error instanceof OutgoingRefused) return error.fault;
    throw error;
  }
}

async function post(
  { mail }: CallParts,
  wish: Wish,
  told: Told,
  shown: readonly ShownEvent[],
): Promise<string | undefined> {
  if (mail === undefined) return 'no-relay';
  try {
    await mail.send({ to: wish.endpoint.replace(/^mailto:/, ''), ...letterOf(told, shown) });
    return undefined;
  } catch (error) {
    const { responseCode } = error as { responseCode?: unknown };
    return typeof responseCode === 'number' ? `smtp-${responseCode}` : 'smtp';
  }
}

async function headersOf(
  parts: CallParts,
  accountId: string,
  wish: Wish,
): Promise<Record<string, string> | undefined> {
  const { origin } = new URL(wish.endpoint);
  return openHeaders(wish.headers, await parts.sealKey(), { accountId, origin });
}

type Call = Pick<OutgoingCall, 'method' | 'url'> & {
  readonly headers: Record<string, string>;
  readonly body: string;
};

/** Every call is signed, so that a receiver can tell ours from anybody else's; what we say in headers of ours nobody's own replaces. */
async function send(
  parts: CallParts,
  owner: WebhookOwner,
  wish: Wish,
  call: Call,
): Promise<string | undefined> {
  const { database, now } = parts.host;
  // As it is written on the wire, so that the receiver signs the same.
  const { href } = new URL(call.url);
  const keys = await webhookKeys(database, await parts.sealKey(), owner, now());
  const signature = signCall({ ...call, url: href }, keys, now());
  const { status } = await parts.outgoing.send({
    ...call,
    url: href,
    headers: { ...call.headers, ...signature },
    timeoutMs: wish.timeoutSeconds * 1000,
  });
  return status >= 200 && status < 300 ? undefined : `http-${status}`;
}

function bundleCall(
  parts: CallParts,
  wish: Wish,
  headers: Record<string, string>,
  told: Told,
  shown: readonly ShownEvent[],
): Call {
  return {
    method: 'POST',
    url: wish.endpoint,
    headers: { ...headers, 'content-type': `${wish.mime}; charset=utf-8` },
    body: notificationText(told, shown, parts.baseUrl, parts.host.now()),
  };
}

/**
 * R4's own manner: an empty POST, or a PUT of the resource below the endpoint. The handshake is an empty POST.
 * @source FHIR R4 (4.0.1) subscription.html#channels
 */
function plainCall(wish: Wish, headers: Record<string, string>, shown: readonly ShownEvent[]): Call {
  const [one] = shown;
  const numbered = { ...headers, [numberHeader]: String(one?.event.number ?? 0) };
  if (one?.focus === undefined || wish.content !== 'full-resource')
    return { method: 'POST', url: wish.endpoint, headers: numbered, body: '' };
  const url = new URL(wish.endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${one.event.type}/${one.focus.fhirId}`;
  return {
    method: 'PUT',
    url: url.href,
    headers: { ...numbered, 'content-type': `${wish.mime}; charset=utf-8` },
    body: one.focus.text,
  };
}
