import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import { findAsset } from '../pages/assets.ts';
import { smartConfiguration } from '../oidc/smart-configuration.ts';

/**
 * Mounts the OpenID provider, which speaks to Node's own request and response. Its bodies are not read by fastify, and its idea of
 * its own address comes from `publicUrl`, not from what a caller puts into Host.
 */
export async function mountProvider(
  http: FastifyInstance,
  provider: Provider,
  publicUrl: string,
): Promise<void> {
  const answer = provider.callback();
  const { host, protocol } = new URL(publicUrl);
  const hand = (request: FastifyRequest, reply: FastifyReply): void => {
    const { headers } = request.raw;
    headers.host = host;
    headers['x-forwarded-proto'] = protocol.slice(0, -1);
    delete headers['x-forwarded-host'];
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined && name !== 'content-security-policy') reply.raw.setHeader(name, value);
    }
    reply.hijack();
    void answer(request.raw, reply.raw);
  };

  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.route({ method: ['GET', 'POST', 'OPTIONS'], url: '/oidc/*', handler: hand });
    scope.route({ method: ['GET', 'OPTIONS'], url: '/.well-known/openid-configuration', handler: hand });
  });

  http.get('/fhir/.well-known/smart-configuration', async (_request, reply) => {
    void reply.header('access-control-allow-origin', '*').header('cache-control', 'public, max-age=300');
    return smartConfiguration(publicUrl);
  });

  http.get('/oidc/assets/:name', async (request, reply) => {
    const asset = findAsset(request.url.split('?')[0] ?? '');
    if (!asset) return reply.code(404).type('text/plain').send('');
    void reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('x-content-type-options', 'nosniff');
    // Apps read from their own origin how they should look.
    if (asset.contentType === 'application/json') void reply.header('access-control-allow-origin', '*');
    return reply.type(asset.contentType).send(asset.body);
  });
}
