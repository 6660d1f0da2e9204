import pg from 'pg';
import { parserOf } from './column-types.ts';

/** Carries the brief statements of many callers together over a few connections. */
export interface Lane {
  /** Runs one statement on one of the connections. Throws as it does; whether it was done on a connection that broke is not known. */
  carry<T>(statement: (client: pg.ClientBase) => Promise<T>): Promise<T>;
  /** Waits for what is under way, then closes the connections. */
  stop(): Promise<void>;
}

interface Line {
  readonly client: pg.Client;
  /** Statements sent and not answered. */
  under: number;
  /** True while statements of this turn are gathered before one write. */
  gathering: boolean;
}

/**
 * Opens the lane; connections are made when first needed. Statements that arrive in one turn of the event loop leave in one write, so
 * that a read costs a share of a system call in place of several, and no caller waits for a connection of her own.
 * A statement waits for those before it on its line: only brief ones belong here, and what waits for the disk has a lane of its own.
 * @param options.lines connections at most
 * @param options.statementMs PostgreSQL stops a statement that runs longer
 * @param options.plansOnce statements are planned once for all values, for lanes whose probes have one sensible plan: where PostgreSQL
 *   guesses that an array will be longer than it is, it plans each of them anew, which takes longer than to run it
 */
export function openLane(
  url: string,
  options: { readonly lines: number; readonly statementMs?: number; readonly plansOnce?: boolean },
): Lane {
  let lines: Line[] = [];
  let stopped = false;

  const open = (): Line => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'sen-lane',
      pipeline: true,
      connectionTimeoutMillis: 10_000,
      ...(options.statementMs !== undefined && { statement_timeout: options.statementMs }),
      ...(options.plansOnce === true && { options: '-c plan_cache_mode=force_generic_plan' }),
      types: { getTypeParser: parserOf },
    } as pg.ClientConfig);
    const line: Line = { client, under: 0, gathering: false };
    const drop = (): void => void (lines = lines.filter((other) => other !== line));
    client.on('error', drop);
    client.on('end', drop);
    // Statements wait in the client until it is connected; where it cannot be, each of them is told.
    client.connect().catch(drop);
    lines.push(line);
    return line;
  };

  const choose = (): Line => {
    const [first, ...rest] = lines;
    if (first === undefined) return open();
    const least = rest.reduce((best, line) => (line.under < best.under ? line : best), first);
    return least.under > 0 && lines.length < options.lines ? open() : least;
  };

  return {
    async carry(statement) {
      if (stopped) throw new Error('Client was closed');
      const line = choose();
      gather(line);
      line.under += 1;
      try {
        return await statement(line.client);
      } finally {
        line.under -= 1;
      }
    },
    async stop() {
      stopped = true;
      await Promise.all(lines.map((line) => line.client.end().catch(() => undefined)));
    },
  };
}

interface Corkable {
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
}

/** Holds writes back until the callbacks of this turn have run. */
function gather(line: Line): void {
  if (line.gathering) return;
  line.gathering = true;
  const { stream } = (line.client as unknown as Corkable).connection;
  stream.cork();
  setImmediate(() => {
    line.gathering = false;
    stream.uncork();
  });
}
