import type { CodeableConcept, ObservationReferenceRange, Quantity } from '@medplum/fhirtypes';
import type { Flag, Measure } from '../api.ts';

/** A quantity with its range, numbers as they were written. */
export function measureOf(
  quantity: Quantity | undefined,
  ranges: readonly ObservationReferenceRange[] | undefined,
): Measure | undefined {
  if (quantity?.value === undefined) return undefined;
  const range = rangeOf(ranges);
  const unit = quantity.unit ?? quantity.code;
  return {
    value: String(quantity.value),
    ...(quantity.comparator === undefined ? {} : { comparator: quantity.comparator }),
    ...(unit === undefined ? {} : { unit }),
    ...range,
  };
}

/** The range that normal results lie in: the one marked normal, or the only one. */
export function rangeOf(ranges: readonly ObservationReferenceRange[] | undefined): {
  low?: string;
  high?: string;
} {
  const normal =
    ranges?.find(({ type }) => type?.coding?.some(({ code }) => code === 'normal')) ??
    (ranges?.length === 1 ? ranges[0] : undefined);
  return {
    ...(normal?.low?.value === undefined ? {} : { low: String(normal.low.value) }),
    ...(normal?.high?.value === undefined ? {} : { high: String(normal.high.value) }),
  };
}

/** @source HL7 v3 ObservationInterpretation */
const flagOfCode: Readonly<Record<string, Flag>> = {
  H: 'high',
  HU: 'high',
  HX: 'high',
  '>': 'high',
  HH: 'critical-high',
  L: 'low',
  LU: 'low',
  LX: 'low',
  '<': 'low',
  LL: 'critical-low',
  A: 'abnormal',
  AA: 'abnormal',
  POS: 'abnormal',
  DET: 'abnormal',
  R: 'abnormal',
  N: 'normal',
  NEG: 'normal',
  ND: 'normal',
};

/**
 * What the laboratory said about a result; where it said nothing, what its own range says. Without either there is no flag: Sen
 * never judges a value by a range of somebody else's instrument.
 */
export function flagOf(
  interpretations: readonly CodeableConcept[] | undefined,
  measure: Measure | undefined,
): Flag | undefined {
  for (const { coding } of interpretations ?? [])
    for (const { code } of coding ?? []) {
      const said = code === undefined ? undefined : flagOfCode[code];
      if (said !== undefined) return said;
    }
  if (measure === undefined || (measure.low === undefined && measure.high === undefined)) return undefined;
  const value = Number(measure.value);
  if (measure.high !== undefined && value > Number(measure.high)) return 'high';
  if (measure.low !== undefined && value < Number(measure.low)) return 'low';
  return measure.comparator === undefined ? 'normal' : undefined;
}

/** Whether a flag asks for eyes. */
export function isOutOfRange(flag: Flag | undefined): boolean {
  return flag !== undefined && flag !== 'normal';
}

const weights: Readonly<Record<Flag, number>> = {
  'critical-high': 4,
  'critical-low': 4,
  high: 3,
  low: 3,
  abnormal: 2,
  normal: 1,
};

/** The gravest of several flags. */
export function gravest(flags: readonly (Flag | undefined)[]): Flag | undefined {
  let worst: Flag | undefined;
  for (const flag of flags)
    if (flag !== undefined && (worst === undefined || weights[flag] > weights[worst])) worst = flag;
  return worst;
}
