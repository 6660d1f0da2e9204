import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import type { AnyModule } from '../module/define-module.ts';
import type { Database } from '../sql/database.ts';
import type { Metrics } from './metrics.ts';
import { openApi } from './openapi.ts';

/** What the house's own routes show. */
export interface HouseParts {
  readonly database: Database;
  readonly metrics: Metrics;
  readonly modules: readonly AnyModule[];
  readonly metricsToken: string | undefined;
  readonly version: string;
  /** False while the platform is starting or stopping. */
  readonly ready: () => boolean;
}

/** /healthz: the process answers. /readyz: the database does too, and calls are taken. /metrics and /api/openapi.json. */
export function mountHouseRoutes(app: FastifyInstance, parts: HouseParts): void {
  app.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  app.get('/readyz', async (_request, reply) => {
    // Asked again and again while Sen starts: an answer, not an alarm.
    if (!parts.ready()) return reply.code(503).type('text/plain').send('not ready\n');
    await parts.database.query('SELECT 1');
    return reply.type('text/plain').send('ready\n');
  });
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, parts.metricsToken)) throw new AppError('access.denied');
    return reply.type('text/plain; version=0.0.4').send(parts.metrics.print());
  });
  const page = JSON.stringify(openApi(parts.modules, parts.version));
  app.get('/api/openapi.json', async (_request, reply) => reply.type('application/json').send(page));
}

/** From this machine itself (not through a proxy on it), or with the token. */
function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  const given = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
  if (token !== undefined && given.length === token.length) {
    if (timingSafeEqual(Buffer.from(given), Buffer.from(token))) return true;
  }
  const remote = request.raw.socket.remoteAddress ?? '';
  return /^(127\.|::1$|::ffff:127\.)/.test(remote) && request.headers['x-forwarded-for'] === undefined;
}
