import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { FactRule, ProgrammeRules } from './rule.ts';
import type { Facts } from './test-rule.ts';
import { rowsOf, type ViewName, type ViewRow } from './views.ts';

/** Resources of one person by the view that reads them. */
export type Sources = Readonly<Partial<Record<ViewName, readonly object[]>>>;

/** A row with its day. */
export interface DatedRow {
  readonly on: string;
  readonly row: ViewRow;
}

/** Rows of a view whose day is known whole, oldest first; those after today are left out. */
export function datedRows(view: ViewName, sources: Sources, today: string): DatedRow[] {
  return rowsOf(view, sources[view] ?? [])
    .flatMap((row) => {
      const on = wholeDay(row['on']);
      return on === undefined || on > today ? [] : [{ on, row }];
    })
    .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

/** The day in Việt Nam of a FHIR date or instant that is known to the day. */
export function wholeDay(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length < 10) return undefined;
  return value.includes('T') ? dayInVietnam(new Date(value)) : value.slice(0, 10);
}

/**
 * Gathers what is known of somebody for a programme. Days and visits of before the programme began count as facts (the last pressure), not
 * as visits.
 */
export function gatherFacts(
  rules: ProgrammeRules,
  sources: Sources,
  startedOn: string,
  today: string,
): Facts {
  const facts: Record<string, number | string> = {};
  let lastVisitOn: string | undefined;
  let visits = new Set<string>();
  for (const rule of rules.facts) {
    const rows = datedRows(rule.view, sources, today).filter(({ row }) => isValue(row[rule.column]));
    take(facts, rule, rows);
    if (rule.isVisit !== true) continue;
    const since = rows.filter(({ on }) => on >= startedOn).map(({ on }) => on);
    visits = new Set([...visits, ...since]);
    const last = since.at(-1);
    if (last !== undefined && (lastVisitOn === undefined || last > lastVisitOn)) lastVisitOn = last;
  }
  const diagnosed = datedRows('diagnosis', sources, today).filter(
    ({ on, row }) => on >= startedOn && belongs(rules, row['value']),
  );
  for (const { on } of diagnosed) {
    visits.add(on);
    if (lastVisitOn === undefined || on > lastVisitOn) lastVisitOn = on;
  }
  if (lastVisitOn !== undefined) facts['lastVisitOn'] = lastVisitOn;
  facts['visits'] = visits.size;
  facts['startedOn'] = startedOn;
  const until = rules.refills === true ? suppliedUntil(sources, today) : undefined;
  if (until !== undefined) facts['suppliedUntil'] = until;
  return facts;
}

function isValue(cell: unknown): boolean {
  return typeof cell === 'number' || (typeof cell === 'string' && cell !== '');
}

function take(facts: Record<string, number | string>, rule: FactRule, rows: readonly DatedRow[]): void {
  if (rule.take === 'count') {
    facts[rule.code] = new Set(rows.map(({ on }) => on)).size;
    return;
  }
  const last = rows.at(-1);
  if (last === undefined) return;
  if (rule.take === 'latest') {
    facts[rule.code] = plain(rule, last.row[rule.column]);
    facts[`${rule.code}On`] = last.on;
    return;
  }
  const numbers = rows.map(({ row }) => Number(row[rule.column])).filter(Number.isFinite);
  if (numbers.length > 0) facts[rule.code] = Math.max(...numbers);
}

/** A number as a number, a day as a day; grams are told in kilograms. */
function plain(rule: FactRule, cell: unknown): number | string {
  if (typeof cell === 'number') return rule.unit === 'kg' && cell > 200 ? cell / 1000 : cell;
  const text = String(cell);
  if (rule.unit !== undefined && text !== '' && Number.isFinite(Number(text))) return Number(text);
  return /^\d{4}-\d{2}-\d{2}T/u.test(text) ? (wholeDay(text) ?? text) : text;
}

/** Whether an ICD-10 code belongs to the programme. */
export function belongs(rules: Pick<ProgrammeRules, 'diagnoses'>, code: unknown): boolean {
  return (
    typeof code === 'string' &&
    rules.diagnoses.some((category) => code === category || code.startsWith(`${category}.`))
  );
}

/**
 * The last day for which drugs were handed out or prescribed. Supplies of one day run side by side, so the longest counts. Without a number
 * of days nothing is said.
 */
export function suppliedUntil(sources: Sources, today: string): string | undefined {
  const ends = (['dispensing', 'prescription'] as const).map((view) =>
    datedRows(view, sources, today)
      .flatMap(({ on, row }) => {
        const days = Number(row['days']);
        return Number.isFinite(days) && days > 0 ? [addDays(on, Math.round(days))] : [];
      })
      .toSorted()
      .at(-1),
  );
  // What was handed out is surer than what was only prescribed.
  return ends[0] ?? ends[1];
}
