import type { ProgrammeCode } from '#kernel/vietnam/programmes.ts';
import type { ProgrammeRules } from './rule.ts';
import { chronicRules } from './rules/chronic.ts';
import { communityRules } from './rules/communities.ts';
import { familyRules } from './rules/families.ts';
import { infectiousRules } from './rules/infectious.ts';

/** Programmes whose entries are kept here; vaccinations have a module of their own, and injuries, deaths and talks are events. */
export const allRules: readonly ProgrammeRules[] = [
  ...familyRules,
  ...chronicRules,
  ...infectiousRules,
  ...communityRules,
];

const byCode = new Map<string, ProgrammeRules>(allRules.map((rules) => [rules.code, rules]));

/** The rules of a programme; undefined where it has no register here. */
export function rulesOf(code: string): ProgrammeRules | undefined {
  return byCode.get(code);
}

/** Whether somebody may be in a programme by her age and sex; what is not known is no hindrance. */
export function isFor(
  { who }: ProgrammeRules,
  person: { readonly sex?: string | undefined; readonly years?: number | undefined },
): boolean {
  if (who === undefined) return true;
  if (who.sex !== undefined && person.sex !== undefined && person.sex !== who.sex) return false;
  const { years } = person;
  if (years === undefined) return true;
  return (
    (who.leastYears === undefined || years >= who.leastYears) &&
    (who.mostYears === undefined || years <= who.mostYears)
  );
}

/** Codes of all programmes that have rules. */
export const ruledCodes: ReadonlySet<ProgrammeCode> = new Set(allRules.map(({ code }) => code));
