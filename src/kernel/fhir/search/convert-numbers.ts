import type { PositionValue, QuantityValue } from './index-values.ts';
import { toCanonical, ucumSystem } from './units.ts';

type Json = Readonly<Record<string, unknown>>;
/** The code system of currencies, as Money implies it. */
const currencies = 'urn:iso:std:iso:4217';

/** The range that a comparator opens: '<5' is everything below five. */
function withComparator(value: number, comparator: unknown): { lo: number; hi: number } {
  if (comparator === '<' || comparator === '<=') return { lo: -Infinity, hi: value };
  if (comparator === '>' || comparator === '>=') return { lo: value, hi: Infinity };
  return { lo: value, hi: value };
}

function unitOf(json: Json): { system?: string; code?: string; unit?: string } {
  const { system, code, unit } = json;
  return {
    ...(typeof system === 'string' && { system }),
    ...(typeof code === 'string' && { code }),
    ...(typeof unit === 'string' && { unit }),
  };
}

function fromRange(json: Json): QuantityValue | undefined {
  const low = json['low'] as Json | undefined;
  const high = json['high'] as Json | undefined;
  const lo = typeof low?.['value'] === 'number' ? low['value'] : undefined;
  const hi = typeof high?.['value'] === 'number' ? high['value'] : undefined;
  if (lo === undefined && hi === undefined) return undefined;
  return { value: (lo ?? hi)!, lo: lo ?? -Infinity, hi: hi ?? Infinity, ...unitOf((low ?? high)!) };
}

/** Sampled data is found by what lies between its least and its greatest sample. */
function fromSamples(json: Json): QuantityValue | undefined {
  const origin = json['origin'] as Json | undefined;
  const zero = origin?.['value'];
  if (origin === undefined || typeof zero !== 'number') return undefined;
  const factor = typeof json['factor'] === 'number' ? json['factor'] : 1;
  let lo = Infinity;
  let hi = -Infinity;
  for (const sample of typeof json['data'] === 'string' ? json['data'].split(' ') : []) {
    const value = zero + Number(sample) * factor;
    if (sample === '' || Number.isNaN(value)) continue;
    lo = Math.min(lo, value);
    hi = Math.max(hi, value);
  }
  return lo <= hi ? { value: lo, lo, hi, ...unitOf(origin) } : undefined;
}

/** Adds the number or quantity that an element is: a plain number, Quantity and its kin, Money, Range, SampledData. */
export function addNumbers(value: unknown, type: string, into: QuantityValue[]): void {
  if (typeof value === 'number') into.push({ value, lo: value, hi: value });
  else if (typeof value === 'object' && value !== null) {
    const json = value as Json;
    const whole = type === 'Range' ? fromRange(json) : type === 'SampledData' ? fromSamples(json) : undefined;
    if (whole !== undefined) into.push(withCanonical(whole));
    const number = json['value'];
    if (type === 'Range' || type === 'SampledData' || typeof number !== 'number') return;
    if (type === 'Money') {
      const currency = json['currency'];
      const code = typeof currency === 'string' ? { system: currencies, code: currency } : {};
      into.push({ value: number, lo: number, hi: number, ...code });
    } else
      into.push(
        withCanonical({ value: number, ...withComparator(number, json['comparator']), ...unitOf(json) }),
      );
  }
}

function withCanonical(value: QuantityValue): QuantityValue {
  if (value.system !== ucumSystem || value.code === undefined) return value;
  const canonical = toCanonical(value.code, value);
  return canonical === undefined ? value : { ...value, canonical };
}

/** Adds the place that an element says, if it says latitude and longitude. */
export function addPosition(value: unknown, into: PositionValue[]): void {
  const { latitude, longitude } = value as { latitude?: unknown; longitude?: unknown };
  if (typeof latitude === 'number' && typeof longitude === 'number') into.push({ latitude, longitude });
}
