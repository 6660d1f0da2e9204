import { ageBetween } from './age.ts';
import { holdsOf } from './holds.ts';
import type { Register, Taken, Test } from './language.ts';
import type { Cell, Period, Row, Tables } from './tables.ts';

type Taker = (line: Row) => Cell;

/** The lines of a book for a period, in the order of what happened. */
export function linesOf(register: Register, tables: Tables, period: Period): Row[] {
  const asked = new Set([
    ...columnsOf(register.where),
    ...(register.ages ?? []).flatMap(({ born, at }) => [born, at]),
  ]);
  const takers = register.taken.map((one) => [one.as, knownTaker(one, tables, period)] as const);
  // What the question asks is looked up first: most people of a station stand in few of its books.
  const first = takers.filter(([as]) => asked.has(as));
  const rest = takers.filter(([as]) => !asked.has(as));
  const belongs = holdsOf(register.on === undefined ? undefined : { within: register.on }, period);
  const stays = holdsOf(register.where, period);
  const lines: Row[] = [];
  for (const row of tables[register.from]) {
    if (!belongs(row)) continue;
    const line: Record<string, Cell> = { ...row };
    for (const [as, take] of first) line[as] = take(line);
    for (const { as, unit, born, at } of register.ages ?? [])
      line[as] = ageBetween(line[born], at === 'end' ? period.to : line[at], unit);
    if (!stays(line)) continue;
    for (const [as, take] of rest) line[as] = take(line);
    lines.push(line);
  }
  return lines;
}

/** The columns that a question names. */
function columnsOf(test: Test | undefined): string[] {
  if (test === undefined) return [];
  if ('all' in test) return test.all.flatMap(columnsOf);
  if ('any' in test) return test.any.flatMap(columnsOf);
  if ('not' in test) return columnsOf(test.not);
  return Object.values(test).map((asked: string | readonly unknown[]) =>
    typeof asked === 'string' ? asked : String(asked[0]),
  );
}

const known = new WeakMap<Tables, Map<string, Taker>>();

/** Several books take the same of the same tables: it is looked up once for all of them. */
function knownTaker(taken: Taken, tables: Tables, period: Period): Taker {
  const key = `${period.from} ${period.to} ${period.station ?? ''} ${nameOf(taken)}`;
  let takers = known.get(tables);
  if (takers === undefined) known.set(tables, (takers = new Map()));
  let taker = takers.get(key);
  if (taker === undefined) takers.set(key, (taker = takerOf(taken, tables, period)));
  return taker;
}

const names = new WeakMap<Taken, string>();

/** Equal for what takes the same, whatever it is called in its book. */
function nameOf(taken: Taken): string {
  let name = names.get(taken);
  if (name === undefined) names.set(taken, (name = JSON.stringify({ ...taken, as: '' })));
  return name;
}

/** Looks another table up once, then answers line by line. */
function takerOf(taken: Taken, tables: Tables, period: Period): Taker {
  const fits = holdsOf(taken.where, period);
  const found = new Map<Cell, Cell>();
  for (const row of tables[taken.from]) {
    const key = row[taken.on] ?? null;
    if (key === null || !fits(row)) continue;
    const cell = row[taken.take] ?? null;
    if (cell === null && taken.how !== 'count') continue;
    found.set(key, next(taken.how, found.get(key), cell));
  }
  const nothing = taken.how === 'count' ? 0 : null;
  return (line) => found.get(line[taken.by] ?? null) ?? nothing;
}

function next(how: Taken['how'], before: Cell | undefined, cell: Cell): Cell {
  switch (how) {
    case 'count':
      return Number(before ?? 0) + 1;
    case 'list':
      return before === undefined ? `|${String(cell)}|` : `${String(before)}${String(cell)}|`;
    case 'first':
      return before === undefined ? cell : before;
    case 'last':
      return cell;
  }
}
