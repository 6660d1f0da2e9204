import { prefixesOf } from './code-prefixes.ts';
import { cellsOf } from './figures.ts';
import type { Age, Register, Report, ReportColumn, ReportRow, Taken, Test } from './language.ts';
import { stationViews } from './station-views.ts';
import type { Period, TableName, Tables } from './tables.ts';

/** One statement that works out every figure of some reports, and what it takes. */
export interface CompiledReports {
  readonly text: string;
  /** $1: the tables as JSON by name; $2 and $3: first and last day of the period; $4: the station. */
  readonly values: (tables: Tables, period: Period) => readonly string[];
}

const types = { string: 'text', dateTime: 'text', decimal: 'float8', boolean: 'boolean' } as const;
const name = (word: string): string => `"${word}"`;
const literal = (word: string): string => `'${word.replaceAll("'", "''")}'`;

/**
 * Compiles reports to SQL: the tables of the views as recordsets, each register as a subquery over them, each figure as one filtered
 * aggregate. The answer has the columns `id` and `n`. It says the same as `figuresOf`, which a test holds it to.
 */
export function compileReports(registers: readonly Register[], reports: readonly Report[]): CompiledReports {
  const cells = reports.flatMap(cellsOf);
  const used = registers.filter(({ code }) => cells.some(({ row }) => row.of === code));
  const tables = stationViews.map(
    ({ table, columns }) =>
      `${name(table)} as materialized (select * from jsonb_to_recordset(($1::jsonb)->${literal(table)}) as r(n int, ${columns
        .map((column) => `${name(column.name)} ${types[column.type]}`)
        .join(', ')}))`,
  );
  const lines = used.map(
    (register) => `${name(`book_${register.code}`)} as materialized (${linesSql(register)})`,
  );
  const counts = used.map((register) => {
    const own = cells.filter(({ row }) => row.of === register.code);
    // One walk over the lines of a register counts all its figures; then they are turned into rows.
    const aggregates = own.map(({ row, column }, at) => `${countSql(row, column)}::float8 as f${at}`);
    const list = own.map(({ id }, at) => `(${literal(id)}, f${at})`).join(', ');
    return `select v.id, v.n from (select ${aggregates.join(', ')} from ${name(`book_${register.code}`)}) a, lateral (values ${list}) as v(id, n)`;
  });
  return {
    text: `with ${[...tables, ...lines].join(',\n')}\n${counts.join('\nunion all\n')}`,
    values: (rows, period) => [
      JSON.stringify(
        Object.fromEntries(
          Object.entries(rows).map(([table, list]) => [table, list.map((row, n) => ({ n, ...row }))]),
        ),
      ),
      period.from,
      period.to,
      period.station ?? '',
    ],
  };
}

function countSql(row: ReportRow, column: ReportColumn): string {
  const fits = `filter (where (${testSql(row.where)}) and (${testSql(column.where)}))`;
  if (row.distinct !== undefined) return `count(distinct ${name(row.distinct)}) ${fits}`;
  return row.sum === undefined ? `count(*) ${fits}` : `coalesce(sum(${name(row.sum)}) ${fits}, 0)`;
}

function linesSql({ from, on, taken, ages, where }: Register): string {
  const groups = [...Map.groupBy(taken, ({ from: table, by, on: key }) => `${table} ${by} ${key}`).values()];
  const joins = groups.map((group, at) => joinSql(group, at));
  const took = groups.flatMap((group, at) =>
    group.map((one) =>
      one.how === 'count'
        ? `coalesce(j${at}.${name(one.as)}, 0)::float8 as ${name(one.as)}`
        : `j${at}.${name(one.as)}`,
    ),
  );
  const belongs = on === undefined ? '' : ` where ${testSql({ within: on }, 'b.')}`;
  const joined = `select ${['b.*', ...took].join(', ')} from ${name(from)} b ${joins.join(' ')}${belongs}`;
  const aged = `select s.*${(ages ?? []).map((age) => `, ${ageSql(age)} as ${name(age.as)}`).join('')} from (${joined}) s`;
  return `select * from (${aged}) t where ${testSql(where)}`;
}

function joinSql(group: readonly Taken[], at: number): string {
  const [first] = group as readonly [Taken, ...Taken[]];
  const aggregates = group.map((one) => {
    const value = name(one.take);
    const fits = testSql(one.where);
    const given = `filter (where ${value} is not null and (${fits}))`;
    switch (one.how) {
      case 'count':
        return `count(*) filter (where ${fits}) as ${name(one.as)}`;
      case 'list':
        return `'|' || string_agg(${value}, '|' order by n) ${given} || '|' as ${name(one.as)}`;
      case 'first':
        return `(array_agg(${value} order by n) ${given})[1] as ${name(one.as)}`;
      case 'last':
        return `(array_agg(${value} order by n desc) ${given})[1] as ${name(one.as)}`;
    }
  });
  const table: TableName = first.from;
  return `left join (select ${name(first.on)} as k, ${aggregates.join(', ')} from ${name(table)} group by 1) j${at} on j${at}.k = b.${name(first.by)}`;
}

/** A birth date of any precision as a whole day, or null: the same rule as `ageBetween`. */
const wholeDay = (value: string): string =>
  `(case when ${value} ~ '^\\d{4}(-\\d{2}(-\\d{2})?)?$' then ${value} || substr('-01-01', length(${value}) - 3) end)`;

function ageSql({ unit, born, at }: Age): string {
  const from = wholeDay(`s.${name(born)}`);
  const to = at === 'end' ? '$3::text' : wholeDay(`s.${name(at)}`);
  const part = (day: string, start: number, length: number): string =>
    `substr(${day}, ${start}, ${length})::int`;
  const months = `((${part(to, 1, 4)} - ${part(from, 1, 4)}) * 12 + ${part(to, 6, 2)} - ${part(from, 6, 2)} - (case when ${part(to, 9, 2)} < ${part(from, 9, 2)} then 1 else 0 end))`;
  const value =
    unit === 'days' ? `(${to}::date - ${from}::date)` : unit === 'months' ? months : `(${months} / 12)`;
  return `(case when ${from} collate "C" <= ${to} then ${value} end)::float8`;
}

/** SQL of a question. Unknown is false, so each leaf is wrapped. */
function testSql(test: Test | undefined, at = ''): string {
  if (test === undefined) return 'true';
  if ('all' in test)
    return test.all.length === 0 ? 'true' : test.all.map((one) => `(${testSql(one, at)})`).join(' and ');
  if ('any' in test)
    return test.any.length === 0 ? 'false' : test.any.map((one) => `(${testSql(one, at)})`).join(' or ');
  if ('not' in test) return `not (${testSql(test.not, at)})`;
  return `coalesce(${leafSql(test, at)}, false)`;
}

function leafSql(
  test: Exclude<Test, { all: unknown } | { any: unknown } | { not: unknown }>,
  at: string,
): string {
  const column = (word: string): string => `${at}${name(word)}`;
  if ('is' in test) {
    const [word, value] = test.is;
    return `${column(word)} = ${typeof value === 'string' ? literal(value) : String(value)}`;
  }
  if ('in' in test) return `${column(test.in[0])} in (${test.in[1].map(literal).join(', ')})`;
  if ('between' in test) {
    const [word, low, high] = test.between;
    const sides = [
      ...(low === undefined ? [] : [`${column(word)} >= ${low}`]),
      ...(high === undefined ? [] : [`${column(word)} <= ${high}`]),
    ];
    return sides.length === 0 ? `${column(word)} is not null` : sides.join(' and ');
  }
  if ('codes' in test) {
    const [word, ranges] = test.codes;
    const patterns = ranges.flatMap(prefixesOf).map((prefix) => literal(`%|${prefix}%`));
    return `('|' || ${column(word)}) like any (array[${patterns.join(', ')}])`;
  }
  if ('holds' in test) {
    const [word, values] = test.holds;
    return `string_to_array(${column(word)}, '|') @> array[${values.map(literal).join(', ')}]::text[]`;
  }
  if ('known' in test) return `coalesce(${column(test.known)}::text, '') not in ('', '0', 'false')`;
  if ('within' in test)
    return `${column(test.within)} collate "C" >= $2 and ${column(test.within)} collate "C" <= $3`;
  if ('ours' in test) return `${column(test.ours)} = $4`;
  return `${column(test.until)} collate "C" <= $3`;
}
