import type { IndexValues } from '#kernel/fhir/search/index-values.ts';
import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { markOf } from '../index-hash.ts';
import { hasName } from '../index-row.ts';
import type { Row } from '../rows.ts';
import { dateTriples } from './compile-condition.ts';
import type { Cursor, CursorKey } from './cursor.ts';
import type { SqlText } from './sql-text.ts';

type Sort = ParsedQuery['sort'][number];

/** One sort key as SQL: an expression that is never null, and the type its cursor value is read back as. */
export interface SqlSort {
  readonly expression: string;
  readonly type: 'float8' | 'timestamptz' | 'text';
  readonly descending: boolean;
}

/** The sort keys as SQL; undefined where one of them is only known from the resources themselves. */
export function sqlSorts(resourceType: string, sorts: readonly Sort[], sql: SqlText): SqlSort[] | undefined {
  const made: SqlSort[] = [];
  for (const { param, descending } of sorts) {
    if (param.code === '_id') continue;
    if (param.code === '_lastUpdated')
      made.push({ expression: 'r.updated', type: 'timestamptz', descending });
    else if (param.type === 'date') {
      const triples = dateTriples(markOf(resourceType, param.code), sql);
      const none = descending ? '-Infinity' : 'Infinity';
      const expression = `coalesce((select ${descending ? 'max' : 'min'}(r.dates[i+1]) from ${triples}), '${none}'::float8)`;
      made.push({ expression, type: 'float8', descending });
    } else if (param.code === 'name' && hasName(resourceType)) {
      made.push({ expression: 'r.label', type: 'text', descending });
    } else return undefined;
  }
  return made;
}

const keyKinds = { float8: 'number', timestamptz: 'time', text: 'text' } as const;

/** How the cursor of these sort keys is read back. */
export function cursorKeys(sorts: readonly SqlSort[]): CursorKey[] {
  return sorts.map(({ type }) => keyKinds[type]);
}

/** ORDER BY of the keys and then the row id, so that the order is total. */
export function orderBy(sorts: readonly SqlSort[], idDescending: boolean): string {
  const keys = sorts.map((sort, at) => `k${at}${sort.descending ? ' desc' : ''}`);
  return [...keys, `id${idDescending ? ' desc' : ''}`].join(', ');
}

/** Condition that holds for rows after the cursor in that order. */
export function afterCursor(
  sorts: readonly SqlSort[],
  idDescending: boolean,
  cursor: Cursor,
  sql: SqlText,
): string {
  const columns = [
    ...sorts.map((sort, at) => ({
      expression: sort.expression,
      value: `${sql.value(cursor.keys[at])}::${sort.type}`,
      descending: sort.descending,
    })),
    { expression: 'r.id', value: `${sql.value(cursor.id)}::uuid`, descending: idDescending },
  ];
  const ways = columns.map((column, at) => {
    const before = columns.slice(0, at).map((earlier) => `${earlier.expression} = ${earlier.value}`);
    return [...before, `${column.expression} ${column.descending ? '<' : '>'} ${column.value}`].join(' and ');
  });
  return `(${ways.map((way) => `(${way})`).join(' or ')})`;
}

/** Sort key of a resource in memory; '' or an infinity where it has no value. */
export function memoryKey(row: Row, values: IndexValues, { param, descending }: Sort): string | number {
  const { code } = param;
  const pick = (list: readonly number[]): number => {
    if (list.length === 0) return descending ? -Number.MAX_VALUE : Number.MAX_VALUE;
    return descending ? Math.max(...list) : Math.min(...list);
  };
  switch (param.type) {
    case 'date':
      return code === '_lastUpdated'
        ? row.updated.getTime()
        : pick((values.dates[code] ?? []).map((v) => v.lo));
    case 'number':
      return pick((values.numbers[code] ?? []).map((v) => v.value));
    case 'quantity':
      return pick((values.quantities[code] ?? []).map((v) => v.value));
    case 'string':
      return values.strings[code]?.[0]?.folded ?? '';
    case 'token':
      return code === '_id' ? (row.fhir_id ?? row.id) : (values.tokens[code]?.[0]?.code ?? '');
    case 'reference': {
      const [first] = values.references[code] ?? [];
      return first === undefined ? '' : (first.url ?? `${first.type ?? ''}/${first.id ?? ''}`);
    }
    case 'uri':
      return values.uris[code]?.[0] ?? '';
    case 'composite':
    case 'special':
      return '';
  }
}
