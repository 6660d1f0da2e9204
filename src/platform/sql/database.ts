import pg from 'pg';
import { AppError } from '#kernel/errors.ts';
import { hasCitus } from './citus.ts';
import { asAppError, isWorthRetrying } from './database-errors.ts';
import { openConnections } from './connections.ts';
import type { Answer, Queryable, Statement } from './queryable.ts';
import { runStatement } from './run-statement.ts';
import { asStopped, usualTimes } from './statement-time.ts';

export type { Queryable, Statement } from './queryable.ts';

/** An open transaction. */
export interface Transaction extends Queryable {
  /** A savepoint: when `work` throws, only its own statements are undone. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` once the outermost transaction is durable; never when it, or the savepoint around, was undone. */
  afterCommit(work: () => void | Promise<void>): void;
}

/** A PostgreSQL database behind a pool. */
export interface Database extends Queryable {
  /**
   * One transaction. Serialization failures and deadlocks run `work` again from the beginning (up to 6 times), so `work`
   * changes nothing outside the database. Errors: storage.full, service.unavailable; others as PostgreSQL gave them.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Hears NOTIFY on a channel over a connection of its own that reconnects by itself. A hint only: notices may be lost. */
  listen(channel: string, hear: (payload: string) => void): Promise<{ stop(): Promise<void> }>;
  /** Connections: open, idle, and callers that wait for one. */
  pool(): { readonly total: number; readonly idle: number; readonly waiting: number };
  /** Waits for the statements under way, then closes every connection. */
  stop(): Promise<void>;
}

const maxAttempts = 6;

/**
 * Opens a pool. No connection is made before the first statement.
 * @param url postgres:// URL; a unix socket stands in `?host=/folder`; of several hosts (`one:5432,two:5432`) the one that takes writes
 * @param options.max connections at most, 16 unless told
 * @param options.searchMs a search's statement is stopped after so long, 30,000 ms unless told
 * @param options.onError hears that an idle connection broke; the pool replaces it by itself
 */
export function openDatabase(
  url: string,
  options: {
    readonly max?: number;
    readonly searchMs?: number;
    readonly onError?: (error: Error) => void;
  } = {},
): Database {
  const times = { ...usualTimes, ...(options.searchMs !== undefined && { search: options.searchMs }) };
  const source = openConnections(url, {
    max: options.max ?? 16,
    onError: options.onError ?? (() => undefined),
    times,
  });
  let stopping: Promise<void> | undefined;
  let spread: Promise<boolean> | undefined;
  const isSpread = (): Promise<boolean> => {
    spread ??= hasCitus(database).catch((error: unknown) => {
      spread = undefined;
      throw error;
    });
    return spread;
  };

  const database: Database = {
    isSpread,
    async query<Row extends object>(statement: string | Statement, values?: readonly unknown[]) {
      try {
        const { pool, lanes } = source.now ?? (await source.find());
        if (typeof statement === 'string' || statement.lane === undefined) {
          const limitMs =
            typeof statement === 'object' && statement.bounded === true ? times.search : undefined;
          return await runAlone<Row>(pool, statement, values, limitMs);
        }
        const onLane = lanes[statement.lane].carry((client) => runStatement<Row>(client, statement, values));
        return await onLane.catch((error: unknown) => {
          // A broken line tells nothing of the database: the pool does.
          const known = asAppError(error);
          if (!(known instanceof AppError) || known.code !== 'service.unavailable') throw known;
          return runAlone<Row>(pool, statement, values);
        });
      } catch (error) {
        throw source.judge(asStopped(error, statement));
      }
    },
    pool() {
      const pool = source.now?.pool;
      return {
        total: pool?.totalCount ?? 0,
        idle: pool?.idleCount ?? 0,
        waiting: pool?.waitingCount ?? 0,
      };
    },
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const { pool } = source.now ?? (await source.find());
          return await runTransaction(pool, work, isSpread);
        } catch (error) {
          if (attempt >= maxAttempts || !isWorthRetrying(error)) throw source.judge(asAppError(error));
          // Random waits keep two transactions from meeting again at the same place.
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
        }
      }
    },
    listen: (channel, hear) => listen(() => source.url(), channel, hear),
    stop: () => (stopping ??= source.stop()),
  };
  return database;
}

/** Runs one statement on a connection that nobody else has meanwhile. */
async function runAlone<Row extends object>(
  pool: pg.Pool,
  statement: string | Statement,
  values: readonly unknown[] | undefined,
  limitMs?: number,
): Promise<Answer<Row>> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that dies while it is lent out tells only its own listeners.
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    if (limitMs === undefined) return await runStatement<Row>(client, statement, values);
    await client.query(`set statement_timeout = ${Math.floor(limitMs)}`);
    try {
      return await runStatement<Row>(client, statement, values);
    } finally {
      // The next borrower may be a migration that takes hours; a connection that cannot be put back is not lent out again.
      await client.query('reset statement_timeout').catch((failed: Error) => (broken ??= failed));
    }
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

async function runTransaction<T>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<T>,
  isSpread: Queryable['isSpread'],
): Promise<T> {
  const client = await pool.connect();
  const afterCommit: Array<() => void | Promise<void>> = [];
  let broken: Error | undefined;
  // A connection that dies while it is lent out tells only its own listeners.
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  let result: T;
  try {
    await client.query('BEGIN');
    result = await work(openTransaction(client, afterCommit, 0, isSpread));
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => (broken ??= failed));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
  for (const task of afterCommit) await task();
  return result;
}

function openTransaction(
  client: pg.PoolClient,
  afterCommit: Array<() => void | Promise<void>>,
  depth: number,
  isSpread: Queryable['isSpread'],
): Transaction {
  return {
    isSpread,
    query: (statement, values) => runStatement(client, statement, values),
    afterCommit: (task) => void afterCommit.push(task),
    async transaction(work) {
      const savepoint = `s${depth + 1}`;
      const later: typeof afterCommit = [];
      await client.query(`SAVEPOINT ${savepoint}`);
      try {
        const result = await work(openTransaction(client, later, depth + 1, isSpread));
        await client.query(`RELEASE SAVEPOINT ${savepoint}`);
        afterCommit.push(...later);
        return result;
      } catch (error) {
        // On a lost connection this fails too; the first error is the one that tells why.
        await client.query(`ROLLBACK TO SAVEPOINT ${savepoint}`).catch(() => undefined);
        throw error;
      }
    },
  };
}

async function listen(
  url: () => Promise<string>,
  channel: string,
  hear: (payload: string) => void,
): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: await url(),
      application_name: 'sen-listen',
      keepAlive: true,
    });
    let lost = false;
    const reconnect = (): void => {
      if (lost || stopped) return;
      lost = true;
      timer = setTimeout(() => void connect(), 1000);
    };
    next.on('error', reconnect);
    next.on('end', reconnect);
    next.on('notification', (notice) => hear(notice.payload ?? ''));
    client = next;
    try {
      await next.connect();
      await next.query(`LISTEN ${next.escapeIdentifier(channel)}`);
    } catch {
      // Whoever listens polls as well; the next attempt comes in a second.
      reconnect();
    }
  };
  await connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
