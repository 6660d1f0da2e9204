import type { Queryable } from '../sql/database.ts';
import { namesItsRow, rowBucket } from './place.ts';
import { fhirIdOf, findRow } from './rows.ts';

/** The row of a person by the id that callers know; another system may have chosen that one. The id itself where there is no such row. */
export async function rowIdOfPerson(q: Queryable, id: string): Promise<string> {
  return namesItsRow(id) ? id : ((await findRow(q, 'Patient', id))?.id ?? id);
}

/** FHIR ids of persons by their rows; who is gone is not among them. */
export async function fhirIdsOfPersons(
  q: Queryable,
  rowIds: readonly string[],
): Promise<Map<string, string>> {
  const ids = [...new Set(rowIds.filter(namesItsRow))];
  if (ids.length === 0) return new Map();
  const { rows } = await q.query<{ id: string; fhir_id: string | null }>(
    'select id, fhir_id from record.resource where bucket = any ($1::int[]) and id = any ($2::uuid[])',
    [[...new Set(ids.map(rowBucket))], ids],
  );
  return new Map(rows.map((row) => [row.id, fhirIdOf(row)]));
}
