import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readByAddress } from '../read-address.ts';
import { isLenient, queryOf } from './request-facts.ts';
import type { RouteHost } from './route-host.ts';
import { sendAnswer } from './send.ts';

/**
 * Searches besides those of one type: over several types, and within a compartment ('/Patient/1/Observation', '/Patient/1/*'); each
 * also by POST _search.
 */
export function mountSearches(app: FastifyInstance, host: RouteHost): void {
  const search = async (
    request: FastifyRequest,
    reply: FastifyReply,
    path: string,
    body: unknown = '',
  ): Promise<FastifyReply> => {
    const query = [queryOf(request), typeof body === 'string' ? body : '']
      .filter((part) => part !== '')
      .join('&');
    const answer = await readByAddress(host.deskFor(request), `${path}?${query}`, host.baseUrl, {
      lenient: isLenient(request),
    });
    return sendAnswer(request, reply, answer);
  };
  const inside = (request: FastifyRequest): string => {
    const { type, id, inner } = request.params as { type: string; id: string; inner: string };
    return `${type}/${id}/${inner}`;
  };
  app.get('/', (request, reply) => search(request, reply, ''));
  app.post('/_search', (request, reply) => search(request, reply, '', request.body));
  app.get('/:type/:id/:inner', (request, reply) => search(request, reply, inside(request)));
  app.post('/:type/:id/:inner/_search', (request, reply) =>
    search(request, reply, inside(request), request.body),
  );
}
