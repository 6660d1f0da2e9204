import type { TieKind } from './access-words.ts';

/** From when to when a guardian has which tie to a child; before the first and after the last there is none. */
export interface GuardianWindow {
  readonly kind: TieKind;
  readonly since: Date;
  readonly until: Date;
}

/** Ages at which a guardian sees less: nothing on HIV, nothing sensitive, nothing at all. */
const ages = { hiv: 15, sensitive: 16, all: 18 } as const;

/**
 * What a guardian sees of a child, by the child's age in Viet Nam. A birth of which only the year or month is known counts as its first
 * day, so that no right lasts too long. Undefined for a text that is no date.
 * @param birthDate 'YYYY-MM-DD', 'YYYY-MM' or 'YYYY'
 * @source Civil Code 91/2015/QH13 Art. 20, 21 (of age at 18); Law 64/2006/QH11 on HIV as amended by 71/2020/QH14 (own consent from 15);
 * the limit of 16 for other sensitive lines is an own rule, verify
 */
export function guardianWindows(birthDate: string): readonly GuardianWindow[] | undefined {
  const match = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/u.exec(birthDate);
  if (match === null) return undefined;
  const [, year, month = '01', day = '01'] = match;
  // Midnight in Viet Nam; who was born on 29 February comes of age on 1 March.
  const birthday = (age: number): Date =>
    new Date(Date.UTC(Number(year) + age, Number(month) - 1, Number(day)) - 7 * 3_600_000);
  return [
    { kind: 'guardian-of-child', since: birthday(0), until: birthday(ages.hiv) },
    { kind: 'guardian-of-adolescent', since: birthday(ages.hiv), until: birthday(ages.sensitive) },
    { kind: 'guardian', since: birthday(ages.sensitive), until: birthday(ages.all) },
  ];
}
