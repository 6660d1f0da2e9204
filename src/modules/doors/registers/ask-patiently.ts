import { setTimeout as sleep } from 'node:timers/promises';
import type { Breaker } from './breaker.ts';
import { CallFailed } from './mutual-call.ts';
import type { RegisterFault } from './register.ts';

/** Faults that may be over a moment later. */
const passing: ReadonlySet<RegisterFault> = new Set([
  'unreachable',
  'timeout',
  'busy',
  'broken',
  'unreadable',
]);

/** How often and how soon a call is made again. */
export interface Patience {
  /** 3 unless told. */
  readonly tries?: number;
  /** Before the second try, doubled before each later one, each moved by chance by up to a half; 200 unless told. */
  readonly waitMs?: number;
}

/**
 * Makes a call, again after a pause where that may help, unless the breaker keeps it back. A question changes nothing at the other side, so
 * asking twice is safe. Error: CallFailed.
 */
export async function askPatiently<T>(
  call: () => Promise<T>,
  breaker: Breaker,
  { tries = 3, waitMs = 200 }: Patience = {},
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    if (!breaker.mayCall()) throw new CallFailed('resting');
    try {
      const answer = await call();
      breaker.succeeded();
      return answer;
    } catch (error) {
      breaker.failed();
      if (!(error instanceof CallFailed) || !passing.has(error.fault) || tried >= tries) throw error;
      await sleep(waitMs * 2 ** (tried - 1) * (0.75 + Math.random() / 2));
    }
  }
}
