import helmet from '@fastify/helmet';
import { fastify } from 'fastify';

/** Headers of every answer, as name and value. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** What Sen's pages never use, and no page inside an answer of Sen may. The camera reads cards: Sen's own pages may ask for it. */
const closedFeatures =
  'accelerometer autoplay browsing-topics camera display-capture encrypted-media geolocation gyroscope hid idle-detection magnetometer microphone midi payment picture-in-picture screen-wake-lock serial usb xr-spatial-tracking';

/** Data are never a page: where a browser opens them all the same, nothing in them runs, loads or sends. */
const dataPolicy = "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'";

/**
 * The headers that keep a browser from doing more with an answer than it should, as helmet writes them: for pages, and for data (under
 * /fhir and /api). They are the same for every answer of a server, so helmet is asked once, at start: asked for each request it costs a
 * tenth of a read.
 */
export async function secureHeadersOf(
  publicUrl: string,
): Promise<{ readonly page: Headers; readonly data: Headers }> {
  const secure = publicUrl.startsWith('https://');
  const app = fastify({ logger: false });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(secure && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
  });
  let written: Headers = [];
  app.get('/', (_request, reply) => {
    written = Object.entries(reply.raw.getHeaders()).map(([name, value]) => [name, String(value)] as const);
    return reply.send('');
  });
  await app.inject('/');
  await app.close();
  const features = closedFeatures
    .split(' ')
    .map((name) => (name === 'camera' ? 'camera=(self)' : `${name}=()`))
    .join(', ');
  return {
    page: [...written, ['permissions-policy', features]],
    data: written.map(([name, value]) =>
      name === 'content-security-policy' ? ([name, dataPolicy] as const) : ([name, value] as const),
    ),
  };
}
