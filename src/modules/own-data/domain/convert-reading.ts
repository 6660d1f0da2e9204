import { kindsOfReading, type ReadingKind } from './reading.ts';

type Conversion = (value: number) => number;
const times =
  (factor: number): Conversion =>
  (value) =>
    value * factor;

/** Grams in a mole of glucose. @source molar mass of C6H12O6, 180.156 g/mol */
const molarMass = 180.156;

/**
 * Units that people, devices and files give, by kind, and how they become the unit of the record.
 * @source UCUM: [lb_av] = 0.45359237 kg, kPa = 7.50061683 mm[Hg], [degF]; Bluetooth GLS 1.0 gives kg/L or mol/L
 */
const conversions: Readonly<Record<ReadingKind, Readonly<Record<string, Conversion>>>> = {
  pressure: { kPa: times(7.500_616_83) },
  pulse: { '1/min': times(1), '{beats}/min': times(1) },
  weight: { g: times(0.001), '[lb_av]': times(0.453_592_37) },
  sugar: {
    'mg/dL': times(10 / molarMass),
    'kg/L': times(1_000_000 / molarMass),
    'mol/L': times(1000),
  },
  temperature: { '[degF]': (value) => ((value - 32) * 5) / 9 },
  oxygen: { '1': times(100) },
};

/** Units in which a kind is taken, that of the record first. */
export function unitsOf(kind: ReadingKind): readonly string[] {
  return [kindsOfReading[kind].ucum, ...Object.keys(conversions[kind])];
}

/**
 * A value in the unit of the record; undefined for a unit that this kind is not measured in. What is in that unit already stays as it is.
 * @example convertReading('sugar', 90, 'mg/dL') // 5
 */
export function convertReading(kind: ReadingKind, value: number, unit: string): number | undefined {
  const { ucum, decimals } = kindsOfReading[kind];
  if (unit === ucum) return value;
  const convert = Object.hasOwn(conversions[kind], unit) ? conversions[kind][unit] : undefined;
  return convert === undefined ? undefined : round(convert(value), decimals);
}

function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
