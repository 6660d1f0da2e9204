import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode, type ErrorIssue } from '#kernel/errors.ts';
import type { Task, TaskAnswer } from './tasks.ts';

/** A thread that works for one caller at a time. */
export interface Thread {
  /**
   * Gives a task and waits. Past its deadline the thread is ended, whatever it is doing.
   * Errors: those of the task; fhirpath.too-costly past the deadline or out of memory.
   */
  ask(task: Task, deadlineMs: number): Promise<TaskAnswer>;
  /** Gives the thread back. */
  release(): void;
}

export interface Threads {
  /**
   * Waits for a free thread. One caller never holds the last one, where there are several, and only a share of the places to wait.
   * Error: request.throttled where too many wait already.
   * @param caller whom it is for: the account
   */
  acquire(caller: string): Promise<Thread>;
  stop(): Promise<void>;
}

/** What comes back from a thread. */
export type Reply =
  | { readonly ready: true }
  | { readonly answer: TaskAnswer }
  | { readonly code: ErrorCode; readonly issues: readonly ErrorIssue[] };

const script = new URL('./work.ts', import.meta.url);
/** Milliseconds for a thread to load what it runs; what a caller asked begins to count after that. */
const startMs = 60_000;
const memory = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };

/**
 * Threads in which expressions of callers run: one that never ends, eats memory or backtracks for ever is cut off without the
 * server feeling it. Started at first use, ended when idle.
 */
export function createThreads(options: {
  readonly most: number;
  readonly mostWaiting: number;
  readonly idleMs?: number;
}): Threads {
  const idle: Worker[] = [];
  const waiting: { readonly caller: string; readonly go: (thread: Thread) => void }[] = [];
  const held = new Map<string, number>();
  const mostOfOne = Math.max(1, options.most - 1);
  const mostWaitingOfOne = Math.ceil(options.mostWaiting / 4);
  let taken = 0;
  let stopped = false;
  const timers = new Map<Worker, NodeJS.Timeout>();

  const mayTake = (caller: string): boolean => taken < options.most && (held.get(caller) ?? 0) < mostOfOne;
  const take = (caller: string): Thread => {
    taken += 1;
    held.set(caller, (held.get(caller) ?? 0) + 1);
    const kept = idle.pop();
    if (kept !== undefined) clearTimeout(timers.get(kept));
    return threadOf(kept, (worker) => giveBack(caller, worker));
  };
  const giveBack = (caller: string, worker: Worker | undefined): void => {
    taken -= 1;
    const left = (held.get(caller) ?? 1) - 1;
    if (left === 0) held.delete(caller);
    else held.set(caller, left);
    if (worker !== undefined && !stopped) {
      idle.push(worker);
      const timer = setTimeout(() => {
        idle.splice(idle.indexOf(worker), 1);
        timers.delete(worker);
        void worker.terminate();
      }, options.idleMs ?? 30_000);
      timers.set(worker, timer.unref());
    } else void worker?.terminate();
    const next = waiting.findIndex((one) => mayTake(one.caller));
    const [first] = next < 0 ? [] : waiting.splice(next, 1);
    first?.go(take(first.caller));
  };

  return {
    async acquire(caller) {
      if (mayTake(caller)) return take(caller);
      const own = waiting.filter((one) => one.caller === caller).length;
      if (waiting.length >= options.mostWaiting || own >= mostWaitingOfOne)
        throw new AppError('request.throttled');
      return new Promise((go) => waiting.push({ caller, go }));
    },
    async stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(idle.splice(0).map((worker) => worker.terminate()));
    },
  };
}

function startWorker(): Worker {
  const worker = new Worker(script, { resourceLimits: memory, stdout: true, stderr: true, env: {} });
  // Libraries warn on the console in words that may quote data; nobody reads them.
  worker.stdout.resume();
  worker.stderr.resume();
  worker.unref();
  return worker;
}

function threadOf(kept: Worker | undefined, giveBack: (worker: Worker | undefined) => void): Thread {
  let worker = kept;
  let isReady = kept !== undefined;
  let released = false;
  return {
    ask(task, deadlineMs) {
      const asked = (worker ??= startWorker());
      return new Promise((resolve, reject) => {
        const end = (): void => {
          clearTimeout(timer);
          asked.off('message', hear).off('error', fail).off('exit', fail);
        };
        const hear = (reply: Reply): void => {
          if ('ready' in reply) {
            isReady = true;
            clearTimeout(timer);
            timer = setTimeout(fail, deadlineMs);
            return;
          }
          end();
          if ('answer' in reply) resolve(reply.answer);
          else reject(new AppError(reply.code, { issues: reply.issues }));
        };
        const fail = (): void => {
          end();
          worker = undefined;
          isReady = false;
          asked.on('error', () => undefined);
          void asked.terminate();
          reject(new AppError('fhirpath.too-costly'));
        };
        let timer = setTimeout(fail, isReady ? deadlineMs : startMs);
        asked.on('message', hear).on('error', fail).on('exit', fail);
        asked.postMessage(task);
      });
    },
    release() {
      if (released) return;
      released = true;
      giveBack(worker);
    },
  };
}
