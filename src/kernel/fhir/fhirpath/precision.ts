/**
 * precision(): how many digits a number, date or time was given with, none of the separators counted.
 * Source: FHIRPath 2.0.0, section on precision.
 */
export function precisionOf(value: unknown): number | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return numberDigits(text);
  const moment = /^@?(\d{4}(?:-\d\d(?:-\d\d)?)?)?(?:T([\d:.]*))?(?:Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (moment === null) return /^@?T?\d\d:/.test(text) ? digits(text) : undefined;
  return digits(`${moment[1] ?? ''}${moment[2] ?? ''}`);
}

const digits = (text: string): number => text.replaceAll(/\D/g, '').length;

/** A whole number is as exact as it is long; a decimal has the digits behind its point. */
function numberDigits(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? digits(text) : text.length - point - 1;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || (typeof value === 'object' && value !== null))
    return (value as { toString(): string }).toString();
  return undefined;
}
