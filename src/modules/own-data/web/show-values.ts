import { showDecimal, showUnit } from '#kernel/display/show-number.ts';
import type { Language } from '#kernel/schema.ts';

/** '128/82 mmHg', '5,6 mmol/L'. */
export function showValues(values: readonly number[], unit: string, language: Language): string {
  const numbers = values.map((value) => showDecimal(String(value), language)).join('/');
  return `${numbers} ${showUnit(unit, language)}`.trim();
}
