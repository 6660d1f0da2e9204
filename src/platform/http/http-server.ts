import type { Server as TlsServer } from 'node:tls';
import {
  fastify,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import type { Log } from '../context.ts';
import type { ContextFactory, Engines } from '../module/context-factory.ts';
import { anonymousActor } from '../access/actors.ts';
import { bearerChallenge } from '../identity/actor-of.ts';
import { Busy } from './busy.ts';
import { actorOf, findActor, rememberActor, routeOf } from './caller.ts';
import { answerError, nameLimit, toAppError } from './error-answer.ts';
import { mountHouseRoutes, type HouseParts } from './house-routes.ts';
import { languageOf } from './language.ts';
import { demandSecure } from './demand-secure.ts';
import { answerAppOrigins } from './app-origins.ts';
import { isForeign } from './foreign-origin.ts';
import { mountRoutes } from './module-routes.ts';
import { limitRate, Throttled, type CallCounter } from './request-rate.ts';
import type { RateTable } from './rates.ts';
import { trafficOf, type Traffic } from './traffic.ts';
import { cutSlowSenders, type SenderPatience } from './slow-senders.ts';
import { createRedirectServer } from './redirect-server.ts';
import { secureHeadersOf } from './secure-headers.ts';
import { moduleBodyLimit, serverOptions } from './server-options.ts';
import { mountStreams } from './stream-routes.ts';
import { tellWithheld } from './tell-withheld.ts';
import { reloadTls, type TlsFiles } from './tls.ts';
import { trustProxies } from './trusted-proxies.ts';
import { limitUnderWay, mostUnderWay } from './under-way.ts';
import { hasWeb, isNavigation, serveWeb } from './web-files.ts';

/** What the server is made of. */
export interface HttpParts extends Omit<HouseParts, 'modules'> {
  readonly engines: Engines;
  readonly contexts: ContextFactory;
  readonly actorOf: (request: FastifyRequest) => Promise<Actor>;
  /** OIDC provider and sign-in pages; mounted at the root. */
  readonly identityPlugin: FastifyPluginAsync;
  /** FHIR REST; mounted at /fhir. */
  readonly recordPlugin: FastifyPluginAsync;
  /** dist/web */
  readonly webFolder: string;
  readonly publicUrl: string;
  readonly log: Log;
  readonly rates?: RateTable;
  /** How many times the usual a connected system may call, by client id. */
  readonly clientFactors?: ReadonlyMap<string, number>;
  readonly patience?: SenderPatience;
  /** An own certificate; without it a proxy in front speaks TLS, or nobody but this machine calls. */
  readonly tls?: TlsFiles;
  /** With an own certificate: a plain port beside it that only sends people on. */
  readonly redirect?: { readonly port: number; readonly host: string };
  /** Addresses from which X-Forwarded-* is believed, besides this machine. */
  readonly trustedProxies?: readonly string[];
  /** Connections at once; 10,000 unless told. */
  readonly mostConnections?: number;
  /** Whether browser pages of an origin may speak with the record; none unless told. */
  readonly isAppOrigin?: (origin: string) => Promise<boolean>;
  /** Calls under way at once; 1000 unless told. */
  readonly mostUnderWay?: number;
  /** True while the server is about to go: each answer asks its caller to come back on another connection. */
  readonly closing?: () => boolean;
}

const fhirBodyLimit = 50_000_000;

/** Puts the whole HTTP side together; nothing listens yet. */
export async function createHttpServer(parts: HttpParts): Promise<FastifyInstance> {
  const isTrusted = trustProxies(parts.trustedProxies ?? []);
  const app = fastify(serverOptions(isTrusted, parts.tls));
  app.server.maxConnections = parts.mostConnections ?? 10_000;
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply =>
    sendError(parts.log, request, reply, error);
  app.setErrorHandler((error, request, reply) => refuse(request, reply, error));
  acceptEmptyJson(app);
  addRequestHooks(app, parts, await secureHeadersOf(parts.publicUrl));
  if (parts.tls !== undefined) tendTls(app, parts, parts.tls);
  else if (parts.publicUrl.startsWith('https://')) demandSecure(app, parts.publicUrl, isTrusted);
  limitUnderWay(app, parts.mostUnderWay ?? mostUnderWay);
  cutSlowSenders(app, parts.patience ?? { everyMs: 10_000, minimumBytes: 1000 }, (request, reply, error) => {
    void refuse(request, reply, error);
  });

  const counter = limitRate(parts.rates, parts.clientFactors);
  parts.metrics.add(() => counter.metrics());
  nameTraffic(app);
  mountHouseRoutes(app, { ...parts, modules: parts.engines.registry.modules });
  await app.register(async (scope) => {
    guardSignIn(scope, counter, new URL(parts.publicUrl).origin);
    await scope.register(parts.identityPlugin);
  });
  await app.register(
    async (scope) => {
      scope.addHook('onRoute', (route) => void (route.bodyLimit ??= fhirBodyLimit));
      if (parts.isAppOrigin !== undefined) answerAppOrigins(scope, parts.isAppOrigin);
      settleActor(scope, parts, counter);
      await scope.register(parts.recordPlugin);
    },
    { prefix: '/fhir' },
  );
  await app.register(async (scope) => {
    settleActor(scope, parts, counter);
    mountRoutes(scope, parts.engines, parts.contexts);
    await mountStreams(scope, parts.engines, parts.contexts);
  });
  await serveWeb(app, parts.webFolder);
  app.setNotFoundHandler(async (request, reply) => {
    if (isNavigation(request) && hasWeb(parts.webFolder)) {
      return reply.header('Cache-Control', 'no-cache').sendFile('index.html');
    }
    return refuse(request, reply, new AppError('route.not-found'));
  });
  return app;
}

/** What an own certificate brings with it: new files are taken up, and the plain port sends people on. */
function tendTls(app: FastifyInstance, parts: HttpParts, files: TlsFiles): void {
  const { redirect, publicUrl, log } = parts;
  const reload = reloadTls(app.server as unknown as TlsServer, files, log);
  app.addHook('onClose', async () => reload.stop());
  if (redirect === undefined) return;
  const plain = createRedirectServer(publicUrl);
  app.addHook('onListen', (done) => {
    plain.once('error', done);
    plain.listen(redirect.port, redirect.host, done);
  });
  app.addHook('onClose', async () => {
    plain.closeAllConnections();
    await new Promise((resolve) => plain.close(resolve));
  });
}

/** An empty body under Content-Type: application/json is an empty input, not an error. */
function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
}

/**
 * In the order of arrival: id, who it is, how much of it; nothing behind this hook runs for an unknown caller. What is answered
 * here is about people, so that no browser or proxy keeps it.
 */
function settleActor(scope: FastifyInstance, parts: HttpParts, counter: CallCounter): void {
  scope.addHook('onRequest', async (request, reply) => {
    reply.header('Cache-Control', 'no-store');
    let actor: Actor;
    try {
      actor = await parts.actorOf(request);
    } catch (error) {
      const nobody = anonymousActor(request.id, languageOf(request.headers['accept-language']));
      rememberActor(request, nobody);
      counter.countAddress(trafficOfRoute(request), request.ip);
      throw error;
    }
    rememberActor(request, actor);
    counter.count(trafficOfRoute(request), actor, request.ip);
  });
}

/** Writes into each route's configuration what kind of call it takes, once, when it is mounted. */
function nameTraffic(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const method = Array.isArray(route.method) ? (route.method[0] ?? 'GET') : route.method;
    route.config = Object.assign(route.config ?? {}, { traffic: trafficOf(method, route.url) });
  });
}

function trafficOfRoute(request: FastifyRequest): Traffic {
  return (request.routeOptions.config as { readonly traffic?: Traffic }).traffic ?? 'read';
}

/**
 * Calls of the sign-in pages and the provider: counted by address, as nobody is known yet, and by their real path, as the provider has one
 * route for all. What a cookie speaks for is taken from our own pages only (request.foreign-origin).
 */
function guardSignIn(scope: FastifyInstance, counter: CallCounter, ownOrigin: string): void {
  scope.addHook('onRequest', async (request) => {
    const traffic = trafficOf(request.method, request.url.split('?')[0] ?? '');
    counter.countAddress(traffic, request.ip);
    if (traffic === 'sign-in' && isForeign(request.headers, ownOrigin))
      throw new AppError('request.foreign-origin');
  });
}

function addRequestHooks(
  app: FastifyInstance,
  parts: HttpParts,
  headers: Awaited<ReturnType<typeof secureHeadersOf>>,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    // On the raw answer, so that what the sign-in provider writes by itself carries them too.
    if (parts.closing?.() === true) reply.raw.setHeader('Connection', 'close');
    // FHIR is always answered through the reply, and an answer whose headers are all known when it begins is quicker written.
    if (request.url.startsWith('/fhir')) for (const [name, value] of headers.data) reply.header(name, value);
    else {
      const isData = request.url.startsWith('/api/') || request.url.startsWith('/dicomweb/');
      for (const [name, value] of isData ? headers.data : headers.page) reply.raw.setHeader(name, value);
    }
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const seconds = reply.elapsedTime / 1000;
    parts.metrics.observe(request.routeOptions.url ?? '*', request.method, reply.statusCode, seconds);
    parts.log.debug('http.request', {
      requestId: request.id,
      route: routeOf(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    });
    done();
  });
}

function sendError(log: Log, request: FastifyRequest, reply: FastifyReply, thrown: unknown): FastifyReply {
  const fhir =
    request.url === '/fhir' || request.url.startsWith('/fhir/') || request.url.startsWith('/fhir?');
  const named = nameLimit(toAppError(thrown), request.routeOptions.bodyLimit ?? moduleBodyLimit, fhir);
  const error = tellWithheld(named, findActor(request));
  const fields = { requestId: request.id, route: routeOf(request), code: error.code, detail: error.detail };
  if (error.code === 'internal.unexpected')
    log.error('http.unexpected', { ...fields, ...causeOf(error.cause) });
  else if (error.kind.alert === true) log.error('http.alert', { ...fields, ...causeOf(error.cause) });
  else log.debug('http.refused', fields);
  if (reply.sent) return reply;
  const language = languageFor(request);
  const answer = answerError(error, { fhir, language, requestId: request.id });
  if (error.code === 'access.login-required') {
    const oauth = error.detail?.startsWith('invalid_') === true ? error.detail : undefined;
    reply.header('WWW-Authenticate', bearerChallenge(oauth));
  }
  if (error.code === 'request.throttled')
    reply.header('Retry-After', String(error instanceof Throttled ? error.seconds : 10));
  if (error.code === 'service.unavailable' || error.code === 'service.busy')
    reply.header('Retry-After', String(error instanceof Busy ? error.seconds : 5));
  // The rest of a body that is too large is not read.
  if (error.code === 'request.too-large' || error.code === 'request.timeout')
    reply.header('Connection', 'close');
  return reply
    .code(answer.status)
    .header('Content-Language', language)
    .header('Cache-Control', 'no-store')
    .type(answer.contentType)
    .send(answer.body);
}

function languageFor(request: FastifyRequest): 'vi' | 'en' {
  const asked = request.headers['accept-language'];
  if (asked !== undefined) return languageOf(asked);
  try {
    return actorOf(request).language;
  } catch {
    // Nobody known yet, nothing asked: Vietnamese.
    return 'vi';
  }
}

/** Where it broke, without the message: PostgreSQL and parsers put values into theirs. */
function causeOf(cause: unknown): object {
  if (!(cause instanceof Error)) return { cause: typeof cause };
  const { code, table, constraint } = cause as { code?: unknown; table?: unknown; constraint?: unknown };
  const frames = (cause.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 12);
  return { cause: cause.name, sqlState: code, table, constraint, stack: frames.join('\n') };
}
