import type { Bilingual } from '#kernel/schema.ts';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import type { ProgrammeRules } from './rule.ts';
import { passes, type Facts } from './test-rule.ts';

/** When somebody is seen again. The days do not depend on today once the facts are there. */
export interface VisitPlan {
  readonly dueOn: string;
  /** From this day on she counts as having dropped out. */
  readonly lateOn: string;
  readonly why: Bilingual;
}

const usedUp: Bilingual = {
  vi: 'Thuốc đã cấp chỉ đủ đến ngày này',
  en: 'Drugs handed out last until this day',
};
const notSeen: Bilingual = {
  vi: 'Chưa khám lần nào từ khi vào chương trình',
  en: 'Not seen yet since coming into the programme',
};

/**
 * The next visit by the rules of a programme: so many days after the last one, as the first rule says that fits; whoever was never seen is due
 * on the day she came in; and nobody is left without drugs.
 */
export function planVisit(rules: ProgrammeRules, facts: Facts, today: string): VisitPlan | undefined {
  const rule = rules.visits.find(({ when }) => when === undefined || passes(when, facts, today));
  if (rule === undefined) return undefined;
  const last = facts['lastVisitOn'];
  const started = String(facts['startedOn'] ?? today);
  const byVisit = typeof last === 'string' ? addDays(last, rule.everyDays) : started;
  const why = typeof last === 'string' ? rule.why : notSeen;
  const until = facts['suppliedUntil'];
  const isRefill = rules.refills === true && typeof until === 'string' && until >= started && until < byVisit;
  const dueOn = isRefill ? until : byVisit;
  return { dueOn, lateOn: addDays(dueOn, rules.graceDays + 1), why: isRefill ? usedUp : why };
}
