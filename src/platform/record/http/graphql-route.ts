import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import { createThreads } from '../expression/threads.ts';
import { answerQuery } from '../graphql/answer.ts';
import { checkSelection } from '../graphql/check-selection.ts';
import { readDocument, wrongQuery, type GraphQuery } from '../graphql/read-document.ts';
import { queryOf } from './request-facts.ts';
import type { RouteHost } from './route-host.ts';

const introspectionMs = 30_000;
const content = 'application/json; charset=utf-8';

/** `$graphql` on the whole store and on one resource; reading only. The schema itself is told to the signed-in only. */
export function mountGraphQl(app: FastifyInstance, host: RouteHost): void {
  const threads = createThreads({ most: 1, mostWaiting: 10 });
  app.addHook('onClose', () => threads.stop());
  app.addContentTypeParser('application/graphql', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const desk = host.deskFor(request);
    if (desk.actor.kind === 'anonymous') {
      await desk.audit({ action: 'refused', query: '$graphql', outcome: 'refused' });
      throw new AppError('access.login-required');
    }
    const { type, id } = request.params as { type?: string; id?: string };
    if (type !== undefined && !isResourceType(type)) throw new AppError('route.not-found');
    const query = readCall(request);
    const send = (text: string): FastifyReply =>
      reply.header('content-type', content).header('cache-control', 'no-store').send(text);
    if (query.introspects) {
      const thread = await threads.acquire(desk.actor.accountId);
      try {
        const { text, variables, operation } = query;
        const operationName = operation.name?.value;
        return send(
          (await thread.ask({ kind: 'introspect', query: text, variables, operationName }, introspectionMs))
            .output as string,
        );
      } finally {
        thread.release();
      }
    }
    checkSelection(query, type ?? 'Query');
    const asked = `$graphql ${query.text} ${JSON.stringify(query.variables)}`;
    await desk.audit({ action: 'operation', query: '$graphql', asked, outcome: 'ok' });
    const one = type === undefined || id === undefined ? undefined : { type, id };
    const { data, errors } = await answerQuery(desk, query, one);
    return send(JSON.stringify({ data, ...(errors.length > 0 && { errors }) }));
  };
  const config = { ownFormats: true };
  for (const url of ['/$graphql', '/:type/:id/$graphql'])
    app.route({ method: ['GET', 'POST'], url, config, handler: answer });
}

/** The query in the address, as JSON ({query, variables, operationName}), or as plain text. */
function readCall(request: FastifyRequest): GraphQuery {
  const address = new URLSearchParams(queryOf(request));
  const body = typeof request.body === 'string' ? request.body : '';
  const plain = String(request.headers['content-type']).startsWith('application/graphql');
  const given = body === '' || plain ? {} : parse(body);
  const query = plain ? body : (given['query'] ?? address.get('query'));
  const variables = given['variables'] ?? parse(address.get('variables') ?? '{}');
  const name = given['operationName'] ?? address.get('operationName') ?? undefined;
  if (
    typeof query !== 'string' ||
    typeof variables !== 'object' ||
    (name !== undefined && typeof name !== 'string')
  )
    throw wrongQuery({ vi: 'Cần query là một văn bản.', en: 'query is needed, as text.' });
  return readDocument(query, (variables ?? {}) as Record<string, unknown>, name);
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json))
      return json as Record<string, unknown>;
  } catch {
    // Told below with what is no object.
  }
  throw wrongQuery({ vi: 'Nội dung phải là JSON có query.', en: 'The content must be JSON with query.' });
}
