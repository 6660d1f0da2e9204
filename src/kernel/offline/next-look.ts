/** How the last look at the centre ended. */
interface LookEnd {
  /** `busy`: the centre was there and could not. */
  readonly how: 'fine' | 'none' | 'busy';
  /** How many looks in a row ended busy, this one counted. */
  readonly busyInRow: number;
  /** When the centre said to come back, ms. */
  readonly retryAfterMs?: number | undefined;
}

/** Between two looks while nothing happens. */
const usualMs = 60_000;
const firstPauseMs = 10_000;
const longestPauseMs = 300_000;

/**
 * When a device looks at the centre again, in ms. Each at a moment of its own, so that devices which lost the network together do not come together; a busy
 * centre is left alone longer each time, and at least as long as it said.
 * @param random 0 ≤ x < 1
 */
export function nextLook({ how, busyInRow, retryAfterMs = 0 }: LookEnd, random: number): number {
  if (how !== 'busy') return usualMs * (0.8 + 0.4 * random);
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** (Math.max(1, busyInRow) - 1));
  return Math.max(pause, Math.min(retryAfterMs, longestPauseMs)) * (1 + 0.5 * random);
}

/** How long a device waits after the network came back before it asks: a whole province comes back in one moment. ms */
export const settlingMs = (random: number): number => 3000 * random;
