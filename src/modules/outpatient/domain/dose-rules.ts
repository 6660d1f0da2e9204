/** What is known of a drug's dose; all figures are an own rule from general knowledge, verify against the national formulary. */
export interface DoseRule {
  /** ATC code or its beginning; the longest that fits counts. */
  readonly atc: string;
  /** Most milligrams a day for an adult. */
  readonly adultDayMg?: number;
  /** Most milligrams per kilogram a day for a child under 12. */
  readonly childDayMgPerKg?: number;
  /** Under this age in years it is not given without a specialist. */
  readonly fromAge?: number;
  /** Not in pregnancy. */
  readonly notInPregnancy?: true;
  /** Fewest days of a course: antibiotics. */
  readonly leastDays?: number;
  /** Most days without being seen again. */
  readonly mostDays?: number;
}

/** @source own rule, verify: general knowledge of primary care; valid from 2026-01-01 until replaced */
export const doseRules: readonly DoseRule[] = [
  { atc: 'N02BE01', adultDayMg: 4000, childDayMgPerKg: 60 },
  { atc: 'M01A', fromAge: 12, notInPregnancy: true, mostDays: 10 },
  { atc: 'M01AE01', adultDayMg: 2400, childDayMgPerKg: 40, notInPregnancy: true, mostDays: 10, fromAge: 0.5 },
  { atc: 'M01AB05', adultDayMg: 150, fromAge: 12, notInPregnancy: true, mostDays: 10 },
  { atc: 'M01AC06', adultDayMg: 15, fromAge: 16, notInPregnancy: true, mostDays: 14 },
  { atc: 'B01AC06', adultDayMg: 300, fromAge: 16 },
  { atc: 'J01CA04', adultDayMg: 4000, childDayMgPerKg: 90, leastDays: 3, mostDays: 14 },
  { atc: 'J01CR02', leastDays: 3, mostDays: 14 },
  { atc: 'J01DB01', adultDayMg: 4000, childDayMgPerKg: 100, leastDays: 3, mostDays: 14 },
  { atc: 'J01DC02', adultDayMg: 1000, childDayMgPerKg: 30, leastDays: 3, mostDays: 14 },
  { atc: 'J01DD08', adultDayMg: 400, childDayMgPerKg: 8, leastDays: 3, mostDays: 14 },
  { atc: 'J01FA10', adultDayMg: 500, childDayMgPerKg: 12, leastDays: 3, mostDays: 5 },
  { atc: 'J01MA', fromAge: 18, notInPregnancy: true, leastDays: 3, mostDays: 14 },
  { atc: 'J01AA02', adultDayMg: 200, fromAge: 8, notInPregnancy: true, leastDays: 3 },
  { atc: 'J01', leastDays: 3, mostDays: 14 },
  { atc: 'P01AB01', adultDayMg: 2250, childDayMgPerKg: 50, leastDays: 3, mostDays: 14 },
  { atc: 'C08CA01', adultDayMg: 10, fromAge: 6 },
  { atc: 'C09A', fromAge: 18, notInPregnancy: true },
  { atc: 'C09AA02', adultDayMg: 40, fromAge: 18, notInPregnancy: true },
  { atc: 'C09AA04', adultDayMg: 10, fromAge: 18, notInPregnancy: true },
  { atc: 'C09C', fromAge: 18, notInPregnancy: true },
  { atc: 'C09CA01', adultDayMg: 100, fromAge: 18, notInPregnancy: true },
  { atc: 'C03AA03', adultDayMg: 50, fromAge: 18 },
  { atc: 'C07AB07', adultDayMg: 20, fromAge: 18 },
  { atc: 'C10AA', fromAge: 10, notInPregnancy: true },
  { atc: 'C10AA05', adultDayMg: 80, fromAge: 10, notInPregnancy: true },
  { atc: 'A10BA02', adultDayMg: 2550, fromAge: 10 },
  { atc: 'A10BB09', adultDayMg: 120, fromAge: 18, notInPregnancy: true },
  { atc: 'A02BC01', adultDayMg: 40, fromAge: 1 },
  { atc: 'R06AE07', adultDayMg: 10, fromAge: 2 },
  { atc: 'R06AX13', adultDayMg: 10, fromAge: 2 },
  { atc: 'R06AB04', adultDayMg: 24, fromAge: 1 },
  { atc: 'R05DA09', adultDayMg: 120, fromAge: 6 },
  { atc: 'A07DA03', adultDayMg: 16, fromAge: 6 },
  { atc: 'P02CA03', adultDayMg: 400, fromAge: 1, notInPregnancy: true },
  { atc: 'H02AB06', adultDayMg: 60, mostDays: 14 },
  { atc: 'N05BA01', adultDayMg: 30, fromAge: 12, notInPregnancy: true, mostDays: 10 },
];

/** Pairs by the beginnings of their ATC codes that should not stand together. Own rule, verify. */
export const together: readonly {
  readonly one: string;
  readonly other: string;
  readonly why: 'bleeding' | 'potassium' | 'pressure-kidney' | 'rhythm' | 'muscle';
}[] = [
  { one: 'B01A', other: 'M01A', why: 'bleeding' },
  { one: 'C09', other: 'C03DA', why: 'potassium' },
  { one: 'C09A', other: 'C09C', why: 'potassium' },
  { one: 'C09', other: 'M01A', why: 'pressure-kidney' },
  { one: 'J01FA', other: 'J01MA', why: 'rhythm' },
  { one: 'J01FA09', other: 'C10AA', why: 'muscle' },
];

/** The rule for a drug: the one whose code is longest. */
export function ruleFor(atc: string): DoseRule | undefined {
  let best: DoseRule | undefined;
  for (const rule of doseRules)
    if (atc.startsWith(rule.atc) && rule.atc.length > (best?.atc.length ?? 0)) best = rule;
  return best;
}
