import type { PersonFacts } from '../access/decide.ts';
import type { Queryable } from '../sql/database.ts';
import { factsFrom, type FactRow } from './person-facts.ts';
import { namesItsRow, rowBucket } from './place.ts';
import type { Reach } from './reach.ts';
import { findRow, rowColumns, type Row } from './rows.ts';

/** A current row, and what ties the reader to its person where that was asked in the same breath. */
export interface FoundRow {
  readonly row: Row;
  readonly facts?: PersonFacts;
}

type Joined = Row & (FactRow | { readonly what: null });

// One round trip where the row alone and what is open of its person would be two; a row comes once for each tie, mostly one.
const text = `select ${rowColumns}, f.what, f.kind, f.grantee, f.since, f.until, f.opens, f.types, f.grantees, f.spared, f.purposes
  from record.resource r left join lateral (
    select 'tie' as what, c.kind, c.facility_id as grantee, c.since, c.until, c.opens, c.types,
      null::text[] as grantees, null::text[] as spared, null::text[] as purposes
    from record.care_relation c where c.bucket = $1 and c.patient_id = r.patient and c.facility_id = any ($3::text[])
      and c.since <= $4::timestamptz and (c.until is null or c.until > $4::timestamptz)
    union all
    select 'closing', k.kind, '', k.since, k.until, k.labels, k.types, k.grantees, k.spared, k.purposes
    from record.closing k where k.bucket = $1 and k.patient_id = r.patient
      and k.since <= $4::timestamptz and (k.until is null or k.until > $4::timestamptz)
  ) f on true
  where r.bucket = $1 and r.id = $2`;

/** The current row of a resource for a reader whom ties let see it; undefined where there is none. */
export async function findRowFor(
  q: Queryable,
  reach: Reach,
  type: string,
  fhirId: string,
  now: Date,
): Promise<FoundRow | undefined> {
  if (reach.scope.openings.length > 0 && reach.scope.reach !== 'all' && namesItsRow(fhirId)) {
    const values = [rowBucket(fhirId), fhirId, reach.grantees, now.toISOString()];
    const { rows } = await q.query<Joined>({ name: 'record-row-and-facts', lane: 'read', text, values });
    const [row] = rows;
    if (row !== undefined && row.type === type && row.fhir_id === null)
      return {
        row,
        facts: factsFrom(
          rows.filter((one): one is Row & FactRow => one.what !== null),
          now,
        ),
      };
  }
  const row = await findRow(q, type, fhirId);
  return row && { row };
}
