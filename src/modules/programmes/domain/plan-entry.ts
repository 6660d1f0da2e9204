import { daysBetween, monthsBetween } from '#kernel/vietnam/calendar-days.ts';
import type { ProgrammeRules } from './rule.ts';
import { daysOfMonth, rowAt, zScore, type GrowthIndicator, type LmsRow } from './growth.ts';
import { gatherFacts, type Sources } from './gather-facts.ts';
import { planPregnancy } from './pregnancy.ts';
import { planVisit, type VisitPlan } from './plan-visit.ts';
import type { Facts } from './test-rule.ts';

/** The growth tables that the house has loaded, for one sex. */
export type GrowthTables = Readonly<Partial<Record<GrowthIndicator, readonly LmsRow[]>>>;

/** Somebody as an entry is planned from. */
export interface PlannedPerson {
  readonly birth?: string | undefined;
  readonly sources: Sources;
  readonly tables: GrowthTables;
}

/** What is known of an entry, and when its person is seen next. */
export interface EntryPlan {
  readonly facts: Facts;
  readonly visit?: VisitPlan;
}

/** Plans one entry. @see planVisit, planPregnancy */
export function planEntry(
  rules: ProgrammeRules,
  person: PlannedPerson,
  startedOn: string,
  today: string,
): EntryPlan {
  const gathered = gatherFacts(rules, person.sources, startedOn, today);
  const facts: Facts = {
    ...gathered,
    ...ageFacts(person.birth, today),
    ...growthFacts(rules, gathered, person),
  };
  const visit =
    (rules.code === 'antenatal' ? planPregnancy(facts, today) : undefined) ?? planVisit(rules, facts, today);
  return { facts, ...(visit !== undefined && { visit }) };
}

function ageFacts(birth: string | undefined, today: string): Facts {
  if (birth === undefined || birth.length < 10 || birth > today) return {};
  const months = monthsBetween(birth, today);
  return { ageMonths: months, ageYears: Math.floor(months / 12) };
}

/** Z-scores of the last measures, by the child's age on the day of the measure. Without a table nothing is said. */
function growthFacts(rules: ProgrammeRules, facts: Facts, { birth, tables }: PlannedPerson): Facts {
  if (rules.code !== 'child-growth' || birth === undefined || birth.length < 10) return {};
  const found: Record<string, number> = {};
  for (const [fact, code, indicator] of [
    ['weight', 'weightForAge', 'weight-for-age'],
    ['height', 'heightForAge', 'height-for-age'],
  ] as const) {
    const z = zOf(tables[indicator], facts[fact], facts[`${fact}On`], birth);
    if (z !== undefined) found[code] = Math.round(z * 100) / 100;
  }
  return found;
}

function zOf(
  table: readonly LmsRow[] | undefined,
  value: number | string | undefined,
  on: number | string | undefined,
  birth: string,
): number | undefined {
  if (table === undefined || typeof value !== 'number' || typeof on !== 'string') return undefined;
  const row = rowAt(table, daysBetween(birth, on) / daysOfMonth);
  return row === undefined ? undefined : zScore(row, value);
}
