import type { Queryable } from '../../sql/database.ts';
import { rowBucket } from '../place.ts';
import { noSource } from '../write/no-source.ts';

/**
 * Ties and closings that one record of a person shows stand beside those of each other record of hers as well: whoever is tied to her by
 * one of them is tied to her, and what is shut by one of them is shut in all. So a search asks the shard of the row and no other.
 */
const statements = {
  dropTies: `delete from record.care_relation c where c.bucket = any ($1::int[]) and c.patient_id = any ($2::uuid[])
    and c.via is not null and ($3::uuid is null or c.via = $3)`,
  dropClosings: `delete from record.closing k where k.bucket = any ($1::int[]) and k.patient_id = any ($2::uuid[])
    and k.via is not null and ($3::uuid is null or k.via = $3)`,
  readTies: `select c.patient_id, c.facility_id, c.kind, c.source, c.since::text, c.until::text, c.opens, c.types::text
    from record.care_relation c where c.bucket = any ($1::int[]) and c.patient_id = any ($2::uuid[]) and c.via is null`,
  readClosings: `select k.patient_id, k.source, k.part, k.kind, k.grantees::text, k.spared::text, k.types::text, k.labels,
      k.purposes::text, k.since::text, k.until::text
    from record.closing k where k.bucket = any ($1::int[]) and k.patient_id = any ($2::uuid[]) and k.via is null`,
  // Arrays within arrays of one shape only: what is an array itself comes as its text.
  ties: `insert into record.care_relation (bucket, patient_id, via, facility_id, kind, source, since, until, opens, types)
    select bucket, patient, via, grantee, kind, source, since, until, opens, types::text[]
    from unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::timestamptz[], $8::timestamptz[],
      $9::smallint[], $10::text[]) k (bucket, patient, via, grantee, kind, source, since, until, opens, types)
    on conflict do nothing`,
  closings: `insert into record.closing
      (bucket, patient_id, via, source, part, kind, grantees, spared, types, labels, purposes, since, until)
    select bucket, patient, via, source, part, kind, grantees::text[], spared::text[], types::text[], labels, purposes::text[], since, until
    from unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[], $6::text[], $7::text[], $8::text[], $9::text[],
      $10::smallint[], $11::text[], $12::timestamptz[], $13::timestamptz[])
      k (bucket, patient, via, source, part, kind, grantees, spared, types, labels, purposes, since, until)
    on conflict do nothing`,
} as const;

interface TieRow {
  readonly patient_id: string;
  readonly facility_id: string;
  readonly kind: string;
  readonly source: string;
  readonly since: string;
  readonly until: string | null;
  readonly opens: number;
  readonly types: string | null;
}

interface ClosingRow extends Omit<TieRow, 'facility_id' | 'opens'> {
  readonly part: number;
  readonly grantees: string | null;
  readonly spared: string | null;
  readonly labels: number;
  readonly purposes: string | null;
}

/** Takes away what these records hold of others; of one other only where it is named. */
export async function dropCopies(
  q: Queryable,
  records: readonly string[],
  via: string | null = null,
): Promise<void> {
  const values = [...placesOf(records), via];
  await q.query({ name: 'record-same-drop-ties', text: statements.dropTies, values });
  await q.query({ name: 'record-same-drop-closings', text: statements.dropClosings, values });
}

/** Copies what some records of a person show themselves to all her others, which hold nothing of them. */
export async function copyAccess(
  q: Queryable,
  members: readonly string[],
  from: readonly string[] = members,
): Promise<void> {
  const values = placesOf(from);
  const ties = await q.query<TieRow>({ name: 'record-same-read-ties', text: statements.readTies, values });
  const closings = await q.query<ClosingRow>({
    name: 'record-same-read-closings',
    text: statements.readClosings,
    values,
  });
  const spread = <R extends { readonly patient_id: string }>(rows: readonly R[]): { to: string; row: R }[] =>
    rows.flatMap((row) => members.filter((to) => to !== row.patient_id).map((to) => ({ to, row })));
  // A tie from before there were sources would stand in the place of the other record's own.
  const sourceOf = ({ source, patient_id: via }: TieRow): string => (source === noSource ? via : source);
  const tied = spread(
    ties.rows.toSorted((a, b) => Number(a.source === noSource) - Number(b.source === noSource)),
  );
  if (tied.length > 0)
    await q.query({
      name: 'record-same-ties',
      text: statements.ties,
      values: [
        tied.map(({ to }) => rowBucket(to)),
        tied.map(({ to }) => to),
        tied.map(({ row }) => row.patient_id),
        tied.map(({ row }) => row.facility_id),
        tied.map(({ row }) => row.kind),
        tied.map(({ row }) => sourceOf(row)),
        tied.map(({ row }) => row.since),
        tied.map(({ row }) => row.until),
        tied.map(({ row }) => row.opens),
        tied.map(({ row }) => row.types),
      ],
    });
  const shut = spread(closings.rows);
  if (shut.length === 0) return;
  await q.query({
    name: 'record-same-closings',
    text: statements.closings,
    values: [
      shut.map(({ to }) => rowBucket(to)),
      shut.map(({ to }) => to),
      shut.map(({ row }) => row.patient_id),
      shut.map(({ row }) => row.source),
      shut.map(({ row }) => row.part),
      shut.map(({ row }) => row.kind),
      shut.map(({ row }) => row.grantees),
      shut.map(({ row }) => row.spared),
      shut.map(({ row }) => row.types),
      shut.map(({ row }) => row.labels),
      shut.map(({ row }) => row.purposes),
      shut.map(({ row }) => row.since),
      shut.map(({ row }) => row.until),
    ],
  });
}

function placesOf(records: readonly string[]): unknown[] {
  return [[...new Set(records.map(rowBucket))], records];
}
