import type { Bilingual } from '#kernel/schema.ts';
import type { FactRule, IndicatorRule } from '../rule.ts';

export const say = (vi: string, en: string): Bilingual => ({ vi, en });

export const systolic: FactRule = {
  code: 'systolic',
  title: say('Huyết áp tâm thu', 'Systolic pressure'),
  unit: 'mm[Hg]',
  view: 'bloodPressure',
  column: 'systolic',
  take: 'latest',
  isVisit: true,
};
export const diastolic: FactRule = {
  ...systolic,
  code: 'diastolic',
  title: say('Huyết áp tâm trương', 'Diastolic pressure'),
  column: 'diastolic',
};
export const weight: FactRule = {
  code: 'weight',
  title: say('Cân nặng', 'Weight'),
  unit: 'kg',
  view: 'weight',
  column: 'value',
  take: 'latest',
  isVisit: true,
};
export const height: FactRule = {
  code: 'height',
  title: say('Chiều cao', 'Height'),
  unit: 'cm',
  view: 'height',
  column: 'value',
  take: 'latest',
};
export const arm: FactRule = {
  code: 'arm',
  title: say('Vòng cánh tay', 'Arm circumference'),
  unit: 'cm',
  view: 'arm',
  column: 'value',
  take: 'latest',
  isVisit: true,
};

/** Of all in the programme, how many were seen within so many days. */
export function seenWithin(days: number): IndicatorRule {
  return {
    code: `seen-${days}`,
    title: say(`Được khám trong ${days} ngày qua`, `Seen within the last ${days} days`),
    have: { day: 'lastVisitOn', withinDays: days },
    better: 'more',
  };
}

/** Of those whose supply is known, how many have used it up. */
export const withoutDrugs: IndicatorRule = {
  code: 'without-drugs',
  title: say('Hết thuốc mà chưa lĩnh tiếp', 'Out of drugs and not back yet'),
  of: { known: 'suppliedUntil' },
  have: { day: 'suppliedUntil', isPast: true },
  better: 'less',
};
