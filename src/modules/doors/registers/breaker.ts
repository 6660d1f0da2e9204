/** Keeps a system that fails in peace, and finds out by single calls when it is well again. */
export interface Breaker {
  /** Whether a call may go out now; a `true` after a rest is the one call that tries. */
  readonly mayCall: () => boolean;
  readonly succeeded: () => void;
  readonly failed: () => void;
  readonly isOpen: () => boolean;
}

/** How it judges. */
export interface BreakerOptions {
  /** Failures in a row that open it; 5 unless told. */
  readonly failures?: number;
  /** First rest in ms; each failed try doubles it. 1,000 unless told. */
  readonly restMs?: number;
  /** Longest rest in ms; 60,000 unless told. */
  readonly mostRestMs?: number;
  /** ms since 1970. */
  readonly now?: () => number;
}

/** A circuit breaker: closed, open for a rest, then one call that tries. Others meanwhile are refused at once. */
export function createBreaker(options: BreakerOptions = {}): Breaker {
  const { failures = 5, restMs = 1000, mostRestMs = 60_000, now = Date.now } = options;
  let inARow = 0;
  let rest = restMs;
  let openUntil: number | undefined;
  let trying = false;
  return {
    mayCall() {
      if (openUntil === undefined) return true;
      if (trying || now() < openUntil) return false;
      trying = true;
      return true;
    },
    succeeded() {
      inARow = 0;
      rest = restMs;
      openUntil = undefined;
      trying = false;
    },
    failed() {
      inARow += 1;
      if (openUntil !== undefined) {
        // Calls that set out before it opened come back late; only the one that tried makes the rest longer.
        if (!trying) return;
        rest = Math.min(rest * 2, mostRestMs);
      } else if (inARow < failures) return;
      trying = false;
      openUntil = now() + rest;
    },
    isOpen: () => openUntil !== undefined,
  };
}
