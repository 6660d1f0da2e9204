import type { Patient } from '@medplum/fhirtypes';
import type { Bilingual } from '#kernel/schema.ts';
import { monthsBetween } from '#kernel/vietnam/calendar-days.ts';
import { isFor } from './all-rules.ts';
import type { ProgrammeRules } from './rule.ts';

/** Why somebody cannot come into a programme on a day. */
export type JoinFault = 'before-birth' | 'in-future' | 'not-for';

/** What speaks against taking somebody into a programme; undefined where nothing does. */
export function joinFault(
  rules: ProgrammeRules,
  { birthDate, gender }: Patient,
  start: string,
  today: string,
): JoinFault | undefined {
  if (birthDate !== undefined && start < birthDate.slice(0, start.length)) return 'before-birth';
  if (start > today) return 'in-future';
  return isFor(rules, { sex: gender, years: yearsOn(birthDate, start) }) ? undefined : 'not-for';
}

/** Impossible days in words. */
export const joinDayFaults: Readonly<Record<Exclude<JoinFault, 'not-for'>, Bilingual>> = {
  'before-birth': {
    vi: 'Ngày vào chương trình trước ngày sinh.',
    en: 'The day of coming in lies before the day of birth.',
  },
  'in-future': {
    vi: 'Ngày vào chương trình chưa tới.',
    en: 'The day of coming in has not come yet.',
  },
};

function yearsOn(birth: string | undefined, day: string): number | undefined {
  if (birth === undefined) return undefined;
  return birth.length < 10
    ? Number(day.slice(0, 4)) - Number(birth.slice(0, 4))
    : Math.floor(monthsBetween(birth, day) / 12);
}
