import type { FastifyInstance } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import { onThisSite } from './on-this-site.ts';

// A balancer and a monitor in the house ask these without TLS.
const always = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Where people open Sen by https and a proxy does the TLS: what came over plain http is sent on (a page) or refused (anything else, with
 * request.line-open). Calls from this machine itself, with no word of a proxy, are let through.
 * @param isTrusted whether X-Forwarded-* is believed from an address
 */
export function demandSecure(
  app: FastifyInstance,
  publicUrl: string,
  isTrusted: (address: string) => boolean,
): void {
  app.addHook('onRequest', async (request, reply) => {
    const remote = request.raw.socket.remoteAddress ?? '';
    const told = request.raw.headers['x-forwarded-proto'];
    const isLocal = told === undefined && /^(?:127\.|::1$|::ffff:127\.)/.test(remote);
    if (isLocal || (isTrusted(remote) && isHttps(told)) || always.has(request.url)) return undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new AppError('request.line-open');
    return reply.header('Cache-Control', 'no-store').redirect(`${publicUrl}${onThisSite(request.url)}`, 308);
  });
}

/** Every proxy on the way has heard it by TLS. */
function isHttps(told: string | string[] | undefined): boolean {
  return typeof told === 'string' && told.split(',').every((one) => one.trim() === 'https');
}
