/** The key by which the index of a person's rows puts them in the order of their time (migration 0070). */

/** The longest time that has a key, in ms: a month as it is written. What matches a range begins no earlier than this before it. */
export const longestKeyed = 31 * 86_400_000;

const half = 2 ** 48;

/** The key of a row as SQL; to the letter that of the index, or the index is not used. @param row alias with its dot */
export function timeKey(row: string): string {
  const date = (at: number): string => `${row}dates[${at}]`;
  return `case when ${date(4)} is distinct from ${date(1)} and ${date(3)} - ${date(2)} between 0 and ${longestKeyed}
    then ((${date(1)}::bigint - 16384) << 49) + ${date(2)}::bigint + ${half} else 9223372036854775807 end`;
}

/** Where the key of a row stands the beginning of its one time. */
export function keyedTime(row: string): string {
  return `${row}dates[2]`;
}

/** The least and the greatest key of one parameter whose times begin within a range, as text for a bigint. Times in ms, or infinite. */
export function keysBetween(tag: number, from: number, to: number): readonly [string, string] {
  const base = ((BigInt(tag) - 16384n) << 49n) + BigInt(half);
  const key = (ms: number): string => String(base + BigInt(Math.min(Math.max(ms, -half), half - 1)));
  return [key(Math.ceil(from)), key(Math.floor(to))];
}
