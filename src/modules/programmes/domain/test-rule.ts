import { addDays } from '#kernel/vietnam/calendar-days.ts';

/** What is known of somebody in a programme: numbers, days 'YYYY-MM-DD' and codes. */
export type Facts = Readonly<Record<string, number | string>>;

/**
 * A question about the facts of one entry, as data: it is asked of one person here and of a whole register by the same words in SQL. What is
 * not known answers no, also under `not` of a comparison: write `any: [{ unknown }, ...]` where that should count.
 */
export type Test =
  | { readonly fact: string; readonly is: '<' | '<=' | '>' | '>='; readonly value: number }
  | { readonly fact: string; readonly is: '='; readonly value: string }
  | { readonly known: string }
  | { readonly unknown: string }
  /** The day of a fact lies within so many days before today, today included. */
  | { readonly day: string; readonly withinDays: number }
  /** The day of a fact lies before today. */
  | { readonly day: string; readonly isPast: true }
  | { readonly all: readonly Test[] }
  | { readonly any: readonly Test[] };

/** Whether the facts pass. */
export function passes(test: Test, facts: Facts, today: string): boolean {
  if ('all' in test) return test.all.every((one) => passes(one, facts, today));
  if ('any' in test) return test.any.some((one) => passes(one, facts, today));
  if ('known' in test) return facts[test.known] !== undefined;
  if ('unknown' in test) return facts[test.unknown] === undefined;
  if ('day' in test) {
    const day = facts[test.day];
    if (typeof day !== 'string') return false;
    if ('isPast' in test) return day < today;
    return day > addDays(today, -test.withinDays) && day <= today;
  }
  const value = facts[test.fact];
  if (test.is === '=') return value === test.value;
  return typeof value === 'number' && compare(value, test.is, test.value);
}

function compare(value: number, is: '<' | '<=' | '>' | '>=', with_: number): boolean {
  if (is === '<') return value < with_;
  if (is === '<=') return value <= with_;
  return is === '>' ? value > with_ : value >= with_;
}

/** A part of a WHERE, with the values that it takes as parameters after those that are there. */
export interface SqlPart {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The same question to rows with a column `facts` (jsonb). Names of facts are parameters as well, so nothing of a rule becomes SQL.
 * @param first number of the first parameter that is free
 */
export function testSql(test: Test, today: string, first: number): SqlPart {
  const values: unknown[] = [];
  const put = (value: unknown, type: string): string => `$${first + values.push(value) - 1}::${type}`;
  const write = (one: Test): string => {
    if ('all' in one) return one.all.length === 0 ? 'true' : `(${one.all.map(write).join(' and ')})`;
    if ('any' in one) return one.any.length === 0 ? 'false' : `(${one.any.map(write).join(' or ')})`;
    if ('known' in one) return `coalesce(facts ? ${put(one.known, 'text')}, false)`;
    if ('unknown' in one) return `not coalesce(facts ? ${put(one.unknown, 'text')}, false)`;
    if ('day' in one) {
      const day = `facts ->> ${put(one.day, 'text')}`;
      if ('isPast' in one) return `coalesce((${day}) < ${put(today, 'text')}, false)`;
      const from = put(addDays(today, -one.withinDays), 'text');
      const again = put(one.day, 'text');
      return `coalesce((${day}) > ${from} and (facts ->> ${again}) <= ${put(today, 'text')}, false)`;
    }
    const name = put(one.fact, 'text');
    if (one.is === '=') return `coalesce((facts ->> ${name}) = ${put(one.value, 'text')}, false)`;
    return `coalesce((facts ->> ${name})::numeric ${one.is} ${put(one.value, 'numeric')}, false)`;
  };
  return { text: write(test), values };
}
