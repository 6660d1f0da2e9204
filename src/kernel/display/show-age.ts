import type { Language } from '../schema.ts';
import { dayOf } from './show-date.ts';

/** Age as paediatrics counts it: days in the first month, months below six years, whole years after. */
export interface Age {
  readonly n: number;
  readonly unit: 'day' | 'month' | 'year';
}

const names = {
  vi: { day: 'ngày tuổi', month: 'tháng tuổi', year: 'tuổi' },
  en: { day: 'days old', month: 'months old', year: 'years old' },
} as const;
const single = { day: 'day old', month: 'month old', year: 'year old' } as const;

/** Age on a day; undefined where the birth date is missing or later. A birth year alone gives years. */
export function ageOn(birthDate: string | undefined, on: Date): Age | undefined {
  if (!birthDate) return undefined;
  const [year = 0, month, day] = birthDate.split('-').map(Number);
  const [nowYear = 0, nowMonth = 1, nowDay = 1] = dayOf(on.toISOString()).split('-').map(Number);
  if (month === undefined) return nowYear < year ? undefined : { n: nowYear - year, unit: 'year' };
  const months = (nowYear - year) * 12 + nowMonth - month - (nowDay < (day ?? 1) ? 1 : 0);
  if (months < 0) return undefined;
  if (months >= 72) return { n: Math.floor(months / 12), unit: 'year' };
  if (months >= 1) return { n: months, unit: 'month' };
  const days = (Date.UTC(nowYear, nowMonth - 1, nowDay) - Date.UTC(year, month - 1, day ?? 1)) / 86_400_000;
  return { n: days, unit: 'day' };
}

/** "39 tuổi", "14 months old". */
export function showAge(age: Age | undefined, language: Language): string {
  if (!age) return '';
  if (language === 'en' && age.n === 1) return `1 ${single[age.unit]}`;
  return `${age.n} ${names[language][age.unit]}`;
}
