import type { IndexValues } from '#kernel/fhir/search/index-values.ts';
import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { markOf } from '../index-hash.ts';
import { hasName } from '../index-row.ts';
import type { Row } from '../rows.ts';
import { dateKey } from './compile-dates.ts';
import type { Cursor, CursorKey, Key } from './cursor.ts';
import type { SqlText } from './sql-text.ts';

type Sort = ParsedQuery['sort'][number];

/** One sort key as SQL: an expression that is never null, and the type its cursor value is read back as. */
export interface SqlSort {
  readonly expression: string;
  readonly type: 'float8' | 'int' | 'timestamptz' | 'text';
  readonly descending: boolean;
}

/** The sort keys as SQL; undefined where one of them is only known from the resources themselves. */
export function sqlSorts(resourceType: string, sorts: readonly Sort[], sql: SqlText): SqlSort[] | undefined {
  const made: SqlSort[] = [];
  for (const { param, descending } of sorts) {
    if (param.code === '_id')
      made.push({ expression: `coalesce(r.fhir_id, r.id::text collate "C")`, type: 'text', descending });
    else if (param.code === '_lastUpdated')
      made.push({ expression: 'r.updated', type: 'timestamptz', descending });
    else if (param.type === 'date') {
      const key = dateKey(markOf(resourceType, param.code), descending ? 'max' : 'min', sql);
      const expression = `coalesce(${key}, '${descending ? '-Infinity' : 'Infinity'}'::float8)`;
      made.push({ expression, type: 'float8', descending });
    } else if (param.code === 'name' && hasName(resourceType)) {
      // Those without a name come last; a sort by name alone reads them in a statement of their own.
      if (sorts.length > 1)
        made.push({ expression: `(${byName} = '')::int`, type: 'int', descending: false });
      made.push({ expression: byName, type: 'text', descending });
    } else return undefined;
  }
  return made;
}

/** The column of folded names. */
export const byName = 'r.label';

const keyKinds = { float8: 'number', int: 'whole', timestamptz: 'time', text: 'text' } as const;

/** How the cursor of these sort keys is read back. */
export function cursorKeys(sorts: readonly SqlSort[]): CursorKey[] {
  return sorts.map(({ type }) => keyKinds[type]);
}

/** ORDER BY of the keys and then the row id, so that the order is total. */
export function orderBy(sorts: readonly SqlSort[]): string {
  return [...sorts.map((sort, at) => `k${at}${sort.descending ? ' desc' : ''}`), 'id'].join(', ');
}

/** Condition that holds for rows after the cursor in that order. */
export function afterCursor(sorts: readonly SqlSort[], cursor: Cursor, sql: SqlText): string {
  const columns = [
    ...sorts.map((sort, at) => ({
      expression: sort.expression,
      value: `${sql.value(cursor.keys[at])}::${sort.type}`,
      descending: sort.descending,
    })),
    { expression: 'r.id', value: `${sql.value(cursor.id)}::uuid`, descending: false },
  ];
  const ways = columns.map((column, at) => {
    const before = columns.slice(0, at).map((earlier) => `${earlier.expression} = ${earlier.value}`);
    return [...before, `${column.expression} ${column.descending ? '<' : '>'} ${column.value}`].join(' and ');
  });
  return `(${ways.map((way) => `(${way})`).join(' or ')})`;
}

/** Sort key of a resource in memory: its least value, or its greatest where the order descends; null where it has none. */
export function memoryKey(row: Row, values: IndexValues, { param, descending }: Sort): Key {
  const { code } = param;
  const pick = <T extends string | number>(list: readonly T[]): T | null => {
    let best: T | undefined;
    for (const one of list) if (best === undefined || (descending ? one > best : one < best)) best = one;
    return best ?? null;
  };
  switch (param.type) {
    case 'date':
      if (code === '_lastUpdated') return row.updated.toISOString();
      return finite(pick((values.dates[code] ?? []).map(({ lo }) => lo)));
    case 'number':
      return pick((values.numbers[code] ?? []).map(({ value }) => value));
    case 'quantity':
      return pick((values.quantities[code] ?? []).map(({ value, canonical }) => canonical?.value ?? value));
    case 'string':
      return pick((values.strings[code] ?? []).map(({ folded }) => folded));
    case 'token':
      if (code === '_id') return row.fhir_id ?? row.id;
      return pick((values.tokens[code] ?? []).flatMap((token) => token.code ?? token.text ?? []));
    case 'reference':
      return pick(
        (values.references[code] ?? []).map(({ type, id, url }) => url ?? `${type ?? ''}/${id ?? ''}`),
      );
    case 'uri':
      return pick(values.uris[code] ?? []);
    case 'composite':
    case 'special':
      return null;
  }
}

/** Infinities are no JSON: an open beginning counts as the earliest time. */
function finite(key: number | null): number | null {
  return key === null || Number.isFinite(key) ? key : Math.sign(key) * Number.MAX_VALUE;
}

interface Keyed {
  readonly row: { readonly id: string };
  readonly keys: readonly Key[];
}

/** The order of two matches: by their keys, those without a value last, and then by row id. */
export function compareFound(sorts: readonly { readonly descending: boolean }[], a: Keyed, b: Keyed): number {
  for (const [at, { descending }] of sorts.entries()) {
    const [left, right] = [a.keys[at] ?? null, b.keys[at] ?? null];
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right === descending ? 1 : -1;
  }
  return a.row.id < b.row.id ? -1 : a.row.id > b.row.id ? 1 : 0;
}
