import type { Queryable } from '../sql/database.ts';
import type { StoredResource } from './record-store.ts';
import { namesItsRow, aliasBucket, rowBucket } from './place.ts';

/** A current row (or a version) without its text. */
export interface Row {
  /** Row id: server-made, names its bucket. */
  readonly id: string;
  readonly type: string;
  /** The id that another system chose; null where the row id is the FHIR id. */
  readonly fhir_id: string | null;
  readonly version: number;
  readonly updated: Date;
  /** Null for a deletion. */
  readonly pack: number | null;
  readonly part: number | null;
  /** Row id of the person whose compartment holds it. */
  readonly patient: string | null;
  /** What this version tells that asks for more than care: bits of kernel/sensitivity. */
  readonly sensitive: number;
}

/** Columns of a Row in a statement whose table is called r. */
export const rowColumns =
  'r.id, r.type, r.fhir_id, r.version, r.updated, r.pack, r.part, r.patient, r.sensitive';

/** The FHIR id of a row. */
export function fhirIdOf(row: Pick<Row, 'id' | 'fhir_id'>): string {
  return row.fhir_id ?? row.id;
}

/** A row with its text, as callers see it. */
export function toStored(row: Row, text: string): StoredResource {
  return {
    resourceType: row.type,
    id: fhirIdOf(row),
    versionId: String(row.version),
    lastUpdated: row.updated.toISOString(),
    text,
  };
}

/** What names a resource in a reference. */
export interface Name {
  readonly type: string;
  readonly id: string;
}

/** What FHIR lets an id be; anything else names nothing, and may hold what PostgreSQL does not take. */
export const idPattern = /^[A-Za-z0-9\-.]{1,64}$/;

const byRowId = {
  name: 'record-row',
  lane: 'read',
  text: `select ${rowColumns} from record.resource r where r.bucket = $1 and r.id = $2`,
} as const;
const byAlias = {
  name: 'record-alias',
  lane: 'read',
  text: 'select a.id, a.former from record.alias a where a.bucket = $1 and a.type = $2 and a.fhir_id = $3',
} as const;

/** The current row of a resource; undefined where there is none (see `findRowId` for deleted ones). */
export async function findRow(q: Queryable, type: string, fhirId: string): Promise<Row | undefined> {
  if (namesItsRow(fhirId)) {
    const row = (await q.query<Row>({ ...byRowId, values: [rowBucket(fhirId), fhirId] })).rows[0];
    if (row !== undefined && row.type === type && row.fhir_id === null) return row;
  }
  const id = await findAlias(q, type, fhirId);
  if (id === undefined) return undefined;
  const row = (await q.query<Row>({ ...byRowId, values: [rowBucket(id), id] })).rows[0];
  return row?.type === type ? row : undefined;
}

async function findAlias(q: Queryable, type: string, fhirId: string): Promise<string | undefined> {
  return (await readAlias(q, type, fhirId))?.id;
}

async function readAlias(q: Queryable, type: string, fhirId: string): Promise<Alias | undefined> {
  if (!idPattern.test(fhirId)) return undefined;
  const values = [aliasBucket(type, fhirId), type, fhirId];
  return (await q.query<Alias>({ ...byAlias, values })).rows[0];
}

interface Alias {
  readonly id: string;
  /** Rows that the id named before, the oldest first. */
  readonly former: readonly string[] | null;
}

/** The row ids under which a FHIR id may have lived, the present one first. */
export async function possibleRowIds(q: Queryable, type: string, fhirId: string): Promise<string[]> {
  const alias = await readAlias(q, type, fhirId);
  const named = alias === undefined ? [] : [alias.id, ...(alias.former ?? []).toReversed()];
  return [...new Set([...named, ...(namesItsRow(fhirId) ? [fhirId] : [])])];
}

const manyRows = {
  name: 'record-rows',
  text: `select ${rowColumns} from unnest($1::int[], $2::uuid[]) k (bucket, id)
    join record.resource r on r.bucket = k.bucket and r.id = k.id where r.bucket = any ($1::int[])`,
};
const manyAliases = {
  name: 'record-aliases',
  text: `select a.type, a.fhir_id, a.id from unnest($1::int[], $2::text[], $3::text[]) k (bucket, type, fhir_id)
    join record.alias a on a.bucket = k.bucket and a.type = k.type and a.fhir_id = k.fhir_id
    where a.bucket = any ($1::int[])`,
};

/** Current rows by row id. */
export async function rowsById(q: Queryable, ids: readonly string[]): Promise<Row[]> {
  if (ids.length === 0) return [];
  return (await q.query<Row>({ ...manyRows, values: [ids.map(rowBucket), ids] })).rows;
}

/** Current rows by 'Type/id', at most three statements whatever their number; also the row ids behind known aliases. */
export async function findRows(
  q: Queryable,
  names: readonly Name[],
): Promise<{ rows: Map<string, Row>; aliases: Map<string, string> }> {
  const rows = new Map<string, Row>();
  const aliases = new Map<string, string>();
  const wanted = new Map(
    names.filter(({ id }) => idPattern.test(id)).map((name) => [`${name.type}/${name.id}`, name]),
  );
  const direct = [...wanted.values()].filter((name) => namesItsRow(name.id)).map((name) => name.id);
  for (const row of await rowsById(q, direct)) {
    const key = `${row.type}/${row.id}`;
    if (row.fhir_id === null && wanted.has(key)) rows.set(key, row);
  }
  const missing = [...wanted].filter(([key]) => !rows.has(key)).map(([, name]) => name);
  if (missing.length === 0) return { rows, aliases };
  const found = await q.query<{ type: string; fhir_id: string; id: string }>({
    ...manyAliases,
    values: [
      missing.map((name) => aliasBucket(name.type, name.id)),
      missing.map((name) => name.type),
      missing.map((name) => name.id),
    ],
  });
  for (const alias of found.rows) aliases.set(`${alias.type}/${alias.fhir_id}`, alias.id);
  for (const row of await rowsById(q, [...aliases.values()])) rows.set(`${row.type}/${fhirIdOf(row)}`, row);
  return { rows, aliases };
}
