import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Serves the built web application: hashed files under /assets for ever, everything else asked anew each time, gzip or brotli
 * where the build left them.
 * @param folder dist/web
 */
export async function serveWeb(app: FastifyInstance, folder: string): Promise<void> {
  // At the first start the build is still under way: the folder is filled while we already answer.
  mkdirSync(folder, { recursive: true });
  await app.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    wildcard: true,
    index: ['index.html'],
    decorateReply: true,
    setHeaders(reply, path) {
      const hashed = path.includes('/assets/');
      void reply.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

/** True when a request that nothing answers is a person opening a page of the web application. */
export function isNavigation(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (/^\/(api|fhir|oidc|exchange|assets|dicomweb|cds-services|\.well-known)(\/|$|\?)/.test(request.url))
    return false;
  return (request.headers.accept ?? '').includes('text/html');
}

/** True where the web application has been built. */
export function hasWeb(folder: string): boolean {
  return existsSync(join(folder, 'index.html'));
}
