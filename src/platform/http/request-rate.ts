import type { Actor } from '../access/actor.ts';
import { AppError } from '#kernel/errors.ts';

/** Calls a minute: nobody in particular (per address), a person, a connected system. */
export interface RateLimits {
  readonly anonymous: number;
  readonly person: number;
  readonly system: number;
}

/** Limits that leave people and machines alone and stop guessing and floods. */
export const defaultRates: RateLimits = { anonymous: 1200, person: 3000, system: 1_000_000 };

// More callers than this at once share the oldest's place; memory stays bounded under a flood of addresses.
const maxCallers = 50_000;

/**
 * Counts calls per caller in a minute that refills steadily. The returned function throws request.throttled.
 * @param now milliseconds; the process's own clock, not the platform's, which tests freeze
 */
export function limitRate(limits: RateLimits, now: () => number = () => performance.now()) {
  const callers = new Map<string, { left: number; at: number }>();
  return (actor: Actor, address: string): void => {
    const kind = actor.kind === 'platform' ? 'system' : actor.kind;
    const limit = limits[kind];
    const name = kind === 'anonymous' ? `@${address}` : actor.accountId;
    const at = now();
    let caller = callers.get(name);
    if (caller === undefined) {
      if (callers.size >= maxCallers) callers.delete(callers.keys().next().value ?? '');
      caller = { left: limit, at };
      callers.set(name, caller);
    }
    caller.left = Math.min(limit, caller.left + ((at - caller.at) * limit) / 60_000);
    caller.at = at;
    if (caller.left < 1) throw new AppError('request.throttled');
    caller.left -= 1;
  };
}
