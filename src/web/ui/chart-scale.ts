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

/** The time scale of a chart; a single moment stands in the middle. */
export function timeScale(times: readonly number[], left: number, right: number): Scale {
  const first = Math.min(...times);
  const last = Math.max(...times);
  const place = (time: number) =>
    first === last ? (left + right) / 2 : left + ((time - first) / (last - first)) * (right - left);
  return { place, ticks: [first, last] };
}
