/** How fast subscriptions are worked with. */
export interface Pace {
  /** How often changes are looked for without a hint. */
  readonly pollMs: number;
  /** How long a server that died keeps another from running. */
  readonly leaseMs: number;
  /** Wait after the first failure; doubled after each, up to the longest, and shortened by chance by up to a half. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Failures in a row after which a subscription is in error. */
  readonly errorAfter: number;
  /** Failures in a row after which it is off, and what waits is a dead letter. */
  readonly offAfter: number;
}

/** With these a receiver may be away for about three hours before its subscription is turned off. */
export const usualPace: Pace = {
  pollMs: 1000,
  leaseMs: 15_000,
  firstWaitMs: 2000,
  longestWaitMs: 15 * 60_000,
  errorAfter: 3,
  offAfter: 22,
};

/** Wait before the next try after so many failures, ms; random, so that receivers that fell together are not called together. */
export function waitAfter(failures: number, pace: Pace, random: () => number = Math.random): number {
  const whole = Math.min(pace.longestWaitMs, pace.firstWaitMs * 2 ** (failures - 1));
  return Math.round(whole * (0.5 + random() / 2));
}
