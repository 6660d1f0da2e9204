import type { Bilingual } from '#kernel/schema.ts';
import { addDays, daysBetween } from '#kernel/vietnam/calendar-days.ts';
import type { Facts } from './test-rule.ts';
import type { VisitPlan } from './plan-visit.ts';

/** Days from the first day of the last menses to the day on which a birth is expected (Naegele's rule). */
export const daysOfPregnancy = 280;
/** Weeks after which nobody is pregnant any more: a wrong day, or a birth that nobody wrote down. */
const mostWeeks = 44;

/** How far a pregnancy is. */
export interface Gestation {
  readonly weeks: number;
  readonly days: number;
  readonly dueOn: string;
  readonly by: 'due-date' | 'last-menses';
}

/**
 * The age of a pregnancy on a day; a due date that somebody settled (by ultrasound) counts before the last menses. Undefined where neither
 * is known, or they are impossible.
 */
export function gestationOn(facts: Facts, today: string): Gestation | undefined {
  const { dueDate, lastMenses } = facts;
  const dueOn =
    typeof dueDate === 'string'
      ? dueDate
      : typeof lastMenses === 'string'
        ? addDays(lastMenses, daysOfPregnancy)
        : undefined;
  if (dueOn === undefined) return undefined;
  const age = daysOfPregnancy - daysBetween(today, dueOn);
  if (age < 0 || age > mostWeeks * 7) return undefined;
  return {
    weeks: Math.floor(age / 7),
    days: age % 7,
    dueOn,
    by: typeof dueDate === 'string' ? 'due-date' : 'last-menses',
  };
}

/** Weeks at which a pregnant woman is seen: once by week 12, once by week 24, then every four weeks, from 36 every week. */
const contactWeeks = [12, 20, 24, 28, 32, 36, 37, 38, 39, 40] as const;

/** The three periods in which visits are counted. @source TT 23/2025/TT-BYT, A4 (visits in three periods); weeks: verify */
export const periods = [
  { from: 0, to: 13 },
  { from: 14, to: 27 },
  { from: 28, to: mostWeeks },
] as const;

const byWeek = (week: number): Bilingual => ({
  vi: `Lần khám tuần thai ${week}`,
  en: `Visit of week ${week}`,
});

/**
 * When a pregnant woman is seen next. Each planned week after the last visit is a visit of its own; with signs of danger she comes within a
 * week. After the due date without a birth she is looked for.
 * @source TT 23/2025/TT-BYT, A3 and A4; weeks of visits from general knowledge, verify
 */
export function planPregnancy(facts: Facts, today: string): VisitPlan | undefined {
  const gestation = gestationOn(facts, today);
  if (gestation === undefined) return undefined;
  const begin = addDays(gestation.dueOn, -daysOfPregnancy);
  const last = typeof facts['lastVisitOn'] === 'string' ? facts['lastVisitOn'] : undefined;
  if (last !== undefined && risksOf(facts).some(({ isDanger }) => isDanger)) {
    const dueOn = addDays(last, 7);
    return { dueOn, lateOn: addDays(dueOn, 8), why: { vi: 'Có dấu hiệu nguy cơ', en: 'Signs of danger' } };
  }
  // A visit within the four weeks before a planned one stands for it, from week 36 within one.
  const week = contactWeeks.find((one) => {
    const on = addDays(begin, one * 7);
    return last === undefined
      ? on >= String(facts['startedOn'] ?? today)
      : on > addDays(last, one > 36 ? 3 : 14);
  });
  if (week === undefined) {
    const dueOn = addDays(gestation.dueOn, 1);
    return { dueOn, lateOn: addDays(dueOn, 7), why: { vi: 'Quá ngày dự sinh', en: 'Past the due date' } };
  }
  const dueOn = addDays(begin, week * 7);
  return { dueOn, lateOn: addDays(dueOn, 15), why: byWeek(week) };
}

/** Something that makes a pregnancy or birth riskier. */
export interface Risk {
  readonly code: string;
  readonly title: Bilingual;
  readonly isDanger: boolean;
}

const risk = (code: string, vi: string, en: string, isDanger = false): Risk => ({
  code,
  title: { vi, en },
  isDanger,
});

/** Risks that the facts show. Limits from general knowledge, verify. What is not known is no risk, and is told as not known elsewhere. */
export function risksOf(facts: Facts): Risk[] {
  const number = (code: string): number | undefined =>
    typeof facts[code] === 'number' ? facts[code] : undefined;
  const found: Risk[] = [];
  const add = (is: boolean | undefined, one: Risk): void => void (is === true && found.push(one));
  const below = (code: string, limit: number) => number(code) !== undefined && number(code)! < limit;
  const from = (code: string, limit: number) => number(code) !== undefined && number(code)! >= limit;
  add(below('ageYears', 18), risk('young', 'Mẹ dưới 18 tuổi', 'Mother under 18'));
  add(from('ageYears', 35), risk('old', 'Mẹ từ 35 tuổi', 'Mother of 35 or more'));
  add(below('height', 145), risk('short', 'Cao dưới 145 cm', 'Less than 145 cm tall'));
  add(from('births', 4), risk('many-births', 'Đã sinh từ 4 lần', 'Four births or more'));
  add(
    below('haemoglobin', 110),
    risk('anaemia', 'Thiếu máu (huyết sắc tố dưới 110 g/L)', 'Anaemia (haemoglobin below 110 g/L)'),
  );
  add(
    from('systolic', 140) || from('diastolic', 90),
    risk('pressure', 'Huyết áp từ 140/90', 'Pressure of 140/90 or more', true),
  );
  add(isPositive(facts['proteinuria']), risk('protein', 'Có protein niệu', 'Protein in the urine', true));
  add(
    below('haemoglobin', 70),
    risk('severe-anaemia', 'Thiếu máu nặng (dưới 70 g/L)', 'Severe anaemia (below 70 g/L)', true),
  );
  return found;
}

/** '+', 'POS', LOINC answers of a strip from 1+ on. From general knowledge, verify. */
const positive: ReadonlySet<string> = new Set([
  '+',
  '++',
  '+++',
  '++++',
  '1+',
  '2+',
  '3+',
  '4+',
  'POS',
  'LA6576-8',
  'LA11841-6',
  'LA11842-4',
  'LA11843-2',
]);

function isPositive(value: number | string | undefined): boolean {
  return typeof value === 'string' && positive.has(value);
}

/** Of the visits, how many fell into each period: what A4 counts. */
export function visitsByPeriod(visitDays: readonly string[], dueOn: string): readonly number[] {
  const begin = addDays(dueOn, -daysOfPregnancy);
  return periods.map(
    ({ from, to }) =>
      new Set(
        visitDays.filter((day) => {
          const week = Math.floor(daysBetween(begin, day) / 7);
          return week >= from && week <= to;
        }),
      ).size,
  );
}
