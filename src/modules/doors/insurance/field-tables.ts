import { fieldLists, formerFieldLists } from './field-lists.ts';
import type { TableName } from './field-lists.ts';

/** What the regulation says of one field. */
export interface FieldFact {
  readonly kind: 'text' | 'number';
  /** Longest value in characters (text) or digits (number); undefined is without limit. */
  readonly max: number | undefined;
}

/** Which regulation a visit follows: the present one, or the one before July 2024. */
export type Edition = 'qd130' | 'qd4210';

export function isTableName(name: string): name is TableName {
  return Object.hasOwn(fieldLists, name);
}

/** Fields of a table in their order. The former edition has five tables; the others are read as today's. */
export function fieldsOf(table: TableName, edition: Edition): ReadonlyMap<string, FieldFact> {
  return (edition === 'qd4210' ? former.get(table) : undefined) ?? current.get(table) ?? new Map();
}

const current = readLists(fieldLists);
const former = readLists(formerFieldLists);

function readLists(
  lists: Readonly<Record<string, string>>,
): ReadonlyMap<string, ReadonlyMap<string, FieldFact>> {
  return new Map(
    Object.entries(lists).map(([table, list]) => [table, new Map(list.split(' ').map(readField))]),
  );
}

function readField(text: string): [string, FieldFact] {
  const [name = '', fact = ''] = text.split(':');
  const max = fact.slice(1);
  return [
    name,
    { kind: fact.startsWith('n') ? 'number' : 'text', max: max === '' ? undefined : Number(max) },
  ];
}
