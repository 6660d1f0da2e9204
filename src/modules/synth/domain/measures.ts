import { rangeFor, type LabRange } from '#kernel/terminology/lab-tests.ts';
import type { StoryTest } from './catalogue.ts';
import type { Person } from './person.ts';
import type { Random } from './random.ts';

/** One value of a laboratory test. */
export interface StoryResult {
  readonly loinc: string;
  readonly name: string;
  readonly unit: string;
  readonly value: string;
  /** '' in range, 'H', 'L' or 'A'. */
  readonly flag: string;
  /** '3.9-6.4' as reports print it. */
  readonly range: string;
}

/** Vital signs of one visit, in the units of their LOINC codes. */
export interface VitalValues {
  readonly systolic?: number;
  readonly diastolic?: number;
  readonly pulse: number;
  readonly temperature: number;
  readonly breaths: number;
  readonly saturation: number;
  readonly weightKg: number;
  readonly heightCm?: number;
}

/** What a measurement depends on. */
export interface Condition {
  readonly person: Person;
  /** Whole years. */
  readonly age: number;
  readonly codes: readonly string[];
  readonly fever: boolean;
  /** Of an illness: 0 when it was just found, towards 1 with years of treatment. */
  readonly treated: (code: string) => number;
}

const has = (condition: Condition, code: string): boolean =>
  condition.codes.some((one) => one.startsWith(code));
const round = (value: number, decimals: number): number => Number(value.toFixed(decimals));

/** Height of a child of an age as a share of the grown body; after 18 it is the whole. */
function growth(age: number): number {
  const shares = [
    0.31, 0.45, 0.52, 0.57, 0.61, 0.65, 0.69, 0.73, 0.76, 0.79, 0.82, 0.86, 0.9, 0.93, 0.96, 0.98, 0.99, 1,
  ];
  return shares[Math.min(age, 17)]!;
}

/** Vital signs of somebody with these illnesses; a treated pressure falls towards the normal. */
export function drawVitals(random: Random, condition: Condition): VitalValues {
  const { person, age, fever } = condition;
  const heightCm = Math.round(person.build.heightCm * growth(age));
  const bmi = (age < 18 ? 15.5 + age * 0.3 : 22.3) * person.build.weight + (has(condition, 'E11') ? 1.5 : 0);
  const hot = fever ? random.normal(1.6, 0.5) : 0;
  const pulseRest = age < 1 ? 130 : age < 5 ? 108 : age < 12 ? 90 : 76;
  const breathsRest = age < 1 ? 38 : age < 5 ? 27 : age < 12 ? 21 : 18;
  const lungs = has(condition, 'J18') || has(condition, 'J44') || has(condition, 'J45');
  const raised = has(condition, 'I10') ? 34 * (1 - 0.65 * condition.treated('I10')) : 0;
  const base = 104 + Math.min(age, 80) * 0.25 + raised;
  const systolic = Math.min(230, Math.max(82, random.normal(base, 7)));
  return {
    ...(age >= 12 && {
      systolic: Math.round(systolic),
      diastolic: Math.round(Math.min(systolic - 22, Math.max(48, systolic * 0.56 + random.normal(6, 3)))),
    }),
    pulse: Math.round(Math.max(48, random.normal(pulseRest + Math.max(0, hot) * 9, 6))),
    temperature: round(Math.min(41, Math.max(36, 36.7 + Math.max(0, hot) + random.normal(0, 0.15))), 1),
    breaths: Math.round(Math.max(12, random.normal(breathsRest + (lungs ? 5 : 0), 1.5))),
    saturation: Math.round(Math.min(100, Math.max(86, random.normal(lungs ? 95 : 98, 0.8)))),
    weightKg: round(Math.max(2.4, bmi * (heightCm / 100) ** 2 + random.normal(0, 0.4)), 1),
    ...(random.chance(age < 18 ? 0.7 : 0.3) && { heightCm }),
  };
}

/** [loinc, mean, spread] of healthy adults where the reference range alone says too little. */
const healthy: Readonly<Record<string, readonly [number, number]>> = {
  '14771-0': [5.1, 0.4],
  '4548-4': [5.3, 0.2],
  '62238-1': [95, 10],
  '14646-4': [1.35, 0.2],
  '22748-8': [2.8, 0.4],
  '14927-8': [1.3, 0.3],
  '1988-5': [2, 1.2],
  '1920-8': [24, 5],
  '1742-6': [23, 6],
};

/** Where an illness moves a value: [loinc, illness, mean, spread]; `treated` draws it back towards the healthy. */
const moved: readonly (readonly [string, string, number, number])[] = [
  ['14771-0', 'E11', 9.6, 1.3],
  ['4548-4', 'E11', 8.6, 0.7],
  ['14682-9', 'N18', 150, 18],
  ['22664-7', 'N18', 10.5, 1.6],
  ['2823-3', 'N18', 4.9, 0.35],
  ['718-7', 'N18', 108, 8],
  ['14647-2', 'E78', 6.4, 0.6],
  ['22748-8', 'E78', 4.3, 0.5],
  ['14927-8', 'E78', 2.8, 0.6],
  ['1920-8', 'B18', 52, 15],
  ['1742-6', 'B18', 60, 18],
  ['1988-5', 'J18', 68, 22],
  ['6690-2', 'J18', 14.5, 2.2],
  ['6690-2', 'J20', 11, 1.5],
  ['6690-2', 'A97', 3.2, 0.6],
  ['777-3', 'A97', 78, 20],
  ['4544-3', 'A97', 46, 2],
  ['718-7', 'D50', 92, 8],
  ['4544-3', 'D50', 29, 2.5],
];

/** Illnesses that make a qualitative test positive. */
const positive: Readonly<Record<string, string>> = { '75377-2': 'A97', '5799-2': 'N39' };

/** Results of a test for somebody with these illnesses, with flag and printed range. */
export function drawResults(random: Random, test: StoryTest, condition: Condition): StoryResult[] {
  return test.indices.map(({ test: index, name, unit, decimals }) => {
    const range = rangeFor(index, condition.person.sex);
    if (range.normal !== undefined) {
      const isPositive =
        positive[index.loinc] !== undefined && has(condition, positive[index.loinc]!) && random.chance(0.85);
      return {
        loinc: index.loinc,
        name,
        unit,
        value: isPositive ? 'Dương tính' : 'Âm tính',
        flag: isPositive ? 'A' : '',
        range: 'Âm tính',
      };
    }
    const value = Math.max(0.1, drawValue(random, index.loinc, range, condition));
    const shown = value.toFixed(decimals);
    const flag =
      range.low !== undefined && Number(shown) < range.low
        ? 'L'
        : range.high !== undefined && Number(shown) > range.high
          ? 'H'
          : '';
    return { loinc: index.loinc, name, unit, value: shown, flag, range: printRange(range) };
  });
}

function drawValue(random: Random, loinc: string, range: LabRange, condition: Condition): number {
  const middle =
    range.low !== undefined && range.high !== undefined
      ? (range.low + range.high) / 2
      : (range.high ?? range.low ?? 1) * 0.6;
  const width =
    range.low !== undefined && range.high !== undefined ? (range.high - range.low) / 6 : middle * 0.1;
  const [mean, spread] = healthy[loinc] ?? [middle, width];
  const shift = moved.find(([code, illness]) => code === loinc && has(condition, illness));
  if (shift === undefined) return random.normal(mean, spread);
  const [, illness, illMean, illSpread] = shift;
  const treated = condition.treated(illness);
  return random.normal(illMean + (mean - illMean) * treated * 0.6, illSpread * (1 - treated * 0.4));
}

function printRange(range: LabRange): string {
  if (range.low !== undefined && range.high !== undefined) return `${range.low}-${range.high}`;
  return range.high !== undefined ? `<${range.high}` : `>${range.low ?? 0}`;
}
