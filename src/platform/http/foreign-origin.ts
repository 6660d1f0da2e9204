import type { IncomingHttpHeaders } from 'node:http';

/**
 * True where a browser says that a request began on another site. Asked where a cookie speaks for somebody: forms of the sign-in pages,
 * and websockets. Browsers write Sec-Fetch-Site themselves; older ones write Origin, as 'null' where our pages tell no address to
 * others, and then the form's own token decides. Programs that are no browser send neither.
 * @param ownOrigin scheme, host and port of SEN_PUBLIC_URL
 */
export function isForeign(headers: IncomingHttpHeaders, ownOrigin: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  return origin !== undefined && origin !== 'null' && origin !== ownOrigin;
}

/** The same for a websocket, to which browsers always name the page's origin and never more. */
export function isForeignSocket(headers: IncomingHttpHeaders, ownOrigin: string): boolean {
  return headers.origin !== undefined && headers.origin !== ownOrigin;
}
