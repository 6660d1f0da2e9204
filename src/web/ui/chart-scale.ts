/** A straight scale from values to places on the screen. */
export interface Scale {
  readonly place: (value: number) => number;
  /** Round values for grid lines, inside the domain. */
  readonly ticks: readonly number[];
}

/** Steps that people count in. */
const steps = [1, 2, 2.5, 5, 10];

/** Round values that cover [low, high] in about `count` steps. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const span = high - low || Math.abs(high) || 1;
  const raw = span / Math.max(1, count);
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = (steps.find((one) => one * magnitude >= raw) ?? 10) * magnitude;
  const ticks: number[] = [];
  for (let place = Math.ceil(low / step); place * step <= high + step * 1e-9; place++)
    ticks.push(Number((place * step).toPrecision(12)));
  return ticks;
}

/** The value scale of a chart: all values and bounds in sight with a little air, growing upwards. */
export function valueScale(values: readonly number[], height: number, padding: number): Scale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const air = (high - low || Math.abs(high) || 1) * 0.12;
  const from = low >= 0 && low - air < 0 ? 0 : low - air;
  const to = high + air;
  const place = (value: number) => height - padding - ((value - from) / (to - from)) * (height - 2 * padding);
  return { place, ticks: roundTicks(from, to, 4) };
}

/** A time with its label under the chart. */
export interface TimeTick {
  readonly at: number;
  /** 'year' is the first of January, 'month' the first of a month, 'day' a measurement itself. */
  readonly kind: 'year' | 'month' | 'day';
}

/** The time scale of a chart; a single moment stands in the middle. */
export function timeScale(
  times: readonly number[],
  left: number,
  right: number,
): Omit<Scale, 'ticks'> & { readonly ticks: readonly TimeTick[] } {
  const first = Math.min(...times);
  const last = Math.max(...times);
  const place = (time: number) =>
    first === last ? (left + right) / 2 : left + ((time - first) / (last - first)) * (right - left);
  return { place, ticks: timeTicks(first, last, Math.max(2, Math.floor((right - left) / 56))) };
}

const hoursAhead = 7 * 3_600_000;
/** Months between two labels, closest first; from twelve on they are years. */
const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240];

/** Beginnings of years in Việt Nam, or of months where the whole is short; the ends themselves where it is shorter than a month or two. */
export function timeTicks(first: number, last: number, most: number): TimeTick[] {
  const start = new Date(first + hoursAhead);
  const beginning = (month: number) => Date.UTC(start.getUTCFullYear(), month, 1) - hoursAhead;
  for (const step of monthSteps) {
    const ticks: TimeTick[] = [];
    const skipped = step > 12 ? (Math.ceil(start.getUTCFullYear() / (step / 12)) * step) / 12 : undefined;
    let month = skipped === undefined ? 0 : (skipped - start.getUTCFullYear()) * 12;
    for (; beginning(month) <= last; month += step)
      if (beginning(month) >= first)
        ticks.push({ at: beginning(month), kind: month % 12 === 0 ? 'year' : 'month' });
    // A year alone is shorter than a month with its year.
    if (ticks.length > (step < 12 ? most : most * 1.5)) continue;
    if (ticks.length >= 2) return ticks;
    break;
  }
  return first === last
    ? [{ at: first, kind: 'day' }]
    : [
        { at: first, kind: 'day' },
        { at: last, kind: 'day' },
      ];
}
