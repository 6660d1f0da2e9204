import { Busy } from '#platform/http/busy.ts';

/** Lets a few in at a time and has some wait; sends others away with a time to come back. */
interface Gate {
  /** Resolves when there is room, with how to leave. Error: service.busy, with a time to come back that spreads those who are sent away. */
  enter(): Promise<() => void>;
}

/** What a gate allows. */
interface GateLimits {
  readonly inside: number;
  readonly waiting: number;
  /** How long somebody waits at most, ms. */
  readonly patienceMs: number;
  /** Those sent away come back within so many seconds, each at a moment of her own. */
  readonly backWithin: number;
  /** Who did not leave by then is taken to have left: a caller may vanish between two steps. ms */
  readonly forgetMs?: number;
}

/** @param random 0 ≤ x < 1 */
export function createGate(limits: GateLimits, random: () => number = Math.random): Gate {
  const { forgetMs = 120_000 } = limits;
  let inside = 0;
  const queue: (() => void)[] = [];
  const admit = (): (() => void) => {
    inside += 1;
    let isInside = true;
    const leave = (): void => {
      if (!isInside) return;
      isInside = false;
      clearTimeout(forget);
      inside -= 1;
      queue.shift()?.();
    };
    const forget = setTimeout(leave, forgetMs);
    forget.unref();
    return leave;
  };
  const busy = (): Busy => new Busy(Math.ceil(3 + random() * limits.backWithin));
  return {
    enter() {
      if (inside < limits.inside) return Promise.resolve(admit());
      if (queue.length >= limits.waiting) return Promise.reject(busy());
      return new Promise((resolve, reject) => {
        const turn = (): void => {
          clearTimeout(impatience);
          resolve(admit());
        };
        const impatience = setTimeout(() => {
          queue.splice(queue.indexOf(turn), 1);
          reject(busy());
        }, limits.patienceMs);
        queue.push(turn);
      });
    },
  };
}

/**
 * When a province is back on the network its devices come together. What they send and what changed goes first; whole downloads wait behind them. So few at
 * once keep the process free for everybody else; the others wait on their side. Of each process.
 */
export const smallSyncs = createGate({ inside: 3, waiting: 60, patienceMs: 10_000, backWithin: 60 });
export const downloads = createGate({ inside: 2, waiting: 20, patienceMs: 15_000, backWithin: 60 });
