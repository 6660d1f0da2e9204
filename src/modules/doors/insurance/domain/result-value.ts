/** A measured value as a number with its comparator. */
export interface MeasuredValue {
  readonly value: number;
  readonly comparator?: '<' | '<=' | '>' | '>=';
}

/**
 * Reads a result that is a number: '5.4', '5,4', '< 0,5', '>=10'. Undefined for words, ranges and anything not sure ('1/160', '3-5',
 * '1,234' could be a thousand): such a value stays text.
 */
export function measuredValue(text: string): MeasuredValue | undefined {
  const match = /^(<=|>=|<|>|≤|≥)?\s*(-?\d{1,12})(?:([.,])(\d{1,6}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, whole = '', mark, decimals] = match;
  // A comma before exactly three digits may part thousands, unless the whole is zero.
  if (mark === ',' && decimals?.length === 3 && !/^-?0$/.test(whole)) return undefined;
  const value = Number(decimals === undefined ? whole : `${whole}.${decimals}`);
  const comparator = sign === undefined ? undefined : comparators[sign];
  return comparator === undefined ? { value } : { value, comparator };
}

const comparators: Readonly<Record<string, NonNullable<MeasuredValue['comparator']>>> = {
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
  '≤': '<=',
  '≥': '>=',
};
