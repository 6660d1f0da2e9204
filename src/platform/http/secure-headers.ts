import helmet from '@fastify/helmet';
import { fastify } from 'fastify';

/**
 * The headers that keep a browser from doing more with an answer than it should, as helmet writes them. They are the same for every
 * answer of a server, so helmet is asked once, at start: asked for each request it costs a tenth of a read.
 */
export async function secureHeadersOf(
  publicUrl: string,
): Promise<readonly (readonly [name: string, value: string])[]> {
  const secure = publicUrl.startsWith('https://');
  const app = fastify({ logger: false });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(secure && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
  let written: (readonly [string, string])[] = [];
  app.get('/', (_request, reply) => {
    written = Object.entries(reply.raw.getHeaders()).map(([name, value]) => [name, String(value)] as const);
    return reply.send('');
  });
  await app.inject('/');
  await app.close();
  return written;
}
