/** Wrong passwords that cost nothing: people mistype. */
export const freeFailures = 4;

/** The longest wait. Short enough that nobody is locked out for good, long enough that guessing is hopeless. */
export const longestWaitMs = 15 * 60 * 1000;

/** A failure older than this no longer counts. */
export const memoryMs = 12 * 60 * 60 * 1000;

/** What is remembered about one name tried from one place. */
export interface Attempts {
  readonly failures: number;
  readonly failedAt: Date;
  readonly blockedUntil: Date;
}

/**
 * How long the next try must wait after so many wrong passwords in a row: nothing for the first four, then 15 seconds, doubling to
 * a quarter of an hour. In a day that leaves an attacker about a hundred tries at one name from one place.
 */
export function waitAfter(failures: number): number {
  if (failures <= freeFailures) return 0;
  return Math.min(longestWaitMs, 15_000 * 2 ** (failures - freeFailures - 1));
}

/** Milliseconds until the next try is looked at; 0 when now. */
export function remainingWait(attempts: Attempts | undefined, now: Date): number {
  return attempts ? Math.max(0, attempts.blockedUntil.getTime() - now.getTime()) : 0;
}

/** What to remember after one more wrong password. */
export function afterFailure(attempts: Attempts | undefined, now: Date): Attempts {
  const isFresh = attempts !== undefined && now.getTime() - attempts.failedAt.getTime() < memoryMs;
  const failures = (isFresh ? attempts.failures : 0) + 1;
  return { failures, failedAt: now, blockedUntil: new Date(now.getTime() + waitAfter(failures)) };
}

/**
 * The place a try comes from: the address, for IPv6 its /64, since one subscriber holds all of that. A browser that has signed in to
 * this account before counts as a place of its own, so that strangers behind the same address (a hospital, a mobile network) cannot
 * lock its owner out by guessing.
 */
export function sourceOf(address: string, knownBrowser: string | undefined): string {
  if (knownBrowser !== undefined) return `browser:${knownBrowser}`;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/u.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail = ''] = address.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail.split(':').filter(Boolean);
  const zeros = address.includes('::')
    ? Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
    : [];
  return `${[...front, ...zeros, ...back].slice(0, 4).join(':')}::/64`;
}
