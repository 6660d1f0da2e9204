import type { Queryable } from '../../sql/database.ts';
import { rowBucket } from '../place.ts';
import { fhirIdOf, rowColumns, rowsById, type Row } from '../rows.ts';
import type { Texts } from '../texts.ts';

/** A version of a resource, current or former. */
export interface Version {
  /** Row id. */
  readonly id: string;
  readonly version: number;
}

/** Its text. */
export interface VersionText extends Version {
  readonly fhirId: string;
  readonly text: string;
  readonly updated: Date;
  readonly row: Row;
}

/** The texts of versions, by 'id/version'; at most three statements whatever their number. What was erased is missing. */
export async function versionTexts(
  q: Queryable,
  texts: Texts,
  versions: readonly Version[],
): Promise<Map<string, VersionText>> {
  const wanted = new Map(versions.map((one) => [keyOf(one), one]));
  const ids = [...new Set(versions.map(({ id }) => id))];
  const rows = (await rowsById(q, ids)).filter((row) => wanted.has(keyOf(row)));
  const found = new Set(rows.map(keyOf));
  const former = [...wanted].filter(([key]) => !found.has(key)).map(([, one]) => one);
  if (former.length > 0) rows.push(...(await formerRows(q, former)));
  const readable = rows.filter((row) => row.pack !== null);
  const bodies = readable.length === 0 ? [] : await texts.of(q, readable);
  return new Map(
    readable.map((row, at) => [
      keyOf(row),
      {
        id: row.id,
        version: row.version,
        fhirId: fhirIdOf(row),
        text: bodies[at]!,
        updated: row.updated,
        row,
      },
    ]),
  );
}

/** Deletions among versions, by 'id/version', without a text. */
export async function deletionsOf(
  q: Queryable,
  versions: readonly Version[],
): Promise<Map<string, VersionText>> {
  const rows = versions.length === 0 ? [] : await formerRows(q, versions);
  return new Map(
    rows
      .filter((row) => row.pack === null)
      .map((row) => [
        keyOf(row),
        {
          id: row.id,
          version: row.version,
          fhirId: fhirIdOf(row),
          text: '',
          updated: row.updated,
          row,
        },
      ]),
  );
}

/** 'id/version' */
export function keyOf({ id, version }: Version): string {
  return `${id}/${version}`;
}

async function formerRows(q: Queryable, versions: readonly Version[]): Promise<Row[]> {
  const { rows } = await q.query<Row>({
    name: 'record-former-rows',
    text: `select ${rowColumns} from unnest($1::int[], $2::uuid[], $3::int[]) k (bucket, id, version)
      join record.history r on r.bucket = k.bucket and r.id = k.id and r.version = k.version
      where r.bucket = any ($1::int[])`,
    values: [
      versions.map(({ id }) => rowBucket(id)),
      versions.map(({ id }) => id),
      versions.map(({ version }) => version),
    ],
  });
  return rows;
}
