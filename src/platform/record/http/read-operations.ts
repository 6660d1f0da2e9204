import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readByAddress } from '../read-address.ts';
import { compileMetaChange, metaOf } from '../meta.ts';
import { writeAudited } from '../write-record.ts';
import { operationQuery } from './operation-input.ts';
import { headerOf } from './request-facts.ts';
import type { RouteHost } from './route-host.ts';
import { sendAnswer, sendText } from './send.ts';
import { AppError } from '#kernel/errors.ts';

/** `$everything`, `$lastn`, `$meta`, `$meta-add` and `$meta-delete`. */
export function mountReadOperations(app: FastifyInstance, host: RouteHost): void {
  const read = async (request: FastifyRequest, reply: FastifyReply, path: string): Promise<FastifyReply> => {
    const query = operationQuery(request);
    const address = query === '' ? path : `${path}?${query}`;
    return sendAnswer(request, reply, await readByAddress(host.deskFor(request), address, host.baseUrl));
  };
  const id = (request: FastifyRequest): string => (request.params as { id: string }).id;
  for (const type of ['Patient', 'Encounter', 'Group']) {
    for (const method of ['GET', 'POST'] as const)
      app.route({
        method,
        url: `/${type}/:id/$everything`,
        handler: (request, reply) => read(request, reply, `${type}/${id(request)}/$everything`),
      });
  }
  for (const method of ['GET', 'POST'] as const)
    app.route({
      method,
      url: '/Observation/$lastn',
      handler: (request, reply) => read(request, reply, 'Observation/$lastn'),
    });
  mountMeta(app, host);
}

interface Named {
  readonly type: string;
  readonly id: string;
}

function mountMeta(app: FastifyInstance, host: RouteHost): void {
  app.get('/:type/:id/$meta', async (request, reply) => {
    const { type, id } = request.params as Named;
    const answer = await readByAddress(host.deskFor(request), `${type}/${id}`, host.baseUrl);
    return sendText(request, reply, metaOf(answer.text));
  });
  for (const kind of ['add', 'delete'] as const) {
    app.post(`/:type/:id/$meta-${kind}`, async (request, reply) => {
      const { type, id } = request.params as Named;
      if (typeof request.body !== 'string' || request.body === '') throw new AppError('request.invalid');
      const change = compileMetaChange(kind, request.body);
      const ifMatch = headerOf(request, 'if-match');
      const [outcome] = await writeAudited(host.deskFor(request), [
        {
          method: 'update',
          resourceType: type,
          id,
          change,
          where: '',
          ...(ifMatch !== undefined && { ifMatch }),
        },
      ]);
      return sendText(request, reply, metaOf(outcome!.stored!.text));
    });
  }
}
