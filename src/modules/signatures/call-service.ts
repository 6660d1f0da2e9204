import { createOutgoing, type OutgoingAnswer, type OutgoingCall } from '#platform/http/outgoing.ts';

/**
 * Calls a service that an operator named by command on the machine (a time-stamp authority, a signing provider) through the guard of
 * outgoing calls: one look-up, no redirects, an answer of bounded size in bounded time. The named machine itself may stand inside the
 * house; nothing else inside is reached, wherever its answers point. Error: OutgoingRefused.
 */
export function callService(
  url: string,
  call: Pick<OutgoingCall, 'headers' | 'body' | 'mostBytes' | 'timeoutMs'>,
): Promise<OutgoingAnswer> {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const named = `${host}:${port !== '' ? port : protocol === 'https:' ? '443' : '80'}`;
  return createOutgoing([named]).send({ method: 'POST', url, ...call });
}
