/**
 * Money of claims as thousandths of a đồng in a bigint: unit prices carry three decimals, amounts two, and sums of thousands
 * of lines must not drift as floating numbers do.
 */
export type Millidong = bigint;

/**
 * Reads a decimal as claims write it ('12345.678', also '-5'); more than three decimals are rounded half away from zero.
 * Undefined where it is no number. A comma is not taken: whether it means thousands or decimals is not known.
 */
export function parseDong(text: string): Millidong | undefined {
  const match = /^([+-]?)(\d{1,15})(?:\.(\d*))?$/.exec(text.trim());
  if (!match) return undefined;
  const decimals = `${match[3] ?? ''}0000`;
  const size = BigInt(match[2]!) * 1000n + BigInt(decimals.slice(0, 3)) + (decimals[3]! >= '5' ? 1n : 0n);
  return match[1] === '-' ? -size : size;
}

/** Exact sum. */
export function sumDong(amounts: Iterable<Millidong>): Millidong {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}

/**
 * `amount` × `numerator` / `denominator`, rounded half away from zero to two decimals, as each line of a claim is.
 * @example scaleDong(parseDong('100.00')!, 80n, 100n) // 80000n
 */
export function scaleDong(amount: Millidong, numerator: bigint, denominator: bigint): Millidong {
  const product = amount * numerator;
  const unit = denominator * 10n;
  const half = product < 0n ? -unit / 2n : unit / 2n;
  return ((product + half) / unit) * 10n;
}

/** Writes an amount as claims do: dot, two decimals ('80000.00'). */
export function claimAmount(amount: Millidong): string {
  const rounded = scaleDong(amount, 1n, 1n) / 10n;
  const size = rounded < 0n ? -rounded : rounded;
  return `${rounded < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

/** Whole đồng, half away from zero: what pages and FHIR Money of Sen carry. */
export function wholeDong(amount: Millidong): number {
  return Number((amount + (amount < 0n ? -500n : 500n)) / 1000n);
}

/**
 * Money as people read it: '1.234.567 ₫', with a space that does not break.
 * @example formatDong(1234567) // '1.234.567 ₫'
 */
export function formatDong(amountDong: number): string {
  const whole = Math.round(Math.abs(amountDong));
  return `${amountDong < 0 && whole !== 0 ? '-' : ''}${String(whole).replace(/\B(?=(\d{3})+$)/g, '.')}\u00a0₫`;
}
