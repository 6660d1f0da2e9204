import { showDecimal } from '#kernel/display/show-number.ts';
import type { Language } from '#kernel/schema.ts';

/** A weight with its sign, one decimal; nothing is plain 0. */
export function showBits(value: number, language: Language): string {
  const rounded = Math.round(value * 10) / 10;
  if (rounded === 0) return '0';
  return `${rounded > 0 ? '+' : ''}${showDecimal(rounded.toFixed(1), language)}`;
}
