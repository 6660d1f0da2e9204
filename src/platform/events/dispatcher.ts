import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#kernel/errors.ts';
import type { Context, Log } from '../context.ts';
import type { AnyHandler } from '../module/define-module.ts';
import { isWorthRetrying } from '../sql/database-errors.ts';
import type { Database, Transaction } from '../sql/database.ts';
import { hasSettled } from '../sql/settled.ts';
import { findNextEvent, type StoredEvent } from './outbox.ts';

/** Carries events from the outbox to the handlers. */
export interface Dispatcher {
  /** Polls and listens from now on. */
  start(): Promise<void>;
  /** A hint that there is something new; polling finds it anyway. */
  wake(): void;
  /**
   * Delivers until no handler is behind what is committed now; for tests and the demo. An event waits while an older transaction
   * is still open anywhere in the cluster; settle waits with it, up to `patienceMs` (10,000 unless told).
   */
  settle(patienceMs?: number): Promise<void>;
  /** Finishes the events under way. */
  stop(): Promise<void>;
}

/** What a dispatcher needs. */
export interface DispatcherOptions {
  readonly database: Database;
  readonly handlers: readonly AnyHandler[];
  /** Context for one delivery, in the given transaction, acting as Sen itself. */
  readonly contextFor: (handler: AnyHandler, tx: Transaction, requestId: string) => Context;
  readonly log: Log;
  /** How often the outbox is looked at without a hint; 1000 ms unless told. */
  readonly pollMs?: number;
  /** Wait before attempt n+1; 5 s doubled up to an hour unless told. */
  readonly backoffMs?: (attempts: number) => number;
  /** An event that failed this often is a dead letter; 8 unless told. */
  readonly maxAttempts?: number;
}

/** Channel of the hints between processes. */
export const eventChannel = 'sen_events';

/**
 * Delivers each event to each handler at least once, in the order of commit, each delivery in a transaction of its own. (event id,
 * handler name) is recorded in that transaction, so a handler's effect happens once. A handler that fails is tried again later
 * while the following events go on; after the last attempt the event stays in events.failed as a dead letter.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, handlers, log } = options;
  let stopping = false;
  let listener: { stop(): Promise<void> } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const busy = new Map<string, Promise<void>>();
  const again = new Set<string>();

  const drain = async (handler: AnyHandler): Promise<void> => {
    do {
      again.delete(handler.name);
      while (!stopping && ((await deliverNext(options, handler)) || (await retryNext(options, handler))));
    } while (again.has(handler.name) && !stopping);
  };
  const run = (handler: AnyHandler): Promise<void> => {
    const current = busy.get(handler.name);
    if (current !== undefined) {
      again.add(handler.name);
      return current;
    }
    const started = drain(handler)
      .catch((error: unknown) =>
        log.warn('events.delivery-stopped', { handler: handler.name, error: nameOf(error) }),
      )
      .finally(() => busy.delete(handler.name));
    busy.set(handler.name, started);
    return started;
  };
  const wake = (): void => {
    if (!stopping) for (const handler of handlers) void run(handler);
  };

  return {
    wake,
    async start() {
      if (handlers.length === 0) return;
      listener = await database.listen(eventChannel, wake);
      timer = setInterval(wake, options.pollMs ?? 1000);
      wake();
    },
    async settle(patienceMs = 10_000) {
      const until = Date.now() + patienceMs;
      do {
        await Promise.all(handlers.map(run));
        if (!(await isBehind(database, handlers))) return;
        await sleep(20);
      } while (Date.now() < until && !stopping);
    },
    async stop() {
      stopping = true;
      clearInterval(timer);
      await listener?.stop();
      await Promise.all(busy.values());
    },
  };
}

/** Delivers the next event behind the handler's cursor. False when there is none, or another process is at it. */
async function deliverNext(options: DispatcherOptions, handler: AnyHandler): Promise<boolean> {
  return options.database.transaction(async (tx) => {
    await tx.query(
      "INSERT INTO events.cursor (handler, tx, id) VALUES ($1, '0', 0) ON CONFLICT (handler) DO NOTHING",
      [handler.name],
    );
    const { rows } = await tx.query<{ tx: string; id: number }>(
      'SELECT tx::text AS tx, id FROM events.cursor WHERE handler = $1 FOR UPDATE SKIP LOCKED',
      [handler.name],
    );
    const cursor = rows[0];
    if (cursor === undefined) return false;
    const event = await findNextEvent(tx, handler.event.name, cursor);
    // The rows that the event tells of lie on other nodes of a cluster than the event itself.
    if (event === undefined || !(await hasSettled(tx))) return false;
    const error = await handle(options, handler, event, tx);
    if (error !== undefined) await recordFailure(options, handler, event.id, 1, error, tx);
    await tx.query('UPDATE events.cursor SET tx = $2::text::xid8, id = $3 WHERE handler = $1', [
      handler.name,
      event.tx,
      event.id,
    ]);
    return true;
  });
}

/** Tries a failed event whose time has come. */
async function retryNext(options: DispatcherOptions, handler: AnyHandler): Promise<boolean> {
  return options.database.transaction(async (tx) => {
    const { rows } = await tx.query<StoredEvent & { attempts: number }>(
      `SELECT o.id, o.tx::text AS tx, o.payload, o.request_id, f.attempts
       FROM events.failed f JOIN events.outbox o ON o.id = f.event_id
       WHERE f.handler = $1 AND NOT f.dead AND f.next_at <= clock_timestamp()
       ORDER BY f.next_at LIMIT 1 FOR UPDATE OF f SKIP LOCKED`,
      [handler.name],
    );
    const event = rows[0];
    if (event === undefined) return false;
    const error = await handle(options, handler, event, tx);
    if (error === undefined) {
      await tx.query('DELETE FROM events.failed WHERE event_id = $1 AND handler = $2', [
        event.id,
        handler.name,
      ]);
    } else {
      await recordFailure(options, handler, event.id, event.attempts + 1, error, tx);
    }
    return true;
  });
}

/** True while an event that is committed stands behind the cursor of a handler that hears it. */
async function isBehind(database: Database, handlers: readonly AnyHandler[]): Promise<boolean> {
  const { rowCount } = await database.query(
    `SELECT 1 FROM unnest($1::text[], $2::text[]) AS h (handler, name)
     JOIN events.outbox o ON o.name = h.name LEFT JOIN events.cursor c ON c.handler = h.handler
     WHERE c.handler IS NULL OR (o.tx, o.id) > (c.tx, c.id) LIMIT 1`,
    [handlers.map((handler) => handler.name), handlers.map((handler) => handler.event.name)],
  );
  return rowCount > 0;
}

/** Runs the handler in a savepoint; gives its error back, throws only what concerns the whole transaction. */
async function handle(
  options: DispatcherOptions,
  handler: AnyHandler,
  event: StoredEvent,
  tx: Transaction,
): Promise<unknown> {
  try {
    await tx.transaction(async (inner) => {
      const { rowCount } = await inner.query(
        'INSERT INTO events.handled (event_id, handler, at) VALUES ($1, $2, clock_timestamp()) ON CONFLICT DO NOTHING',
        [event.id, handler.name],
      );
      if (rowCount === 0) return;
      const context = options.contextFor(handler, inner, event.request_id);
      await handler.handle(context, handler.event.payload.parse(event.payload));
    });
    return undefined;
  } catch (error) {
    const infrastructure =
      error instanceof AppError && (error.code === 'service.unavailable' || error.code === 'storage.full');
    if (infrastructure || isWorthRetrying(error)) throw error;
    return error ?? new Error('thrown nothing');
  }
}

async function recordFailure(
  options: DispatcherOptions,
  handler: AnyHandler,
  eventId: number,
  attempts: number,
  error: unknown,
  tx: Transaction,
): Promise<void> {
  const waitMs = (options.backoffMs ?? defaultBackoffMs)(attempts);
  const dead = attempts >= (options.maxAttempts ?? 8);
  await tx.query(
    `INSERT INTO events.failed (event_id, handler, attempts, next_at, dead, error)
     VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 millisecond', $5, $6)
     ON CONFLICT (event_id, handler) DO UPDATE SET attempts = excluded.attempts, next_at = excluded.next_at,
       dead = excluded.dead, error = excluded.error`,
    [eventId, handler.name, attempts, waitMs, dead, nameOf(error)],
  );
  const fields = { handler: handler.name, eventId, attempts, error: nameOf(error) };
  if (dead) options.log.error('events.dead-letter', fields);
  else options.log.warn('events.handler-failed', fields);
}

function defaultBackoffMs(attempts: number): number {
  return Math.min(3_600_000, 5000 * 2 ** (attempts - 1));
}

/** A name that holds no person's data: the code of an expected error, the class of another. */
function nameOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
}
