/** What a token stands for, kept for a few seconds so that most requests ask no database. */
export interface TokenCache<T> {
  get(token: string): T | undefined;
  /** `untilMs` (epoch) is where the token itself ends; it is kept no longer than that. */
  set(token: string, value: T, untilMs: number): void;
  clear(): void;
  readonly size: number;
}

/** How long a revoked token may still be believed by another server of the same installation. */
export const cacheMs = 10_000;

/** A cache of at most `limit` tokens; the one not used for longest goes first. All operations take constant time. */
export function createTokenCache<T>(limit = 10_000, clock: () => number = Date.now): TokenCache<T> {
  const entries = new Map<string, { readonly value: T; readonly until: number }>();
  return {
    get(token) {
      const entry = entries.get(token);
      if (!entry) return undefined;
      entries.delete(token);
      if (entry.until <= clock()) return undefined;
      entries.set(token, entry);
      return entry.value;
    },
    set(token, value, untilMs) {
      entries.delete(token);
      entries.set(token, { value, until: Math.min(untilMs, clock() + cacheMs) });
      if (entries.size > limit) entries.delete(entries.keys().next().value ?? '');
    },
    clear: () => entries.clear(),
    get size() {
      return entries.size;
    },
  };
}
