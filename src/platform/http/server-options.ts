import { randomUUID } from 'node:crypto';
import type { FastifyServerOptions } from 'fastify';
import { readTls, type TlsFiles } from './tls.ts';

/** Most bytes of the body of a module's route, unless it says otherwise. */
export const moduleBodyLimit = 1_000_000;

/**
 * How the server listens and how patient it is: 32 kB of headers within 15 s, bodies watched by slow-senders.ts, 65 s of silence on a
 * connection. Throws TlsUnusable.
 * @param isTrusted whether X-Forwarded-* is believed from an address
 */
export function serverOptions(isTrusted: (address: string) => boolean, tls?: TlsFiles): FastifyServerOptions {
  const patience = { headersTimeout: 15_000, connectionsCheckingInterval: 5000, maxHeaderSize: 32_768 };
  const line = tls === undefined ? { http: patience } : { https: { ...patience, ...readTls(tls) } };
  const options: FastifyServerOptions & typeof line = {
    logger: false,
    trustProxy: (address) => isTrusted(address),
    genReqId: (raw) => acceptRequestId(raw.headers['x-request-id']) ?? randomUUID(),
    bodyLimit: moduleBodyLimit,
    // The body's own watch is slow-senders.ts: a large file may take long as long as it moves.
    requestTimeout: 0,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    // Whoever is still connected when the server stops gets her answer.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    clientErrorHandler: (_error, socket) => {
      if (socket.writable)
        socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    },
    ...line,
  };
  return options;
}

/** Another system's id is kept when it is short and plain, so that one call can be followed through both. */
function acceptRequestId(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : undefined;
}
