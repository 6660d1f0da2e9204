import { PgBoss } from 'pg-boss';
import type { Context, Log } from '../context.ts';
import type { AnyJob } from '../module/define-module.ts';
import type { Database, Queryable, Transaction } from '../sql/database.ts';

/** The queue of later work, in schema `jobs` of the same database. */
export interface JobQueue {
  /**
   * Writes one job into the caller's transaction; it runs after the commit, at once where this process works on the queue. The payload
   * must be what the job's schema takes.
   */
  enqueue(target: Queryable | Transaction, job: AnyJob, payload: unknown): Promise<void>;
  /** Takes jobs from now on and keeps the schedules, which are in the time of Vietnam. */
  start(): Promise<void>;
  /** Takes no more, waits up to `timeoutMs` for the jobs under way; what is cut off runs again later. */
  stop(timeoutMs: number): Promise<void>;
}

/** What a queue needs. */
export interface JobQueueOptions {
  readonly database: Database;
  readonly jobs: readonly AnyJob[];
  /** Context for one run, acting as Sen itself, with no transaction open. */
  readonly contextFor: (job: AnyJob, runId: string) => Context;
  readonly log: Log;
  /** How often the queue is looked at for what other processes have put there; 2 s unless told. */
  readonly pollSeconds?: number;
  /** False where another process takes the jobs; this one may still enqueue. */
  readonly working?: boolean;
  /** False where another process keeps the schedules. Several at once do no harm: each time comes once. */
  readonly scheduling?: boolean;
}

const timeZone = 'Asia/Ho_Chi_Minh';
/** A run whose process is silent for this long is given to another one; it is looked for as often. */
const heartbeatSeconds = 30;

/** Makes or brings up to date the tables of the queue; done with the migrations, before anything is enqueued. */
export async function prepareJobTables(database: Database, jobs: readonly AnyJob[]): Promise<void> {
  const boss = newBoss(database, 'preparing');
  await boss.start();
  for (const job of jobs) {
    const options = {
      retryLimit: job.retry.limit,
      retryDelay: job.retry.backoffSeconds,
      retryBackoff: job.retry.limit > 0 && job.retry.backoffSeconds > 0,
      expireInSeconds: 6 * 3600,
      heartbeatSeconds,
    };
    const known = await boss.getQueue(job.name);
    if (known === null) await boss.createQueue(job.name, options);
    else await boss.updateQueue(job.name, options);
    if (job.schedule !== undefined) await boss.schedule(job.name, job.schedule, {}, { tz: timeZone });
  }
  const scheduled = new Set(jobs.filter((job) => job.schedule !== undefined).map((job) => job.name));
  for (const { name } of await boss.getSchedules()) if (!scheduled.has(name)) await boss.unschedule(name);
  await boss.stop({ graceful: false, close: false });
}

/** Opens the queue; prepareJobTables must have run. */
export function createJobQueue(options: JobQueueOptions): JobQueue {
  const { database, jobs, log } = options;
  const boss = newBoss(database, (options.scheduling ?? true) ? 'scheduling' : 'working');
  boss.on('error', (error) => log.warn('jobs.error', { error: error.name }));
  // Sending needs an opened instance, and a command that only enqueues must not start working on the queue.
  let opened: Promise<unknown> | undefined;
  const open = (): Promise<unknown> => (opened ??= boss.start());
  const workers = new Map<string, string>();
  const wake = (name: string): void => {
    const worker = workers.get(name);
    if (worker !== undefined) boss.notifyWorker(worker);
  };

  return {
    async enqueue(target, job, payload) {
      await open();
      const db = { executeSql: (text: string, values?: unknown[]) => target.query<object>(text, values) };
      await boss.send(job.name, job.payload.parse(payload) as object, { db });
      if ('afterCommit' in target) target.afterCommit(() => wake(job.name));
      else wake(job.name);
    },
    async start() {
      if (options.working === false && options.scheduling === false) return;
      await open();
      for (const job of options.working === false ? [] : jobs) {
        const often = { pollingIntervalSeconds: options.pollSeconds ?? 2 };
        const worker = await boss.work(job.name, often, async ([run]) => {
          if (run === undefined) return;
          try {
            await job.run(options.contextFor(job, run.id), job.payload.parse(run.data));
          } catch (error) {
            log.error('jobs.run-failed', { job: job.name, run: run.id, error: (error as Error).name });
            // Only the name: pg-boss keeps the error in its table, and a message could hold a person's data.
            throw new Error((error as Error).name);
          }
        });
        workers.set(job.name, worker);
      }
    },
    async stop(timeoutMs) {
      if (opened !== undefined) await boss.stop({ graceful: true, timeout: timeoutMs, close: false });
    },
  };
}

function newBoss(database: Database, kind: 'preparing' | 'working' | 'scheduling'): PgBoss {
  return new PgBoss({
    db: { executeSql: (text, values) => database.query<object>(text, values) },
    schema: 'jobs',
    migrate: kind === 'preparing',
    createSchema: kind === 'preparing',
    schedule: kind === 'scheduling',
    supervise: kind === 'scheduling',
    superviseIntervalSeconds: heartbeatSeconds,
    monitorIntervalSeconds: heartbeatSeconds,
  });
}
