import { randomUUID } from 'node:crypto';
import type { Log } from '../../context.ts';
import { changeState } from './change-state.ts';
import { collect } from './collect.ts';
import { deliver, dueOf, type DeliverParts } from './deliver.ts';
import { forgetEvents } from './event-rows.ts';
import { listeningOf, type EndReason, type Live } from './live.ts';
import { dropLease, loadSealKey, takeLease } from './runner-row.ts';
import { findSubscription, listSubscriptions, type SubscriptionRow } from './subscription-rows.ts';

/** Works for all subscriptions of an installation, in one server at a time. */
export interface Runner {
  start(): void;
  /** Something was written here that may concern it. */
  touch(): void;
  /** True where something of this type may have to be told; cheap. */
  hears(resourceType: string): boolean;
  /** Finishes the calls under way and lets another server go on. */
  stop(): Promise<void>;
}

interface RunnerParts extends DeliverParts {
  readonly ready: (row: SubscriptionRow) => Promise<Live | EndReason>;
  readonly log: Log | undefined;
}

/** Calls to receivers under way at once. */
const mostCalls = 16;
/** Writes that come close together are told in one round. */
const hurryMs = 25;
const keptMs = 30 * 86_400_000;
const cleanEveryMs = 3_600_000;
const working = ['requested', 'active', 'error'] as const;

/** A runner that has not begun. */
export function createRunner(parts: RunnerParts): Runner {
  const { host, pace, log } = parts;
  const holder = randomUUID();
  const busy = new Map<string, Promise<void>>();
  let heard: ReadonlySet<string> = new Set();
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;
  let hurried = false;
  let stopping = false;
  let holds = false;
  let cleanedAt = 0;

  const run = async (): Promise<void> => {
    const rows = await listSubscriptions(host.database, { states: working });
    if (rows.length === 0) {
      heard = new Set();
      return letGo();
    }
    const cursor = await lease();
    if (cursor === undefined) {
      heard = new Set();
      return;
    }
    const live = await readyAll(rows);
    heard = new Set(live.flatMap(({ matchers }) => matchers.map(({ resourceType }) => resourceType)));
    await collectAll(cursor, live);
    const fresh = await listSubscriptions(host.database, { states: working });
    for (const one of await readyAll(fresh)) callWhereDue(one);
    await clean();
  };

  const lease = async (): Promise<string | undefined> => {
    if (!holds) await loadSealKey(host.database);
    const cursor = await takeLease(host.database, holder, pace.leaseMs);
    holds = cursor !== undefined;
    return cursor;
  };
  const letGo = async (): Promise<void> => {
    if (holds && busy.size === 0) await dropLease(host.database, holder);
    if (busy.size === 0) holds = false;
  };

  const readyAll = async (rows: readonly SubscriptionRow[]): Promise<Live[]> => {
    const live: Live[] = [];
    for (const row of rows) {
      const one = await parts.ready(row);
      if (typeof one !== 'string') live.push(one);
      else {
        log?.warn('subscriptions.ended', { subscription: row.id, reason: one });
        await changeState(host, parts.gate, row, { state: 'off', fault: one });
      }
    }
    return live;
  };

  const collectAll = async (from: string, live: readonly Live[]): Promise<void> => {
    const listening = live.flatMap((one) => listeningOf(one) ?? []);
    let cursor: string | undefined = from;
    while (listening.length > 0 && cursor !== undefined && !stopping) {
      const page = await collect(host, holder, cursor, listening);
      if (page === undefined || page.changes === 0) return;
      parts.counts.add('changes', page.changes);
      parts.counts.add('events', page.events);
      cursor = await lease();
    }
  };

  const callWhereDue = (live: Live): void => {
    const { id } = live.row;
    if (busy.has(id) || busy.size >= mostCalls || stopping || dueOf(live, host.now()) === undefined) return;
    const call = callOn(live)
      .catch((error: unknown) =>
        log?.error('subscriptions.failed', { subscription: id, error: nameOf(error) }),
      )
      .finally(() => {
        busy.delete(id);
        if (busy.size >= mostCalls - 1) touch();
      });
    busy.set(id, call);
  };

  /** One subscription after the other of its notifications, in order, until nothing is due. */
  const callOn = async (first: Live): Promise<void> => {
    let live: Live | undefined = first;
    while (live !== undefined && holds && !stopping) {
      const due = dueOf(live, host.now());
      if (due === undefined || !(await deliver(parts, live, due))) return;
      if (due === 'handshake') touch();
      const row = await findSubscription(host.database, live.row.id);
      const next = row === undefined || row.state === 'off' ? undefined : await parts.ready(row);
      live = typeof next === 'string' ? undefined : next;
    }
  };

  const clean = async (): Promise<void> => {
    const now = host.now().getTime();
    if (now - cleanedAt < cleanEveryMs) return;
    cleanedAt = now;
    await forgetEvents(host.database, new Date(now - keptMs));
    await host.database.query('delete from record.subscription_token where expires < $1::timestamptz', [
      new Date(now).toISOString(),
    ]);
  };

  const tick = (): void => {
    clearTimeout(timer);
    if (stopping || round !== undefined) return;
    hurried = false;
    round = run()
      .catch((error: unknown) => log?.warn('subscriptions.round-failed', { error: nameOf(error) }))
      .finally(() => {
        round = undefined;
        if (!stopping) timer = setTimeout(tick, hurried ? hurryMs : pace.pollMs).unref();
      });
  };
  const touch = (): void => {
    if (timer === undefined || hurried || stopping) return;
    hurried = true;
    if (round !== undefined) return;
    clearTimeout(timer);
    timer = setTimeout(tick, hurryMs).unref();
  };

  return {
    start: () => void (timer = setTimeout(tick, 0)),
    touch,
    hears: (type) => heard.has(type),
    async stop() {
      if (timer === undefined) return;
      stopping = true;
      clearTimeout(timer);
      await round;
      await Promise.all(busy.values());
      if (holds) await dropLease(host.database, holder).catch(() => undefined);
    },
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
