import type { Closing, Tie } from '../../access/decide.ts';
import type { Queryable } from '../../sql/database.ts';
import { arrayOf } from '../person-facts.ts';
import { rowBucket } from '../place.ts';
import { copyAccess, dropCopies } from '../same-person/copy-access.ts';
import { readKept } from '../same-person/read-person.ts';
import { noSource } from './no-source.ts';

/** The row of a person that shows something about who sees her record. */
export interface Source {
  readonly patient: string;
  readonly source: string;
}

/** What a write changes of who sees whose record. */
export interface AccessRows {
  /** Rows whose ties and closings are worked out anew: what they showed before goes. */
  readonly anew: readonly (Source & { readonly chargeBefore?: string | undefined })[];
  /** Rows that are deleted: their ties end, so that who was tied hears of it; their closings go. */
  readonly gone: readonly Source[];
  readonly ties: readonly (Source & Tie)[];
  readonly closings: readonly (Source & Closing)[];
}

const holdText = 'select t.generation from record.same_person_turn t for share';

const statements = {
  tiesAnew: `delete from record.care_relation c using unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[]) k (bucket, patient, source, charge)
    where c.bucket = k.bucket and c.patient_id = k.patient and c.bucket = any ($1::int[])
      and (c.source = k.source or (c.source = '${noSource}' and c.kind = 'charge' and c.facility_id = k.charge))`,
  tiesGone: `update record.care_relation c set until = $4::timestamptz
    from unnest($1::int[], $2::uuid[], $3::uuid[]) k (bucket, patient, source)
    where c.bucket = k.bucket and c.patient_id = k.patient and c.source = k.source and c.bucket = any ($1::int[])
      and (c.until is null or c.until > $4::timestamptz)`,
  closingsGone: `delete from record.closing c using unnest($1::int[], $2::uuid[], $3::uuid[]) k (bucket, patient, source)
    where c.bucket = k.bucket and c.patient_id = k.patient and c.source = k.source and c.bucket = any ($1::int[])`,
  // Arrays within arrays of one shape only: what is an array itself comes as its text.
  ties: `insert into record.care_relation as c (bucket, patient_id, facility_id, kind, source, since, until, opens, types)
    select bucket, patient, grantee, kind, source, since, until, opens, types::text[]
    from unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[], $7::timestamptz[], $8::smallint[], $9::text[])
      k (bucket, patient, grantee, kind, source, since, until, opens, types)
    on conflict (bucket, patient_id, facility_id, kind, source)
    do update set since = excluded.since, until = excluded.until, opens = excluded.opens, types = excluded.types`,
  closings: `insert into record.closing
      (bucket, patient_id, source, part, kind, grantees, spared, types, labels, purposes, since, until)
    select bucket, patient, source, part, kind, grantees::text[], spared::text[], types::text[], labels, purposes::text[], since, until
    from unnest($1::int[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::smallint[],
      $10::text[], $11::timestamptz[], $12::timestamptz[])
      k (bucket, patient, source, part, kind, grantees, spared, types, labels, purposes, since, until)
    on conflict (bucket, patient_id, source, part) do nothing`,
} as const;

/**
 * Writes it in a few statements, however many rows there are, and in none where nothing changes. What a record of somebody shows who has
 * several is copied to the others: the database is asked who has, since another server may have joined her a moment ago.
 * @param newcomers row ids of persons who come with this very write: nobody can have joined them yet, so that a registration asks nothing
 */
export async function applyAccess(
  q: Queryable,
  rows: AccessRows,
  at: string,
  newcomers: ReadonlySet<string> = new Set(),
): Promise<void> {
  const { anew, gone, ties, closings } = rows;
  if (anew.length + gone.length + ties.length + closings.length === 0) return;
  // Who shuts a record waits for whoever joins it to another one at this moment: else that one would stay open.
  if (closings.length > 0) await q.query({ name: 'record-same-hold', text: holdText, values: [] });
  await writeOwn(q, rows, at);
  const records = new Set([...anew, ...gone, ...ties, ...closings].map(({ patient }) => patient));
  const mayBeJoined = [...records].filter((record) => !newcomers.has(record));
  for (const { id, members } of await readKept(q, mayBeJoined)) {
    await dropCopies(
      q,
      members.filter((member) => member !== id),
      id,
    );
    await copyAccess(q, members, [id]);
  }
}

async function writeOwn(q: Queryable, rows: AccessRows, at: string): Promise<void> {
  const run = (name: keyof typeof statements, values: unknown[]): Promise<unknown> =>
    q.query({ name: `record-access-${name}`, text: statements[name], values });
  const { anew, gone, ties, closings } = rows;
  if (anew.length > 0)
    await run('tiesAnew', [...placesOf(anew), anew.map(({ chargeBefore }) => chargeBefore ?? null)]);
  if (gone.length > 0) await run('tiesGone', [...placesOf(gone), at]);
  if (anew.length + gone.length > 0) await run('closingsGone', placesOf([...anew, ...gone]));
  if (ties.length > 0) {
    await run('ties', [
      ties.map(({ patient }) => rowBucket(patient)),
      ties.map(({ patient }) => patient),
      ties.map(({ grantee }) => grantee),
      ties.map(({ kind }) => kind),
      ties.map(({ source }) => source),
      ties.map(({ since }) => since.toISOString()),
      ties.map(({ until }) => until?.toISOString() ?? null),
      ties.map(({ opens }) => opens),
      ties.map(({ types }) => textOf(types)),
    ]);
  }
  if (closings.length === 0) return;
  const parts = new Map<string, number>();
  const partOf = ({ source }: Source): number => {
    const part = parts.get(source) ?? 0;
    parts.set(source, part + 1);
    return part;
  };
  await run('closings', [
    ...placesOf(closings),
    closings.map(partOf),
    closings.map(({ kind }) => kind),
    closings.map(({ grantees }) => textOf(grantees)),
    closings.map(({ spared }) => textOf(spared)),
    closings.map(({ types }) => textOf(types)),
    closings.map(({ labels }) => labels),
    closings.map(({ purposes }) => textOf(purposes)),
    closings.map(({ since }) => since.toISOString()),
    closings.map(({ until }) => until?.toISOString() ?? null),
  ]);
}

function placesOf(rows: readonly Source[]): unknown[] {
  return [
    rows.map(({ patient }) => rowBucket(patient)),
    rows.map(({ patient }) => patient),
    rows.map(({ source }) => source),
  ];
}

function textOf(list: readonly string[] | null): string | null {
  return list === null ? null : arrayOf(list);
}
