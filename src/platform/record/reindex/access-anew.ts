import { sensitivityOf } from '#kernel/sensitivity/sensitivity.ts';
import type { Transaction } from '../../sql/database.ts';
import { rowBucket } from '../place.ts';
import { rowColumns, type Row } from '../rows.ts';
import type { Texts } from '../texts.ts';
import { applyAccess, type AccessRows } from '../write/access-rows.ts';
import { shownBy, showsTies } from '../write/care-relation.ts';
import { addShown, datesFor } from '../write/find-access-rows.ts';
import type { Json } from '../write/intent.ts';
import { noSource } from '../write/no-source.ts';

/** A current row with its resource, read. */
export interface ReadRow {
  readonly row: Row;
  readonly resource: Json;
}

type Found = Pick<AccessRows, 'ties' | 'closings'>;

/**
 * Works out anew who is tied to whom by these rows and what shuts their persons' records, and writes what differs. Returns how many rows
 * showed something else than was kept.
 */
export async function accessAnew(
  tx: Transaction,
  texts: Texts,
  rows: readonly ReadRow[],
  now: Date,
): Promise<number> {
  const showing = rows.filter(({ row }) => row.patient !== null && showsTies(row.type));
  if (showing.length === 0) return 0;
  const kept = await keptOf(tx, showing);
  let changed = 0;
  for (const { row, resource } of showing) {
    const at = { patient: row.patient!, source: row.id };
    const shown = { ties: [], closings: [] } as {
      ties: Found['ties'][number][];
      closings: Found['closings'][number][];
    };
    const dates = await datesFor(tx, texts, [], at.patient, resource, row.updated);
    addShown(shown, at, shownBy(resource, row.updated, dates));
    const wanted = { ...shown, ties: shown.ties.filter(({ until }) => until === null || until > now) };
    const isLegacy = row.type === 'Patient' && kept.legacy.has(row.id);
    if (!isLegacy && sameText(wanted) === (kept.text.get(row.id) ?? sameText({ ties: [], closings: [] })))
      continue;
    if (!(await isCurrent(tx, row))) continue;
    changed += 1;
    await applyAccess(tx, { anew: [at], gone: [], ...wanted }, now.toISOString());
    if (isLegacy)
      await tx.query(
        `delete from record.care_relation c where c.bucket = $1 and c.patient_id = $2 and c.source = '${noSource}'`,
        [rowBucket(row.id), row.id],
      );
  }
  return changed;
}

/** Who writes the same row meanwhile waits, or has made this row an old one. */
async function isCurrent(tx: Transaction, { id, version }: Row): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'record-reindex-hold',
    text: 'select 1 from record.resource r where r.bucket = $1 and r.id = $2 and r.version = $3 for share',
    values: [rowBucket(id), id, version],
  });
  return rowCount > 0;
}

async function keptOf(
  tx: Transaction,
  rows: readonly ReadRow[],
): Promise<{ readonly text: ReadonlyMap<string, string>; readonly legacy: ReadonlySet<string> }> {
  const patients = [...new Set(rows.map(({ row }) => row.patient!))];
  const values = [[...new Set(patients.map(rowBucket))], patients];
  const ties = await tx.query<Found['ties'][number]>({
    name: 'record-reindex-ties',
    text: `select c.patient_id as patient, c.source, c.kind, c.facility_id as grantee, c.since, c.until, c.opens, c.types
      from record.care_relation c where c.bucket = any ($1::int[]) and c.patient_id = any ($2::uuid[]) and c.via is null`,
    values,
  });
  const closings = await tx.query<Found['closings'][number]>({
    name: 'record-reindex-closings',
    text: `select k.patient_id as patient, k.source, k.kind, k.grantees, k.spared, k.types, k.labels, k.purposes, k.since, k.until
      from record.closing k where k.bucket = any ($1::int[]) and k.patient_id = any ($2::uuid[]) and k.via is null`,
    values,
  });
  const text = new Map<string, string>();
  for (const { row } of rows)
    text.set(
      row.id,
      sameText({
        ties: ties.rows.filter(({ source }) => source === row.id),
        closings: closings.rows.filter(({ source }) => source === row.id),
      }),
    );
  const legacy = new Set(ties.rows.filter(({ source }) => source === noSource).map(({ patient }) => patient));
  return { text, legacy };
}

/** One text for the same ties and closings, whatever their order. */
function sameText({ ties, closings }: Found): string {
  const tieTexts = ties.map((tie) => [tie.kind, tie.grantee, tie.since, tie.until, tie.opens, tie.types]);
  const closingTexts = closings.map((one) => [
    one.kind,
    one.grantees,
    one.spared,
    one.types,
    one.labels,
    one.purposes,
    one.since,
    one.until,
  ]);
  const sorted = (list: unknown[][]): string[] => list.map((one) => JSON.stringify(one)).toSorted();
  return JSON.stringify([sorted(tieTexts), sorted(closingTexts)]);
}

/**
 * What former versions of these rows tell: their own bits, and those of the present one, for what is closed now was never for everybody.
 * Returns how many versions counted as something else.
 */
export async function closeFormerVersions(
  tx: Transaction,
  texts: Texts,
  rows: readonly ReadRow[],
): Promise<number> {
  const changed = rows.filter(({ row }) => row.version > 1);
  if (changed.length === 0) return 0;
  const present = new Map(changed.map(({ row, resource }) => [row.id, sensitivityOf(resource)]));
  const { rows: former } = await tx.query<Row>({
    name: 'record-reindex-former',
    text: `select ${rowColumns} from record.history r where r.bucket = any ($1::int[]) and r.id = any ($2::uuid[])`,
    values: [[...new Set(changed.map(({ row }) => rowBucket(row.id)))], [...present.keys()]],
  });
  const told = former.filter(({ pack }) => pack !== null);
  const read = await texts.of(tx, told);
  const bits = told.map((row, at) => sensitivityOf(JSON.parse(read[at]!) as Json) | present.get(row.id)!);
  const wrong = told
    .map((row, at) => ({ row, bits: bits[at]! }))
    .filter(({ row, bits: now }) => row.sensitive !== now);
  if (wrong.length === 0) return 0;
  await tx.query({
    name: 'record-reindex-close',
    text: `update record.history h set sensitive = k.bits
      from unnest($1::int[], $2::uuid[], $3::int[], $4::smallint[]) k (bucket, id, version, bits)
      where h.bucket = k.bucket and h.id = k.id and h.version = k.version and h.bucket = any ($1::int[])`,
    values: [
      wrong.map(({ row }) => rowBucket(row.id)),
      wrong.map(({ row }) => row.id),
      wrong.map(({ row }) => row.version),
      wrong.map((one) => one.bits),
    ],
  });
  return wrong.length;
}
