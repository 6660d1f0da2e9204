import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import { routeOf } from '../../http/caller.ts';
import { runBundle } from '../bundle.ts';
import { deskOf, type RecordHost } from '../desk.ts';
import { readByAddress } from '../read-address.ts';
import { batchOperations, mountModuleOperations } from './module-operations.ts';
import { capabilityStatement } from './capability-statement.ts';
import { definitionId, operationDefinition, operationsOf } from './operation-definitions.ts';
import { isLenient, preferenceOf, queryOf } from './request-facts.ts';
import { demandFormats, speakXml } from './formats.ts';
import type { RouteHost, RouteOptions } from './route-host.ts';
import { mountSearches } from './search-routes.ts';
import { sendAnswer, sendText } from './send.ts';
import { mountExports } from './export-routes.ts';
import { mountExpunge } from './expunge-routes.ts';
import { mountFhirPath } from './fhirpath-route.ts';
import { mountGraphQl } from './graphql-route.ts';
import { mountAuditEvents } from './audit-event-routes.ts';
import { mountBinary } from './binary-route.ts';
import { mountReadOperations } from './read-operations.ts';
import { mountSubscriptions } from './subscription-routes.ts';
import { mountSummary } from './summary-route.ts';
import { terminologyCapabilities } from './terminology-capabilities.ts';
import { mountValidate } from './validate-route.ts';
import { mountViews } from './view-route.ts';
import { mountWrites } from './write-routes.ts';

/** FHIR R4 REST. Bodies stay text: they are cut and stamped, never printed anew. */
export function recordPlugin(record: RecordHost, options: RouteOptions): FastifyPluginAsync {
  return async (app) => {
    const host: RouteHost = {
      ...options,
      record,
      deskFor: (request) => deskOf(record, options.actorOf(request), undefined),
    };
    takeText(app);
    refuseStrangersEarly(app, host);
    app.addHook('preHandler', (request, _reply, done) => {
      if (request.routeOptions.config.ownFormats !== true) demandFormats(request);
      done();
    });
    speakXml(app);
    mountAuditEvents(app, host);
    mountReads(app, host);
    mountSearches(app, host);
    mountDefinitions(app, host);
    mountWrites(app, host);
    mountValidate(app, host);
    mountSummary(app, host);
    mountReadOperations(app, host);
    mountBinary(app, host);
    mountFhirPath(app, host);
    mountViews(app, host);
    mountGraphQl(app, host);
    mountExports(app, host);
    mountExpunge(app, host);
    await mountSubscriptions(app, host);
    mountModuleOperations(app, host);
  };
}

/** A stranger's body is not even read: whatever she sends, the answer is to sign in. Error: access.login-required. */
function refuseStrangersEarly(app: FastifyInstance, host: RouteHost): void {
  app.addHook('onRequest', async (request) => {
    const actor = host.actorOf(request);
    if (actor.kind !== 'anonymous' || request.method === 'GET' || request.method === 'HEAD') return;
    await host.record.audit.append({ actor, action: 'refused', query: routeOf(request), outcome: 'refused' });
    throw new AppError('access.login-required');
  });
}

function takeText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const types = [
    'application/fhir+json',
    'application/json',
    'application/json-patch+json',
    'application/x-www-form-urlencoded',
  ];
  app.addContentTypeParser(types, { parseAs: 'string' }, (_request, body, done) => done(null, body));
}

function mountReads(app: FastifyInstance, host: RouteHost): void {
  const metadata = capabilityStatement(host);
  app.get('/metadata', async (request, reply) => {
    const { mode } = request.query as { mode?: string };
    const text = mode === 'terminology' ? await terminologyCapabilities(host.baseUrl) : metadata;
    return sendText(request, reply, text);
  });

  const read = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const answer = await readByAddress(host.deskFor(request), addressOf(request), host.baseUrl, {
      lenient: isLenient(request),
    });
    return sendAnswer(request, reply, answer);
  };
  app.get('/_history', read);
  for (const url of ['/:type', '/:type/:id', '/:type/:id/_history', '/:type/:id/_history/:version'])
    app.get(url, read);
  app.get('/:type/_history', read);
  app.post('/:type/_search', async (request, reply) => {
    const { type } = request.params as { type: string };
    const query = [queryOf(request), typeof request.body === 'string' ? request.body : ''].filter(
      (part) => part !== '',
    );
    const answer = await readByAddress(host.deskFor(request), `${type}?${query.join('&')}`, host.baseUrl, {
      lenient: isLenient(request),
    });
    return sendAnswer(request, reply, answer);
  });

  const bundle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (typeof request.body !== 'string') throw new AppError('request.invalid');
    const text = await runBundle(
      host.deskFor(request),
      request.body,
      preferenceOf(request) ?? 'minimal',
      host.baseUrl,
      batchOperations(host, host.actorOf(request)),
    );
    return sendText(request, reply, text);
  };
  app.post('/', bundle);
}

/** Definitions of the operations that are mounted; all other OperationDefinitions are read from the store. */
function mountDefinitions(app: FastifyInstance, host: RouteHost): void {
  const definitions = new Map(
    operationsOf(host).map((one) => [definitionId(one), operationDefinition(one, host.baseUrl)]),
  );
  app.get('/OperationDefinition/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    const made = definitions.get(id);
    if (made !== undefined) return sendText(request, reply, made);
    return sendAnswer(
      request,
      reply,
      await readByAddress(
        host.deskFor(request),
        withQuery(request, `OperationDefinition/${id}`),
        host.baseUrl,
      ),
    );
  });
}

/** The path below the base, decoded, with the query as it came. */
function addressOf(request: FastifyRequest): string {
  const { type, id, version } = request.params as { type?: string; id?: string; version?: string };
  const url = request.routeOptions.url ?? '';
  const start = /\/(?::type|_history|Patient|Encounter|Group|Observation)/.exec(url)?.index ?? 0;
  const path = url
    .slice(start)
    .replace(':type', type ?? '')
    .replace(':id', id ?? '')
    .replace(':version', version ?? '');
  return withQuery(request, path);
}

function withQuery(request: FastifyRequest, path: string): string {
  const query = queryOf(request);
  return query === '' ? path : `${path}?${query}`;
}
