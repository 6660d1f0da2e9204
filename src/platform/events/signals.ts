import type { Database, Queryable } from '../sql/database.ts';

/** Says to every server at once that something changed; what it is, each reads for itself. May be missed: whoever listens also looks. */
export interface Signals {
  /** Heard after the commit, by whoever listens to the topic on any server. */
  send(q: Queryable, topic: string): Promise<void>;
  /** Begins to listen; undefined where too many do already, or the server stops. */
  listen(topic: string): Ear | undefined;
  /** Wakes everybody who waits. */
  stop(): Promise<void>;
}

/** One who listens. */
export interface Ear {
  /** Nothing that is told after this is missed. */
  readonly ready: Promise<void>;
  /** True once the topic was told since the ear began, false after `ms` or when the server stops. */
  next(ms: number): Promise<boolean>;
  close(): void;
}

const channel = 'sen_signal';
/** Of one server; more look now and then instead. */
export const mostEars = 5000;

/** Opens nothing before somebody listens; then one connection of the server hears for all. */
export function createSignals(database: Database): Signals {
  const ears = new Map<string, Set<() => void>>();
  let count = 0;
  let isStopped = false;
  let line: Promise<{ stop(): Promise<void> }> | undefined;
  const tell = (topic: string): void => {
    for (const wake of ears.get(topic) ?? []) wake();
  };
  return {
    send: async (q, topic) => void (await q.query('select pg_notify($1, $2)', [channel, topic])),
    listen(topic) {
      if (isStopped || count >= mostEars) return undefined;
      line ??= database.listen(channel, tell);
      count += 1;
      let isTold = false;
      let wakeNow = (): void => undefined;
      const wake = (): void => {
        isTold = true;
        wakeNow();
      };
      const group = ears.get(topic) ?? new Set();
      ears.set(topic, group.add(wake));
      const opened = line;
      return {
        ready: opened.then(() => undefined),
        async next(ms) {
          if (!isTold && !isStopped)
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, ms);
              wakeNow = () => {
                clearTimeout(timer);
                resolve();
              };
            });
          return isTold && !isStopped;
        },
        close() {
          if (!group.delete(wake)) return;
          count -= 1;
          if (group.size === 0 && ears.get(topic) === group) ears.delete(topic);
        },
      };
    },
    async stop() {
      isStopped = true;
      for (const topic of ears.keys()) tell(topic);
      await (await line)?.stop();
    },
  };
}
