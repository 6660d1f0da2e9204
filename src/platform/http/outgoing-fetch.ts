import { OutgoingRefused, type Outgoing } from './outgoing.ts';

/** Headers that the call itself decides. */
const ownHeaders = new Set(['host', 'content-length', 'connection', 'transfer-encoding']);

/**
 * A `fetch` for libraries that call other systems by themselves (an OpenID provider that loads a client's keys, a client of an outer
 * sign-in). Every call goes through the guard: no inner address, no redirect, one look-up. Methods GET, POST and PUT; bodies are text.
 * Errors: as fetch gives them, a TypeError with the fault as its cause, so that libraries treat it as an unreachable network.
 * @param timeoutMs for one call; 10,000 unless told
 */
export function outgoingFetch(outgoing: Outgoing, timeoutMs?: number): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { method } = request;
    if (method !== 'GET' && method !== 'POST' && method !== 'PUT')
      throw new TypeError('outgoing call: method', { cause: method });
    const headers: Record<string, string> = {};
    request.headers.forEach((value, name) => {
      if (!ownHeaders.has(name)) headers[name] = value;
    });
    const body = method === 'GET' ? undefined : await request.text();
    try {
      const answer = await outgoing.send({
        method,
        url: request.url,
        headers,
        ...(body !== undefined && { body }),
        ...(timeoutMs !== undefined && { timeoutMs }),
      });
      // An answer without a body may not carry one, not even an empty text.
      const isEmpty = answer.status === 204 || answer.status === 205 || answer.status === 304;
      return new Response(isEmpty ? null : answer.body, {
        status: answer.status,
        headers: answer.headers,
      });
    } catch (error) {
      if (error instanceof OutgoingRefused) throw new TypeError(error.message, { cause: error });
      throw error;
    }
  };
}
