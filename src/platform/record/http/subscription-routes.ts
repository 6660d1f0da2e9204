import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import { routeOf } from '../../http/caller.ts';
import { rotateWebhookKey } from '../../http/webhook-keys.ts';
import { isForeignSocket } from '../../http/foreign-origin.ts';
import type { Desk } from '../desk.ts';
import { findRow } from '../rows.ts';
import { refusing } from '../read-record.ts';
import { demand, reachesRow } from '../reach.ts';
import { toldOf } from '../subscriptions/deliver.ts';
import { eventsBetween } from '../subscriptions/event-rows.ts';
import type { Live } from '../subscriptions/live.ts';
import { notificationText, statusOf, type Told } from '../subscriptions/notification.ts';
import { auditShown, showEvents } from '../subscriptions/show-events.ts';
import { drawSocketKey } from '../subscriptions/socket-keys.ts';
import {
  findSubscription,
  listSubscriptions,
  type SubscriptionRow,
} from '../subscriptions/subscription-rows.ts';
import { contents, type Content } from '../subscriptions/subscription.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';
import { operationQuery } from './operation-input.ts';
import type { RouteHost } from './route-host.ts';
import { sendText } from './send.ts';

/** Where sockets are opened, below the base. */
const socketPath = '/$subscription-events';
/** Events that one $events answers. */
const mostEvents = 1000;
/** What a client may say at most: the words that bind a socket. */
const mostSaid = 4096;

/**
 * `$status`, `$events` and `$get-ws-binding-token` of subscriptions, and the socket itself. Each answers about the caller's own
 * subscriptions only.
 * @source HL7 Subscriptions R5 Backport IG 1.1.0, operations
 */
export async function mountSubscriptions(app: FastifyInstance, host: RouteHost): Promise<void> {
  const { subscriptions } = host;
  if (subscriptions === undefined) return;
  for (const method of ['GET', 'POST'] as const) {
    app.route({
      method,
      url: '/Subscription/$status',
      handler: (request, reply) => tellStates(host, request, reply),
    });
    app.route({
      method,
      url: '/Subscription/:id/$status',
      handler: (request, reply) => tellStates(host, request, reply, idOf(request)),
    });
    app.route({
      method,
      url: '/Subscription/:id/$events',
      handler: (request, reply) => tellEvents(host, subscriptions, request, reply),
    });
    app.route({
      method,
      url: '/Subscription/$get-ws-binding-token',
      handler: (request, reply) => giveKey(host, request, reply),
    });
    app.route({
      method,
      url: '/Subscription/:id/$get-ws-binding-token',
      handler: (request, reply) => giveKey(host, request, reply, idOf(request)),
    });
  }
  for (const code of ['signing-secret', 'rotate-signing-secret'] as const)
    app.post(`/Subscription/:id/$${code}`, (request, reply) =>
      giveSecret(host, subscriptions, request, reply, code),
    );
  await app.register(async (scope) => {
    await scope.register(websocket, { options: { maxPayload: mostSaid } });
    // Open to strangers: nothing is told before a key of the caller's own binds the socket.
    const ownOrigin = new URL(host.baseUrl).origin;
    scope.addHook('onRequest', async (request) => {
      if (isForeignSocket(request.headers, ownOrigin)) throw new AppError('request.foreign-origin');
    });
    scope.get(socketPath, { websocket: true, config: { ownFormats: true } }, (socket) =>
      subscriptions.sockets.take(socket),
    );
  });
}

function idOf(request: FastifyRequest): string {
  return (request.params as { id: string }).id;
}

async function tellStates(
  host: RouteHost,
  request: FastifyRequest,
  reply: FastifyReply,
  id?: string,
): Promise<FastifyReply> {
  const desk = await deskOfOwner(host, request);
  const query = new URLSearchParams(operationQuery(request));
  const rows = id === undefined ? await asked(host, desk, query) : [await ownRow(host, desk, id)];
  await desk.audit({ action: 'operation', query: routeOf(request), outcome: 'ok', count: rows.length });
  const entry = rows.map((row) => ({
    fullUrl: `${host.baseUrl}/Subscription/${row.fhir_id}`,
    resource: statusOf(stateOf(row), [], host.baseUrl),
    search: { mode: 'match' },
  }));
  const bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    timestamp: host.record.now().toISOString(),
    total: entry.length,
    ...(entry.length > 0 && { entry }),
  };
  return sendText(request, reply, JSON.stringify(bundle));
}

function stateOf(row: SubscriptionRow): Told {
  const { criteria = '' } = row.resource;
  return {
    subscriptionId: row.fhir_id,
    topic: criteria.includes('/') && !criteria.includes('?') ? criteria : undefined,
    status: row.state,
    type: 'query-status',
    lastNumber: row.last_number,
    content: 'empty',
    fault: row.last_fault ?? row.resource.error,
  };
}

async function tellEvents(
  host: RouteHost,
  subscriptions: Subscriptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const desk = await deskOfOwner(host, request);
  const row = await ownRow(host, desk, idOf(request));
  const live = await subscriptions.ready(row);
  if (typeof live === 'string') throw new AppError('access.denied', { detail: live });
  const query = new URLSearchParams(operationQuery(request));
  const from = numberIn(query, 'eventsSinceNumber') ?? 1;
  const until = numberIn(query, 'eventsUntilNumber') ?? row.last_number;
  const content = contentIn(query, live);
  const events = await eventsBetween(host.record.database, row.id, from, until, mostEvents);
  const shown = await showEvents(host.record, live.owner, events, content);
  await auditShown(host.record, live.owner, row.fhir_id, shown);
  await desk.audit({ action: 'operation', query: routeOf(request), outcome: 'ok', count: events.length });
  const told = toldOf(live, 'query-event', { content });
  return sendText(request, reply, notificationText(told, shown, host.baseUrl, host.record.now()));
}

/** Never more than the subscription itself tells. */
function contentIn(query: URLSearchParams, { wish }: Live): Content {
  const given = query.get('content');
  if (given === null) return wish.content;
  const content = contents.find((one) => one === given);
  if (content === undefined || contents.indexOf(content) > contents.indexOf(wish.content))
    throw invalid('content', {
      vi: `Chỉ nhận: ${contents.slice(0, contents.indexOf(wish.content) + 1).join(', ')}.`,
      en: `Possible here: ${contents.slice(0, contents.indexOf(wish.content) + 1).join(', ')}.`,
    });
  return content;
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  if (!/^\d{1,15}$/.test(given))
    throw invalid(name, { vi: 'Cần một số không âm.', en: 'A number from 0 on is needed.' });
  return Number(given);
}

async function giveKey(
  host: RouteHost,
  request: FastifyRequest,
  reply: FastifyReply,
  id?: string,
): Promise<FastifyReply> {
  const desk = await deskOfOwner(host, request);
  const query = new URLSearchParams(operationQuery(request));
  const rows = id === undefined ? await asked(host, desk, query) : [await ownRow(host, desk, id)];
  const sockets = rows.filter(
    (row) =>
      row.resource.channel?.type === 'websocket' && (row.state === 'active' || row.state === 'requested'),
  );
  if (sockets.length === 0)
    throw invalid('id', {
      vi: 'Không có đăng ký nào qua websocket đang bật.',
      en: 'There is no subscription over websocket that is on.',
    });
  const { key, expires } = await drawSocketKey(
    host.record.database,
    desk.actor.accountId,
    sockets.map((row) => row.id),
    host.record.now(),
  );
  await desk.audit({ action: 'operation', query: routeOf(request), outcome: 'ok', count: sockets.length });
  const parameters = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'token', valueString: key },
      { name: 'expiration', valueDateTime: expires.toISOString() },
      ...sockets.map((row) => ({ name: 'subscription', valueString: row.fhir_id })),
      { name: 'websocket-url', valueUrl: `${host.baseUrl.replace(/^http/, 'ws')}${socketPath}` },
    ],
  };
  return sendText(request, reply, JSON.stringify(parameters));
}

/** The secret by which calls of the caller's own rest-hook are signed; replaced first where that is asked. */
async function giveSecret(
  host: RouteHost,
  subscriptions: Subscriptions,
  request: FastifyRequest,
  reply: FastifyReply,
  code: 'signing-secret' | 'rotate-signing-secret',
): Promise<FastifyReply> {
  const desk = await deskOfOwner(host, request);
  const row = await ownRow(host, desk, idOf(request));
  const { database, now } = host.record;
  if (code === 'rotate-signing-secret') {
    const reach = await desk.reach();
    await refusing(desk, { query: routeOf(request) }, () => demand(reach, 'update', 'Subscription'));
    await rotateWebhookKey(database, row.id, now());
  }
  const keys = await subscriptions.signingKeys(row);
  await desk.audit({ action: 'operation', query: routeOf(request), outcome: 'ok', count: 1 });
  const parameter = keys.flatMap(({ id, secret }, at) => {
    const former = at === 0 ? '' : 'former-';
    return [
      { name: `${former}key-id`, valueString: id },
      { name: `${former}secret`, valueString: secret },
    ];
  });
  return sendText(request, reply, JSON.stringify({ resourceType: 'Parameters', parameter }));
}

/** The caller's own subscriptions, narrowed by `id` and `status`. */
async function asked(host: RouteHost, desk: Desk, query: URLSearchParams): Promise<SubscriptionRow[]> {
  const rows = await listSubscriptions(host.record.database, { accountId: desk.actor.accountId });
  const ids = query.getAll('id').flatMap((id) => id.split(','));
  const states = query.getAll('status').flatMap((state) => state.split(','));
  return rows.filter(
    (row) =>
      (ids.length === 0 || ids.includes(row.fhir_id)) && (states.length === 0 || states.includes(row.state)),
  );
}

/** A subscription of the caller; for everybody else it is not there. */
async function ownRow(host: RouteHost, desk: Desk, id: string): Promise<SubscriptionRow> {
  const stored = await findRow(host.record.database, 'Subscription', id);
  const reach = await desk.reach();
  if (stored !== undefined && (await reachesRow(host.record.database, reach, stored, host.record.now()))) {
    const row = await findSubscription(host.record.database, stored.id);
    if (row !== undefined) return row;
  }
  throw new AppError('record.not-found');
}

async function deskOfOwner(host: RouteHost, request: FastifyRequest): Promise<Desk> {
  const desk = host.deskFor(request);
  const reach = await desk.reach();
  await refusing(desk, { query: routeOf(request) }, () => demand(reach, 'read', 'Subscription'));
  return desk;
}

function invalid(path: string, text: { vi: string; en: string }): AppError {
  return new AppError('request.invalid', { issues: [{ path, text }] });
}
