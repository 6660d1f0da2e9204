import { UcumLhcUtils } from '@lhncbc/ucum-lhc';

/** The system of UCUM codes. */
export const ucumSystem = 'http://unitsofmeasure.org';

/** A unit as a way to base units: dimension 'g1m-3', and value -> value in base units. */
interface Conversion {
  readonly dimension: string;
  readonly toBase: (value: number) => number;
}

/** A quantity in the base units of its dimension. */
export interface CanonicalQuantity {
  readonly dimension: string;
  readonly value: number;
  readonly lo: number;
  readonly hi: number;
}

const mostRemembered = 4000;
const longestUnit = 80;
const known = new Map<string, Conversion | undefined>();

/**
 * A range in the base units of UCUM, so that 5.4 g/L and 540 mg/dL are one. Undefined for a unit that UCUM does not have, for arbitrary
 * units ([iU], which convert to nothing else), and where the conversion does not keep the order of numbers (logarithms do, inverses do not).
 */
export function toCanonical(
  unit: string,
  range: { readonly value: number; readonly lo: number; readonly hi: number },
): CanonicalQuantity | undefined {
  const conversion = conversionOf(unit);
  if (conversion === undefined) return undefined;
  const value = convert(conversion, range.value);
  const lo = convert(conversion, range.lo);
  const hi = convert(conversion, range.hi);
  return lo <= hi ? { dimension: conversion.dimension, value, lo, hi } : undefined;
}

/** Twelve digits are kept: what binary fractions add beyond them differs between two ways to the same number. */
function convert({ toBase }: Conversion, value: number): number {
  return Number.isFinite(value) ? Number(toBase(value).toPrecision(12)) : value;
}

function conversionOf(unit: string): Conversion | undefined {
  if (known.has(unit)) return known.get(unit);
  const made = unit.length > longestUnit ? undefined : readUnit(unit);
  // Units come from outside: what is remembered has an end.
  if (known.size < mostRemembered) known.set(unit, made);
  return made;
}

function readUnit(unit: string): Conversion | undefined {
  const one = baseOf(unit, 1);
  if (one === undefined) return undefined;
  if (!one.isSpecial) return { dimension: one.dimension, toBase: (value) => value * one.value };
  const [zero, two] = [baseOf(unit, 0), baseOf(unit, 2)];
  if (two === undefined) return undefined;
  const step = two.value - one.value;
  // Degrees are a line that does not begin at zero; what is no line (pH, decibel) is asked for each value.
  if (zero !== undefined && Math.abs(one.value - zero.value - step) < 1e-9 * Math.abs(step))
    return { dimension: one.dimension, toBase: (value) => zero.value + value * step };
  return { dimension: one.dimension, toBase: (value) => baseOf(unit, value)?.value ?? Number.NaN };
}

interface Base {
  readonly dimension: string;
  readonly value: number;
  readonly isSpecial: boolean;
}

function baseOf(unit: string, value: number): Base | undefined {
  const { status, magnitude, unitToExp, fromUnitIsSpecial } = UcumLhcUtils.getInstance().convertToBaseUnits(
    unit,
    value,
  );
  if (status !== 'succeeded' || magnitude === undefined || !Number.isFinite(magnitude)) return undefined;
  const dimension = Object.entries(unitToExp ?? {})
    .map(([base, exponent]) => `${base}${exponent}`)
    .toSorted()
    .join('');
  return {
    dimension: dimension === '' ? '1' : dimension,
    value: magnitude,
    isSpecial: fromUnitIsSpecial === true,
  };
}
