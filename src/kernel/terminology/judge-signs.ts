import { findVitalSign } from './vital-signs.ts';

/** A measured vital sign in the unit of the list. */
export interface MeasuredSign {
  readonly loinc: string;
  readonly value: number;
}

/** How a value stands: impossible (asked again), an alarm (somebody must act now), or outside what is usual. */
export type SignGrade = 'impossible' | 'alarm' | 'unusual';

export interface SignFinding {
  readonly loinc: string;
  readonly grade: SignGrade;
  readonly way: 'low' | 'high';
}

type Limits = readonly [alarmLow: number, low: number, high: number, alarmHigh: number];

/** Limits of adults. Own rule from general knowledge, verify. */
const adult: Readonly<Record<string, Limits>> = {
  '8480-6': [90, 100, 139, 180],
  '8462-4': [50, 60, 89, 110],
  '8867-4': [45, 55, 100, 130],
  '9279-1': [9, 12, 20, 25],
  '8310-5': [35, 36, 37.4, 39.5],
  '59408-5': [92, 95, 101, 102],
  '14743-9': [3.9, 4.4, 7.2, 16.7],
};

/** Breaths and pulse of children by the age in years under which they count. Own rule after WHO danger signs, verify. */
const children: readonly { readonly under: number; readonly limits: Readonly<Record<string, Limits>> }[] = [
  { under: 2 / 12, limits: { '9279-1': [20, 30, 59, 60], '8867-4': [80, 100, 180, 200] } },
  { under: 1, limits: { '9279-1': [20, 25, 49, 60], '8867-4': [80, 90, 170, 190] } },
  { under: 5, limits: { '9279-1': [16, 20, 39, 50], '8867-4': [70, 80, 150, 170] } },
  { under: 12, limits: { '9279-1': [12, 16, 30, 40], '8867-4': [55, 65, 130, 150] } },
];
const anyAge: ReadonlySet<string> = new Set(['8310-5', '59408-5', '14743-9']);

/**
 * Judges vital signs by age: what no living person has, what is an alarm, what is unusual. An impossible value is for asking again; with a
 * reason it may be kept.
 */
export function judgeSigns(signs: readonly MeasuredSign[], ageYears: number | undefined): SignFinding[] {
  return signs.flatMap(({ loinc, value }): SignFinding[] => {
    const plausible = findVitalSign(loinc)?.plausible;
    if (plausible !== undefined && (value < plausible.low || value > plausible.high))
      return [{ loinc, grade: 'impossible', way: value < plausible.low ? 'low' : 'high' }];
    const limits = limitsFor(loinc, ageYears);
    if (limits === undefined) return [];
    const [alarmLow, low, high, alarmHigh] = limits;
    if (value < alarmLow) return [{ loinc, grade: 'alarm', way: 'low' }];
    if (value >= alarmHigh) return [{ loinc, grade: 'alarm', way: 'high' }];
    if (value < low) return [{ loinc, grade: 'unusual', way: 'low' }];
    return value > high ? [{ loinc, grade: 'unusual', way: 'high' }] : [];
  });
}

/** Systolic not above diastolic: two numbers that were swapped. */
export function areSwapped(signs: readonly MeasuredSign[]): boolean {
  const value = (loinc: string): number | undefined => signs.find((one) => one.loinc === loinc)?.value;
  const [systolic, diastolic] = [value('8480-6'), value('8462-4')];
  return systolic !== undefined && diastolic !== undefined && systolic <= diastolic;
}

function limitsFor(loinc: string, age: number | undefined): Limits | undefined {
  if (age === undefined || age >= 12 || anyAge.has(loinc)) return adult[loinc];
  return children.find(({ under }) => age < under)?.limits[loinc];
}
