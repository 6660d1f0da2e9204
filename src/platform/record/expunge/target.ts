import type { Queryable } from '../../sql/database.ts';
import { rowBucket } from '../place.ts';
import { possibleRowIds } from '../rows.ts';

/** What is to be erased: one resource with all its versions, or a person with her whole record. */
export interface Target {
  readonly type: string;
  readonly rowId: string;
  readonly fhirId: string;
}

/** A person's record goes as a whole. */
export const isPerson = ({ type }: Pick<Target, 'type'>): boolean => type === 'Patient';

/** Finds it, current or deleted; undefined where nothing of it is stored. */
export async function findTarget(q: Queryable, type: string, fhirId: string): Promise<Target | undefined> {
  for (const rowId of await possibleRowIds(q, type, fhirId)) {
    const { rows } = await q.query<{ one: number }>(
      `select 1 as one from record.resource where bucket = $1 and id = $2 and type = $3
       union all select 1 from record.history where bucket = $1 and id = $2 and type = $3 limit 1`,
      [rowBucket(rowId), rowId, type],
    );
    if (rows.length > 0) return { type, rowId, fhirId };
  }
  return undefined;
}

/** A resource that goes. */
export interface Doomed {
  readonly id: string;
  readonly type: string;
  readonly fhir_id: string | null;
  readonly current: boolean;
}

/** Everything that goes with the target. */
export async function doomedBy(q: Queryable, target: Target): Promise<Doomed[]> {
  const column = isPerson(target) ? 'patient' : 'id';
  const { rows } = await q.query<Doomed>(
    `select id, type, fhir_id, bool_or(current) as current from (
       select id, type, fhir_id, true as current from record.resource where bucket = $1 and ${column} = $2
       union all select id, type, fhir_id, false from record.history where bucket = $1 and ${column} = $2) one
     group by id, type, fhir_id order by id`,
    [rowBucket(target.rowId), target.rowId],
  );
  return rows;
}
