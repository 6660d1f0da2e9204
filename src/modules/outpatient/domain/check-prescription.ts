import { ruleFor, together } from './dose-rules.ts';
import { milligramsOf, type Prescribed } from './prescribed.ts';

/** What the checks know of the person. */
export interface PersonFacts {
  /** Whole years with a part: 0.5 for six months; undefined where the birth date is unknown. */
  readonly age?: number;
  readonly weightKg?: number;
  readonly pregnant?: boolean;
  /** ATC codes and names of what she does not bear. */
  readonly allergies?: readonly { readonly atc?: string; readonly name: string }[];
}

/** One thing to look at; 'stop' needs a reason in words before the prescription is saved. */
export interface DoseFinding {
  readonly line: number;
  readonly grade: 'stop' | 'care';
  readonly kind:
    | 'allergy'
    | 'too-much'
    | 'too-young'
    | 'pregnancy'
    | 'twice'
    | 'together'
    | 'too-short'
    | 'too-long'
    | 'weight-needed'
    | 'not-a-dose';
  /** Numbers and words of the finding: milligrams, limits, the other drug. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/**
 * Looks at each line of a prescription: allergy, most a day for an adult or by a child's weight, age, pregnancy, one group twice, pairs,
 * length of the course. Pure; an empty list means nothing known speaks against it, never that it is right.
 */
export function checkPrescription(lines: readonly Prescribed[], person: PersonFacts): DoseFinding[] {
  return lines.flatMap((line, at) => [
    ...checkShape(line, at),
    ...checkAllergy(line, at, person),
    ...checkDose(line, at, person),
    ...checkPerson(line, at, person),
    ...checkCourse(line, at),
    ...checkOthers(line, at, lines),
  ]);
}

function checkShape(line: Prescribed, at: number): DoseFinding[] {
  const isDose = [line.perDose, line.timesPerDay, line.days].every((n) => Number.isFinite(n) && n > 0);
  return isDose && line.timesPerDay <= 24 && line.days <= 365
    ? []
    : [{ line: at, grade: 'stop', kind: 'not-a-dose', facts: { name: line.name } }];
}

/** The same substance, or the same group down to the fourth level: penicillins, sulfonamides. */
function checkAllergy(line: Prescribed, at: number, { allergies = [] }: PersonFacts): DoseFinding[] {
  const found = allergies.find(
    ({ atc, name }) =>
      (atc !== undefined && (line.atc === atc || line.atc.slice(0, 4) === atc.slice(0, 4))) ||
      line.name.toLowerCase().includes(name.toLowerCase()),
  );
  return found === undefined
    ? []
    : [{ line: at, grade: 'stop', kind: 'allergy', facts: { name: line.name, to: found.name } }];
}

function checkDose(line: Prescribed, at: number, { age, weightKg }: PersonFacts): DoseFinding[] {
  const rule = ruleFor(line.atc);
  const milligrams = milligramsOf(line.strength);
  if (rule === undefined || milligrams === undefined) return [];
  const aDay = Math.round(milligrams * line.perDose * line.timesPerDay * 100) / 100;
  const isChild = age !== undefined && age < 12;
  if (isChild && rule.childDayMgPerKg !== undefined) {
    if (weightKg === undefined)
      return [{ line: at, grade: 'care', kind: 'weight-needed', facts: { name: line.name } }];
    const most = Math.round(Math.min(rule.childDayMgPerKg * weightKg, rule.adultDayMg ?? Infinity));
    return aDay > most
      ? [{ line: at, grade: 'stop', kind: 'too-much', facts: { name: line.name, aDay, most } }]
      : [];
  }
  const most = rule.adultDayMg;
  return most !== undefined && aDay > most
    ? [{ line: at, grade: 'stop', kind: 'too-much', facts: { name: line.name, aDay, most } }]
    : [];
}

function checkPerson(line: Prescribed, at: number, { age, pregnant }: PersonFacts): DoseFinding[] {
  const rule = ruleFor(line.atc);
  if (rule === undefined) return [];
  const findings: DoseFinding[] = [];
  if (rule.fromAge !== undefined && age !== undefined && age < rule.fromAge)
    findings.push({
      line: at,
      grade: 'stop',
      kind: 'too-young',
      facts: { name: line.name, from: rule.fromAge },
    });
  if (rule.notInPregnancy && pregnant)
    findings.push({ line: at, grade: 'stop', kind: 'pregnancy', facts: { name: line.name } });
  return findings;
}

function checkCourse(line: Prescribed, at: number): DoseFinding[] {
  const rule = ruleFor(line.atc);
  if (rule?.leastDays !== undefined && line.days < rule.leastDays)
    return [
      { line: at, grade: 'care', kind: 'too-short', facts: { name: line.name, least: rule.leastDays } },
    ];
  if (rule?.mostDays !== undefined && line.days > rule.mostDays)
    return [{ line: at, grade: 'care', kind: 'too-long', facts: { name: line.name, most: rule.mostDays } }];
  return [];
}

/** Each pair is told once, at the later line. */
function checkOthers(line: Prescribed, at: number, lines: readonly Prescribed[]): DoseFinding[] {
  return lines.slice(0, at).flatMap((other): DoseFinding[] => {
    const facts = { name: line.name, other: other.name };
    if (other.atc.slice(0, 5) === line.atc.slice(0, 5))
      return [{ line: at, grade: 'care', kind: 'twice', facts }];
    const pair = together.find(
      ({ one, other: second }) =>
        (line.atc.startsWith(one) && other.atc.startsWith(second)) ||
        (line.atc.startsWith(second) && other.atc.startsWith(one)),
    );
    return pair === undefined
      ? []
      : [{ line: at, grade: 'care', kind: 'together', facts: { ...facts, why: pair.why } }];
  });
}
