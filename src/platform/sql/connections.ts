import pg from 'pg';
import { AppError } from '#kernel/errors.ts';
import { parserOf } from './column-types.ts';
import { openLane, type Lane } from './lane.ts';
import { followLeader, splitHosts } from './leading-host.ts';
import type { StatementTimes } from './statement-time.ts';

/** All connections to one host. */
interface Connections {
  readonly pool: pg.Pool;
  readonly lanes: { readonly read: Lane; readonly search: Lane; readonly log: Lane };
  /** Waits for the statements under way, then closes every connection. */
  stop(): Promise<void>;
  /** Ends also what is under way: on a host that is cut off it would wait for ever. */
  cut(): void;
}

/** How a host is connected to. */
export interface ConnectionOptions {
  readonly max: number;
  readonly onError: (error: Error) => void;
  readonly times: StatementTimes;
}

/** Where connections come from: one host, or of several the one that takes writes. */
export interface ConnectionSource {
  /** Undefined while nobody knows who takes writes; then `find`. */
  readonly now: Connections | undefined;
  find(): Promise<Connections>;
  url(): Promise<string>;
  /** Looks at an error for a sign that the leader is gone; gives it back. */
  judge(error: unknown): unknown;
  stop(): Promise<void>;
}

/**
 * Opens what `url` names: one host, or several (`one:5432,two:5432`) of which it follows the one that takes writes.
 * @param options.max connections of the pool at most
 */
export function openConnections(url: string, options: ConnectionOptions): ConnectionSource {
  const urls = splitHosts(url);
  if (urls.length > 1) return follow(urls, (one) => connect(one, options));
  const connections = connect(url, options);
  return {
    now: connections,
    find: async () => connections,
    url: async () => url,
    judge: (error) => error,
    stop: () => connections.stop(),
  };
}

function connect(url: string, options: ConnectionOptions): Connections {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 10_000,
    application_name: 'sen',
    types: { getTypeParser: parserOf },
    keepAlive: true,
  });
  const clients = new Set<pg.PoolClient>();
  pool.on('error', options.onError);
  pool.on('connect', (client) => clients.add(client));
  pool.on('remove', (client) => clients.delete(client));
  // A very long record takes longer than a probe, so that searches do not stand before reads.
  const lanes = {
    read: openLane(url, { lines: 2, statementMs: options.times.read, plansOnce: true }),
    search: openLane(url, { lines: 4, statementMs: options.times.search }),
    log: openLane(url, { lines: 2, statementMs: options.times.log }),
  };
  const stop = async (): Promise<void> => {
    await Promise.all([pool.end(), ...Object.values(lanes).map((lane) => lane.stop())]);
  };
  return {
    pool,
    lanes,
    stop,
    cut() {
      // end() of a client with a statement under way closes its socket at once.
      for (const client of clients) void (client as unknown as pg.Client).end().catch(() => undefined);
      void stop().catch(() => undefined);
    },
  };
}

function follow(urls: readonly string[], open: (url: string) => Connections): ConnectionSource {
  let now: Connections | undefined;
  const leader = followLeader(urls, (url) => {
    now?.cut();
    now = open(url);
  });
  return {
    get now() {
      return now;
    },
    async find() {
      const url = await leader.find();
      return (now ??= open(url));
    },
    url: () => leader.find(),
    judge(error) {
      if (error instanceof AppError && error.code === 'service.unavailable') leader.suspect();
      return error;
    },
    async stop() {
      leader.stop();
      await now?.stop();
    },
  };
}
