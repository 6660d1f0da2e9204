import type { FastifyInstance } from 'fastify';

const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const requestHeaders =
  'Authorization, Content-Type, Accept, Accept-Language, If-Match, If-None-Match, If-None-Exist, Prefer, X-Request-Id, Sen-Facility';
const answerHeaders =
  'ETag, Location, Content-Location, Last-Modified, X-Request-Id, WWW-Authenticate, Retry-After';

/**
 * Lets browser pages of registered apps speak with the record from their own origin. They show a token; no cookie ever counts here, so
 * nothing that the person did elsewhere speaks for them. Must stand before whatever asks who calls: a browser's own question beforehand
 * (OPTIONS) carries no token.
 * @source Fetch standard, CORS protocol; SMART App Launch 2.2.0, "Considerations for CORS support"
 */
export function answerAppOrigins(
  scope: FastifyInstance,
  isAppOrigin: (origin: string) => Promise<boolean>,
): void {
  scope.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined) return;
    reply.header('Vary', 'Origin');
    if (!(await isAppOrigin(origin))) return;
    reply
      .header('Access-Control-Allow-Origin', origin)
      .header('Access-Control-Expose-Headers', answerHeaders);
    if (request.method !== 'OPTIONS') return;
    await reply
      .code(204)
      .header('Access-Control-Allow-Methods', methods)
      .header('Access-Control-Allow-Headers', requestHeaders)
      .header('Access-Control-Max-Age', '600')
      .send();
  });
  scope.options('/*', async (_request, reply) => reply.code(204).send());
}
