/** Magnitudes that have tokens; smaller numbers count as the smallest. */
const least = -12;
const largest = 15;

function parts(value: number): { readonly sign: string; readonly exponent: number; readonly digits: number } {
  const size = Math.abs(value);
  if (size < 10 ** least) return { sign: '0', exponent: 0, digits: 0 };
  const [mantissa, power] = size.toExponential().split('e') as [string, string];
  const exponent = Math.min(Number(power), largest);
  return { sign: value < 0 ? '-' : '+', exponent, digits: Math.floor(Number(mantissa) * 10 + 1e-9) };
}

/** A stored range (a comparator, a Range) has this mark instead: it is looked at whatever is asked. */
export const wideNumber = 'n*';

/** Steps of one power of ten for canonical quantities. */
const steps = 8;
const lowestLevel = -40 * steps;
const highestLevel = 60 * steps;

/** Logarithmic level of a size; what is smaller or larger than any unit's counts as the outermost. */
function levelOf(size: number): number {
  return Math.min(Math.max(Math.floor(Math.log10(size) * steps), lowestLevel), highestLevel);
}

/** The one mark of a quantity in base units: its dimension and its size within a third. */
export function canonicalToken(dimension: string, value: number, lo: number, hi: number): string {
  if (lo !== hi) return `u${dimension}|*`;
  if (value === 0) return `u${dimension}|0`;
  return `u${dimension}|${value < 0 ? '-' : '+'}${levelOf(Math.abs(value))}`;
}

/** Marks of which every quantity of the dimension in [lo, hi] has one. Infinity is allowed. */
export function canonicalRangeTokens(dimension: string, lo: number, hi: number): string[] {
  const into = [`u${dimension}|*`, `u${dimension}|0`];
  const cover = (sign: string, from: number, to: number): void => {
    // A level more on each side, since the same number may come out of two ways with another last digit.
    const first = from <= 0 ? lowestLevel : levelOf(from) - 1;
    const last = to === Infinity ? highestLevel : levelOf(to) + 1;
    for (let level = first; level <= last; level += 1) into.push(`u${dimension}|${sign}${level}`);
  };
  if (hi > 0) cover('+', lo, hi);
  if (lo < 0) cover('-', -hi, -lo);
  return into;
}

/** Two coarse marks of a number: its magnitude, and magnitude with two digits. */
export function numberTokens(value: number): string[] {
  const { sign, exponent, digits } = parts(value);
  return sign === '0' ? ['n0'] : [`n${sign}${exponent}`, `n${sign}${exponent}:${digits}`];
}

/**
 * Texts of which every number in [lo, hi] has at least one; numbers outside may have one too, so callers compare exactly
 * afterwards. Infinity is allowed.
 */
export function numberRangeTokens(lo: number, hi: number): string[] {
  const into: string[] = [];
  if (lo <= 10 ** least && hi >= -(10 ** least)) into.push('n0');
  if (hi > 0) positive('+', Math.max(lo, 10 ** least), hi, into);
  if (lo < 0) positive('-', Math.max(-hi, 10 ** least), -lo, into);
  return into;
}

function positive(sign: string, lo: number, hi: number, into: string[]): void {
  if (hi < lo) return;
  const low = parts(lo);
  const high = hi === Infinity ? { exponent: largest, digits: 99 } : parts(hi);
  for (let exponent = low.exponent; exponent <= high.exponent; exponent += 1) {
    const first = exponent === low.exponent ? low.digits : 10;
    const last = exponent === high.exponent ? high.digits : 99;
    if (first === 10 && last === 99) into.push(`n${sign}${exponent}`);
    else for (let digits = first; digits <= last; digits += 1) into.push(`n${sign}${exponent}:${digits}`);
  }
}
