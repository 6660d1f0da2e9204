import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import { allIsWell } from '../bundle-text.ts';
import type { Intent, Outcome } from '../write/intent.ts';
import { compilePatch } from '../write/compile-patch.ts';
import { writeAudited } from '../write-record.ts';
import type { RouteHost } from './route-host.ts';
import { headerOf, preferenceOf, queryOf } from './request-facts.ts';
import { httpDate, sendText } from './send.ts';

/** create, update, delete and their conditional forms. */
export function mountWrites(app: FastifyInstance, host: RouteHost): void {
  const write = async (
    request: FastifyRequest,
    reply: FastifyReply,
    intent: Omit<Intent, 'where' | 'resourceType'>,
  ): Promise<FastifyReply> => {
    const { type } = request.params as { type: string };
    const [outcome] = await writeAudited(host.deskFor(request), [
      { ...intent, resourceType: type, where: '' },
    ]);
    return sendOutcome(request, reply, outcome!, host.baseUrl);
  };
  const condition = (request: FastifyRequest): string => {
    const query = conditionIn(queryOf(request));
    if (query === '') throw new AppError('request.invalid');
    return query;
  };

  app.post('/:type', (request, reply) => {
    const given = headerOf(request, 'if-none-exist')?.replace(/^.*\?/, '');
    return write(request, reply, {
      method: 'create',
      text: textOf(request),
      ...(given !== undefined && { condition: given }),
    });
  });
  app.put('/:type/:id', (request, reply) => {
    const { id } = request.params as { id: string };
    const text = textOf(request);
    return write(request, reply, { method: 'update', id, text, ...ifMatch(request), ...onlyNew(request) });
  });
  app.put('/:type', (request, reply) =>
    write(request, reply, {
      method: 'update',
      condition: condition(request),
      text: textOf(request),
      ...ifMatch(request),
      ...onlyNew(request),
    }),
  );
  app.patch('/:type/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    return write(request, reply, {
      method: 'update',
      id,
      change: await patchOf(request),
      ...ifMatch(request),
    });
  });
  app.patch('/:type', async (request, reply) => {
    const by = { condition: condition(request), ...ifMatch(request) };
    return write(request, reply, { method: 'update', change: await patchOf(request), ...by });
  });
  app.delete('/:type/:id', (request, reply) => {
    const { id } = request.params as { id: string };
    return write(request, reply, { method: 'delete', id, ...ifMatch(request) });
  });
  app.delete('/:type', (request, reply) =>
    write(request, reply, { method: 'delete', condition: condition(request), ...ifMatch(request) }),
  );
}

function ifMatch(request: FastifyRequest): { ifMatch?: string } {
  const tag = headerOf(request, 'if-match');
  return tag === undefined ? {} : { ifMatch: tag };
}

/** The parameters of an address that are about the resource, not about the answer. */
function conditionIn(query: string): string {
  return query
    .split('&')
    .filter((part) => part !== '' && !/^_(?:format|pretty)=/.test(part))
    .join('&');
}

/** If-None-Match: * - the caller wants to make something, never to change it. Other tags mean nothing here. */
function onlyNew(request: FastifyRequest): { onlyNew?: true } {
  return headerOf(request, 'if-none-match')?.trim() === '*' ? { onlyNew: true } : {};
}

function patchOf(request: FastifyRequest): Promise<(text: string) => string> {
  const isJsonPatch = headerOf(request, 'content-type')?.trim().startsWith('application/json-patch+json');
  return compilePatch(isJsonPatch === true ? 'json-patch' : 'fhirpath-patch', textOf(request));
}

function textOf(request: FastifyRequest): string {
  if (typeof request.body !== 'string' || request.body === '') throw new AppError('request.invalid');
  return request.body;
}

function sendOutcome(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Outcome,
  baseUrl: string,
): FastifyReply {
  const { stored } = outcome;
  if (stored === undefined) {
    if (outcome.versionId !== undefined) reply.header('etag', `W/"${outcome.versionId}"`);
    if (preferenceOf(request) === 'OperationOutcome') return sendText(request, reply.code(200), allIsWell);
    return reply.code(204).send();
  }
  reply
    .code(outcome.outcome === 'created' ? 201 : 200)
    .header('etag', `W/"${stored.versionId}"`)
    .header('last-modified', httpDate(stored.lastUpdated))
    .header('location', `${baseUrl}/${stored.resourceType}/${stored.id}/_history/${stored.versionId}`);
  const wanted = preferenceOf(request);
  if (wanted === 'minimal') return reply.send();
  return sendText(request, reply, wanted === 'OperationOutcome' ? allIsWell : stored.text);
}
