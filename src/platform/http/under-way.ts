import type { FastifyInstance } from 'fastify';
import { AppError } from '#kernel/errors.ts';

/** Calls of one process under way at once; more would only wait, and hold memory meanwhile. */
export const mostUnderWay = 1000;

// A balancer and a monitor must hear how a house is that has no room.
const always = new Set(['/healthz', '/readyz', '/metrics']);

/** Refuses a call (service.busy) while `most` others are under way; it costs microseconds, so that a flood leaves those inside alone. */
export function limitUnderWay(app: FastifyInstance, most: number): void {
  let underWay = 0;
  app.addHook('onRequest', (request, reply, done) => {
    // Who waits for news does nothing meanwhile; how many may, the signals say.
    const { waits } = request.routeOptions.config as { readonly waits?: boolean };
    if (always.has(request.url) || waits === true) {
      done();
      return;
    }
    underWay += 1;
    // Also where the caller hangs up before her answer.
    reply.raw.once('close', () => (underWay -= 1));
    done(underWay > most ? new AppError('service.busy') : undefined);
  });
}
