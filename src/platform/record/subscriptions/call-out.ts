import type { RecordHost } from '../desk.ts';
import { OutgoingRefused, type Outgoing } from '../../http/outgoing.ts';
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
  accountId: string,
  wish: Wish,
  told: Told,
  shown: readonly ShownEvent[],
): Promise<string | undefined> {
  try {
    if (wish.channel === 'email') return await post(parts, wish, told, shown);
    const headers = await headersOf(parts, accountId, wish);
    if (headers === undefined) return 'header';
    return wish.manner === 'r4'
      ? await callPlain(parts, wish, headers, shown)
      : await callBundle(parts, wish, headers, told, shown);
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

async function callBundle(
  parts: CallParts,
  wish: Wish,
  headers: Record<string, string>,
  told: Told,
  shown: readonly ShownEvent[],
): Promise<string | undefined> {
  const answer = await parts.outgoing.send({
    method: 'POST',
    url: wish.endpoint,
    headers: { ...headers, 'content-type': `${wish.mime}; charset=utf-8` },
    body: notificationText(told, shown, parts.baseUrl, parts.host.now()),
    timeoutMs: wish.timeoutSeconds * 1000,
  });
  return judge(answer.status);
}

/**
 * R4's own manner: an empty POST, or a PUT of the resource below the endpoint. The handshake is an empty POST.
 * @source FHIR R4 (4.0.1) subscription.html#channels
 */
async function callPlain(
  { outgoing }: CallParts,
  wish: Wish,
  headers: Record<string, string>,
  shown: readonly ShownEvent[],
): Promise<string | undefined> {
  const timeoutMs = wish.timeoutSeconds * 1000;
  const [one] = shown;
  const numbered = { ...headers, [numberHeader]: String(one?.event.number ?? 0) };
  if (one?.focus === undefined || wish.content !== 'full-resource')
    return judge(
      (await outgoing.send({ method: 'POST', url: wish.endpoint, headers: numbered, timeoutMs })).status,
    );
  const url = new URL(wish.endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${one.event.type}/${one.focus.fhirId}`;
  const answer = await outgoing.send({
    method: 'PUT',
    url: url.href,
    headers: { ...numbered, 'content-type': `${wish.mime}; charset=utf-8` },
    body: one.focus.text,
    timeoutMs,
  });
  return judge(answer.status);
}

function judge(status: number): string | undefined {
  return status >= 200 && status < 300 ? undefined : `http-${status}`;
}
