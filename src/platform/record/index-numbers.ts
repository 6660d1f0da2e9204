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
