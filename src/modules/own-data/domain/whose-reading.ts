import type { ReadingKind } from './reading.ts';

/** What was measured last, and when. */
export interface LastReading {
  readonly values: readonly number[];
  readonly at: string;
}

/** By what share a weight changes within a season at most without anybody wondering. Own rule, verify. */
const share = 0.15;
const seasonMs = 92 * 86_400_000;

/**
 * Whether a reading looks like somebody else's of the household: only weight tells people apart well enough. It is asked, never refused.
 */
export function looksLikeAnother(
  kind: ReadingKind,
  values: readonly number[],
  at: string,
  last: LastReading | undefined,
): boolean {
  const [value, known] = [values[0], last?.values[0]];
  if (kind !== 'weight' || value === undefined || known === undefined || known <= 0) return false;
  if (Math.abs(Date.parse(at) - Date.parse(last!.at)) > seasonMs) return false;
  return Math.abs(value - known) / known > share;
}
