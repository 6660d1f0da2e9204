import type { WebSocket } from '@fastify/websocket';
import type { Log } from '../../context.ts';
import type { RecordHost } from '../desk.ts';
import { hintChannel } from './collect.ts';
import type { Counts } from './counts.ts';
import { toldOf } from './deliver.ts';
import { eventsBetween } from './event-rows.ts';
import type { EndReason, Live } from './live.ts';
import { notificationText } from './notification.ts';
import { auditShown, showEvents } from './show-events.ts';
import { openSocketKey } from './socket-keys.ts';
import { findSubscription, markDelivered, markSent, type SubscriptionRow } from './subscription-rows.ts';

/** The sockets of this server. Events come from the table, so that it does not matter which server found them. */
export interface Sockets {
  take(socket: WebSocket): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface SocketParts {
  readonly host: RecordHost;
  readonly baseUrl: string;
  readonly counts: Counts;
  readonly log: Log | undefined;
  readonly ready: (row: SubscriptionRow) => Promise<Live | EndReason>;
  readonly pollMs: number;
}

/** One subscription on one socket. */
interface Binding {
  readonly socket: WebSocket;
  readonly subscription: string;
  /** The last number that was sent on this socket. */
  sent: number;
  sentAt: number;
}

const mostSockets = 1000;
/** A socket that is bound to nothing is closed after this. */
const bindWithinMs = 30_000;
const pingMs = 30_000;
const refusedCode = 1008;
const busyCode = 1013;

/** Sockets that are bound with a key; what happens to a subscription is sent on each. */
export function createSockets(parts: SocketParts): Sockets {
  const { host, counts, log } = parts;
  const bindings = new Map<WebSocket, Binding[]>();
  let listener: { stop(): Promise<void> } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;
  let again = false;

  const bind = async (socket: WebSocket, message: string): Promise<void> => {
    const key = /^bind-with-token[ :]+([\w-]{20,100})\s*$/.exec(message)?.[1];
    const opened = key === undefined ? undefined : await openSocketKey(host.database, key, host.now());
    const rows = await Promise.all(
      (opened?.subscriptions ?? []).map((id) => findSubscription(host.database, id)),
    );
    const own = rows.flatMap((row) =>
      row !== undefined && row.account_id === opened?.accountId && row.state !== 'off' ? [row] : [],
    );
    if (own.length === 0) {
      socket.close(refusedCode, 'unknown or old token');
      return;
    }
    for (const row of own) {
      const live = await parts.ready(row);
      if (typeof live === 'string') continue;
      const known = bindings.get(socket) ?? [];
      if (known.some(({ subscription }) => subscription === row.id)) continue;
      await send(socket, notificationText(toldOf(live, 'handshake'), [], parts.baseUrl, host.now()));
      const binding = { socket, subscription: row.id, sent: row.delivered_number, sentAt: Date.now() };
      bindings.set(socket, [...known, binding]);
    }
    wake();
  };

  /** Sends what is new for a binding; several notifications where there is much. */
  const serve = async (binding: Binding): Promise<void> => {
    const { socket, subscription } = binding;
    for (;;) {
      const row = await findSubscription(host.database, subscription);
      const live = row === undefined || row.state === 'off' ? undefined : await parts.ready(row);
      if (live === undefined || typeof live === 'string') {
        socket.close(refusedCode, 'subscription ended');
        return;
      }
      if (socket.readyState !== socket.OPEN) return;
      const { wish, owner } = live;
      if (binding.sent >= live.row.last_number) return beat(binding, live);
      const events = await eventsBetween(
        host.database,
        subscription,
        binding.sent + 1,
        live.row.last_number,
        wish.maxCount,
      );
      const last = events.at(-1)?.number ?? live.row.last_number;
      if (events.length > 0) {
        const shown = await showEvents(host, owner, events, wish.content);
        await auditShown(host, owner, live.row.fhir_id, shown);
        const told = toldOf(live, 'event-notification');
        await send(socket, notificationText(told, shown, parts.baseUrl, host.now()));
      }
      binding.sent = last;
      binding.sentAt = Date.now();
      counts.add('delivered', events.length);
      await markDelivered(host.database, subscription, last, host.now());
    }
  };

  const beat = async (binding: Binding, live: Live): Promise<void> => {
    const { heartbeatSeconds } = live.wish;
    if (heartbeatSeconds === undefined || Date.now() - binding.sentAt < heartbeatSeconds * 1000) return;
    await send(binding.socket, notificationText(toldOf(live, 'heartbeat'), [], parts.baseUrl, host.now()));
    binding.sentAt = Date.now();
    counts.add('heartbeats', 1);
    await markSent(host.database, binding.subscription, host.now());
  };

  const run = async (): Promise<void> => {
    do {
      again = false;
      const all = [...bindings.values()].flat();
      await Promise.all(
        all.map((binding) =>
          serve(binding).catch((error: unknown) =>
            log?.warn('subscriptions.socket-failed', { error: error instanceof Error ? error.name : '' }),
          ),
        ),
      );
    } while (again);
  };
  const wake = (): void => {
    if (bindings.size === 0) return;
    again = true;
    round ??= run().finally(() => (round = undefined));
  };

  return {
    take(socket) {
      if (bindings.size >= mostSockets) {
        socket.close(busyCode, 'too many sockets');
        return;
      }
      counts.add('sockets', 1);
      bindings.set(socket, []);
      const unbound = setTimeout(() => {
        if (bindings.get(socket)?.length === 0) socket.close(refusedCode, 'not bound');
      }, bindWithinMs).unref();
      let answers = true;
      const pings = setInterval(() => {
        if (!answers) socket.terminate();
        answers = false;
        socket.ping();
      }, pingMs).unref();
      socket.on('pong', () => (answers = true));
      socket.on('message', (data: Buffer) => {
        bind(socket, data.toString('utf8')).catch(() => socket.close(1011, 'failed'));
      });
      socket.on('error', () => socket.terminate());
      socket.on('close', () => {
        clearTimeout(unbound);
        clearInterval(pings);
        if (bindings.delete(socket)) counts.add('sockets', -1);
      });
    },
    async start() {
      listener = await host.database.listen(hintChannel, wake);
      timer = setInterval(wake, parts.pollMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await listener?.stop();
      for (const socket of bindings.keys()) socket.close(1001, 'server stops');
      await round;
    },
  };
}

/** Resolves once the text has left for the network, so that a slow reader is not buried. */
function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve, reject) =>
    socket.send(text, (error) => (error === undefined || error === null ? resolve() : reject(error))),
  );
}
