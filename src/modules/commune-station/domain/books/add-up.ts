import type { Figures } from './figures.ts';

/** Sums of several stations or provinces, figure by figure. People who went to two stations count at both. */
export function addUp(all: readonly Figures[]): Figures {
  const sums: Record<string, number> = {};
  for (const figures of all) for (const [id, n] of Object.entries(figures)) sums[id] = (sums[id] ?? 0) + n;
  return sums;
}
