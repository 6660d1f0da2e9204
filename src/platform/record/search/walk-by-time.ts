import type { Condition, ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { markOf } from '../index-hash.ts';
import { rowColumns, type Row } from '../rows.ts';
import { dateRange } from './compile-dates.ts';
import { fromPerson, ownRows, type PersonRows } from './compile-compartment.ts';
import type { Cursor } from './cursor.ts';
import { keyedTime, keysBetween, longestKeyed, timeKey } from './time-key.ts';
import type { SearchPlan } from './plan-search.ts';
import type { Run } from './search-host.ts';
import { preparedName, SqlText } from './sql-text.ts';

/** How the rows of one person are walked in the order of one time, without reading those before and behind the page. */
export interface TimeWalk {
  readonly person: PersonRows;
  readonly tag: number;
  readonly descending: boolean;
  /** Where the times of rows that meet the search begin. */
  readonly from: number;
  readonly to: number;
  /** Values of the plan; what comes behind them belongs to another statement. */
  readonly values: readonly unknown[];
}

/** How far a walk goes at once. */
export interface Step {
  readonly after: Cursor | undefined;
  readonly limit: number;
}

/** A row with the time that it was sorted by, infinite where it has none. */
export type TimedRow = Row & Record<string, unknown> & { readonly k0: number };

/** The walk of a search that one person leads and that is sorted by one time; undefined for any other. */
export function timeWalk(plan: SearchPlan, query: ParsedQuery): TimeWalk | undefined {
  const [sort, ...more] = query.sort;
  // Of several records of one person each has an order of its own.
  if (plan.person === undefined || plan.person.also !== undefined || sort === undefined || more.length > 0)
    return undefined;
  const { param, descending } = sort;
  if (param.type !== 'date' || param.code === '_lastUpdated') return undefined;
  let [from, to] = [-Infinity, Infinity];
  for (const condition of query.conditions) {
    const range = rangeOf(condition, param.code);
    from = Math.max(from, range.lo - longestKeyed);
    to = Math.min(to, range.hi);
  }
  const { tag } = markOf(query.resourceType, param.code);
  return { person: plan.person, tag, descending, from, to, values: [...plan.sql.values] };
}

/** The range that a time of the parameter touches where it meets the condition. */
function rangeOf(condition: Condition, code: string): { lo: number; hi: number } {
  const open = { lo: -Infinity, hi: Infinity };
  if (condition.kind !== 'date' || condition.param.code !== code) return open;
  const ranges = condition.values.map((term) => dateRange(term) ?? open);
  return { lo: Math.min(...ranges.map(({ lo }) => lo)), hi: Math.max(...ranges.map(({ hi }) => hi)) };
}

/**
 * The next rows after a cursor: those whose one time has a key, in the order of the index; and, where the person has others, those
 * by `readOthers`, which is given their FROM.
 */
export async function walkStep(
  run: Run,
  plan: SearchPlan,
  walk: TimeWalk,
  step: Step,
  readOthers: (from: string) => Promise<TimedRow[]>,
): Promise<TimedRow[]> {
  const sql = new SqlText();
  sql.values.push(...walk.values);
  const text = walkText(plan, walk, step, sql);
  const name = preparedName(text);
  run.budget.ask();
  const { rows } = await run.q.query<Row & Record<string, unknown> & { readonly k0: number | null }>({
    text,
    values: sql.values,
    ...(name !== undefined && { name, lane: 'search' as const }),
  });
  const found = rows.filter((row): row is TimedRow => row.k0 !== null);
  if (found.length < rows.length) {
    // What somebody changes between the two statements may be in both.
    const known = new Set(found.map(({ id }) => id));
    const length = plan.sql.values.length;
    const others = await readOthers(fromPerson(walk.person, withoutKey(walk.tag, plan.sql)));
    plan.sql.values.length = length;
    found.push(...others.filter(({ id }) => !known.has(id)));
  }
  const later = walk.descending ? -1 : 1;
  found.sort((a, b) => (a.k0 === b.k0 ? (a.id < b.id ? -1 : 1) : a.k0 < b.k0 ? -later : later));
  return found.slice(0, step.limit);
}

/**
 * One scan in order that ends with the page, and with it all rows of the same time as its last: the index does not know their order.
 * Behind it one row of each kind that the scan leaves out, without a time, so that the caller knows whether there are any.
 */
function walkText(plan: SearchPlan, walk: TimeWalk, { after, limit }: Step, sql: SqlText): string {
  const { person, tag, descending } = walk;
  let { from, to } = walk;
  // Fenced in, conditions are looked at on the way: no other index is to be used for them.
  const where = plan.where.map((one) => `(${one}) is true`);
  if (after !== undefined) {
    const [time] = after.keys;
    if (descending) to = Math.min(to, Number(time));
    else from = Math.max(from, Number(time));
    where.push(`(${keyedTime('r.')} <> ${sql.value(time)}::float8 or r.id > ${sql.value(after.id)}::uuid)`);
  }
  const [first, last] = keysBetween(tag, from, to).map((key) => `${sql.value(key)}::bigint`);
  const own = `record.resource r where ${ownRows(person)}`;
  const order = `${timeKey('r.')}${descending ? ' desc' : ''}`;
  const walked = `(select ${rowColumns}, ${keyedTime('r.')} as k0 from ${own}
    and ${[`${timeKey('r.')} between ${first} and ${last}`, ...where].join(' and ')}
    order by ${order} fetch first ${sql.value(limit)} rows with ties)`;
  const others = withoutKey(tag, sql).map((part) => `${own} and ${part}`);
  if (person.others !== undefined) others.push(person.others.text);
  return [walked, ...others.map((one) => `(select ${rowColumns}, null from ${one} limit 1)`)].join(
    ' union all ',
  );
}

/** Conditions on rows that have no key of the parameter. */
function withoutKey(tag: number, sql: SqlText): string[] {
  const [least, greatest] = keysBetween(tag, -Infinity, Infinity);
  return [`${timeKey('')} < ${sql.value(least)}::bigint`, `${timeKey('')} > ${sql.value(greatest)}::bigint`];
}
