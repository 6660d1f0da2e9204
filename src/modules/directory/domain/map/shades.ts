/** How many shades there are beside "none": told apart by everybody, since they differ in lightness and not in hue. */
export const shadeCount = 5;

/**
 * The bounds of the shades for a set of values: fifths of those that are above zero. A value is of the first shade whose bound it does not
 * exceed.
 */
export function shadeBounds(values: readonly number[]): readonly number[] {
  const sorted = values.filter((value) => value > 0).toSorted((a, b) => a - b);
  if (sorted.length === 0) return [];
  const bounds = Array.from(
    { length: shadeCount },
    (_, fifth) =>
      sorted[Math.min(sorted.length - 1, Math.ceil(((fifth + 1) * sorted.length) / shadeCount) - 1)]!,
  );
  return [...new Set(bounds)];
}

/** 0 for none, then 1 to 5. */
export function shadeOf(value: number, bounds: readonly number[]): number {
  if (value <= 0) return 0;
  const at = bounds.findIndex((bound) => value <= bound);
  // Few different values are spread from the darkest down, so that one alone is plainly seen.
  return shadeCount - (bounds.length - 1 - (at < 0 ? bounds.length - 1 : at));
}
