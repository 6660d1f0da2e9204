import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { summaryOf } from '../summary.ts';
import type { RouteHost } from './route-host.ts';
import { sendText } from './send.ts';

/** `Patient/[id]/$summary`: the International Patient Summary as a document bundle. */
export function mountSummary(app: FastifyInstance, host: RouteHost): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { id } = request.params as { id: string };
    return sendText(request, reply, JSON.stringify(await summaryOf(host.deskFor(request), id, host.baseUrl)));
  };
  app.get('/Patient/:id/$summary', answer);
  app.post('/Patient/:id/$summary', answer);
}
