import type { Keyring } from '../../crypt/keyring.ts';
import type { Transaction } from '../../sql/database.ts';
import { labelColumn } from '../index-row.ts';
import { packTexts, separator, type Packed } from '../pack.ts';
import { aliasBucket, rowBucket } from '../place.ts';
import type { IdentifierLine } from './identifiers.ts';
import { applyAccess, type AccessRows } from './access-rows.ts';
import type { Draft } from './intent.ts';

/** Everything that one write leaves behind besides resources and history. */
export interface SideRows {
  readonly identifiers: readonly (IdentifierLine & { readonly id: string })[];
  readonly identifiersGone: readonly (IdentifierLine & { readonly id: string })[];
  readonly access: AccessRows;
}

/** Somebody else changed a row in between: the whole transaction is run again, as after a serialization failure. */
class LostRace extends Error {
  override readonly name = 'LostRace';
  readonly code = '40001';
}

// Where `bucket` is listed beside the join, a cluster asks the shards of these rows and no others.
const statements = {
  pack: `insert into record.pack (bucket, id, body)
    select bucket, id, substring($3::bytea from start for length)
    from unnest($1::int[], $2::bigint[], $4::int[], $5::int[]) k (bucket, id, start, length)`,
  onePack: 'insert into record.pack (bucket, id, body) values ($1, $2, $3)',
  // Spread over shards, only what it returns says how many rows it wrote.
  alias: `insert into record.alias as a (bucket, type, fhir_id, id)
    select * from unnest($1::int[], $2::text[], $3::text[], $4::uuid[])
    on conflict (bucket, type, fhir_id) do update set id = excluded.id where a.id = excluded.id returning a.id`,
  // The id was somebody else's, and is deleted there.
  aliasMoved: `update record.alias a set id = k.id, former = coalesce(a.former, '{}') || a.id
    from unnest($1::int[], $2::text[], $3::text[], $4::uuid[], $5::uuid[]) k (bucket, type, fhir_id, id, before)
    where a.bucket = k.bucket and a.type = k.type and a.fhir_id = k.fhir_id and a.id = k.before and a.bucket = any ($1::int[])`,
  create: `insert into record.resource
      (bucket, version, pack, part, updated, id, patient, type, fhir_id, label, tokens, dates, words, sensitive)
    select bucket, version, pack, part, $1::timestamptz, id, patient, type, nullif(fhir_id, ''),
      case when label <> '' then substr(label, 2) end,
      tokens::bigint[], nullif(dates, '')::float8[], nullif(words, '')::tsvector, sensitive
    from unnest($2::int[], $3::int[], $4::bigint[], $5::smallint[], $6::uuid[], $7::uuid[],
      string_to_array($8, E'\\x1e'), string_to_array($9, E'\\x1e'), string_to_array($10, E'\\x1e'),
      string_to_array($11, E'\\x1e'), string_to_array($12, E'\\x1e'), string_to_array($13, E'\\x1e'), $14::smallint[])
      k (bucket, version, pack, part, id, patient, type, fhir_id, label, tokens, dates, words, sensitive)`,
  keep: `insert into record.history (bucket, version, pack, part, updated, id, patient, type, fhir_id, sensitive)
    select r.bucket, r.version, r.pack, r.part, r.updated, r.id, r.patient, r.type, r.fhir_id, r.sensitive
    from unnest($1::int[], $2::uuid[], $3::int[]) k (bucket, id, version)
    join record.resource r on r.bucket = k.bucket and r.id = k.id and r.version = k.version
    where r.bucket = any ($1::int[])`,
  // Texts become arrays before the update: no shard does that for itself in one.
  update: `with k as materialized (
      select bucket, version, pack, part, id, case when label <> '' then substr(label, 2) end as label,
        tokens::bigint[] as tokens, nullif(dates, '')::float8[] as dates, nullif(words, '')::tsvector as words, sensitive
      from unnest($2::int[], $3::int[], $4::bigint[], $5::smallint[], $6::uuid[],
        string_to_array($7, E'\\x1e'), string_to_array($8, E'\\x1e'), string_to_array($9, E'\\x1e'),
        string_to_array($10, E'\\x1e'), $11::smallint[])
        k (bucket, version, pack, part, id, label, tokens, dates, words, sensitive))
    update record.resource r set version = k.version, pack = k.pack, part = k.part, updated = $1::timestamptz,
      label = k.label, tokens = k.tokens, dates = k.dates, words = k.words, sensitive = k.sensitive
    from k where r.bucket = k.bucket and r.id = k.id and r.version = k.version - 1
      and r.bucket = any ($2::int[])`,
  // What is told from now on was never for everybody: former versions are closed with the present one.
  close: `update record.history h set sensitive = h.sensitive | k.bits
    from unnest($1::int[], $2::uuid[], $3::smallint[]) k (bucket, id, bits)
    where h.bucket = k.bucket and h.id = k.id and h.bucket = any ($1::int[])`,
  bury: `insert into record.history (bucket, version, updated, id, patient, type, fhir_id, sensitive)
    select r.bucket, r.version + 1, $1::timestamptz, r.id, r.patient, r.type, r.fhir_id, r.sensitive
    from unnest($2::int[], $3::uuid[]) k (bucket, id) join record.resource r on r.bucket = k.bucket and r.id = k.id
    where r.bucket = any ($2::int[])`,
  remove: `delete from record.resource r using unnest($1::int[], $2::uuid[], $3::int[]) k (bucket, id, version)
    where r.bucket = k.bucket and r.id = k.id and r.version = k.version and r.bucket = any ($1::int[])`,
  unshare: 'delete from record.shared s where s.id = any ($1::uuid[])',
  share: `insert into record.shared (bucket, home, patient, id)
    select * from unnest($1::int[], $2::int[], $3::uuid[], $4::uuid[]) on conflict do nothing`,
  identifier: `insert into record.identifier (bucket, home, key, id, sole)
    select * from unnest($1::int[], $2::int[], $3::uuid[], $4::uuid[], $5::bool[])
    on conflict (bucket, key, id) do update set sole = excluded.sole`,
  identifierGone: `delete from record.identifier n using unnest($1::int[], $2::uuid[], $3::uuid[]) k (bucket, key, id)
    where n.bucket = k.bucket and n.key = k.key and n.id = k.id and n.bucket = any ($1::int[])`,
  change: `insert into record.change (bucket, tx, at, ids, types, versions, kinds)
    values ($1, pg_current_xact_id(), $2::timestamptz, $3::uuid[], $4::text[], $5::int[], $6)`,
} as const;

/** Writes finished drafts in a handful of statements, however many they are. */
export async function applyDrafts(
  tx: Transaction,
  drafts: readonly Draft[],
  side: SideRows,
  { now, keys }: { readonly now: Date; readonly keys: Keyring },
): Promise<void> {
  const at = now.toISOString();
  const run = (name: keyof typeof statements, values: unknown[]): Promise<{ rowCount: number }> =>
    tx.query({ name: `record-write-${name}`, text: statements[name], values });
  const created = drafts.filter((draft) => draft.outcome === 'created');
  const updated = drafts.filter((draft) => draft.outcome === 'updated');
  const deleted = drafts.filter((draft) => draft.outcome === 'deleted');
  const places = await applyPacks(run, [...created, ...updated], now, keys);
  await applyAliases(run, created);
  if (created.length > 0) await run('create', createValues(created, places, at));
  const replaced = [...updated, ...deleted];
  if (replaced.length > 0) {
    const keys = [replaced.map(bucket), replaced.map(id), replaced.map((draft) => draft.previous!.version)];
    expectAll((await run('keep', keys)).rowCount, replaced);
  }
  if (updated.length > 0)
    expectAll((await run('update', updateValues(updated, places, at))).rowCount, updated);
  const closed = updated.filter(({ sensitive, previous }) => (sensitive & ~previous!.sensitive) !== 0);
  if (closed.length > 0)
    await run('close', [closed.map(bucket), closed.map(id), closed.map(({ sensitive }) => sensitive)]);
  if (deleted.length > 0) {
    await run('bury', [at, deleted.map(bucket), deleted.map(id)]);
    const keys = [deleted.map(bucket), deleted.map(id), deleted.map((draft) => draft.previous!.version)];
    expectAll((await run('remove', keys)).rowCount, deleted);
  }
  await applyShared(run, drafts);
  await applySide(run, side);
  await applyAccess(tx, side.access, at, new Set(created.filter(standsAlone).map(id)));
  const changed = drafts.filter((draft) => draft.outcome !== 'unchanged' && draft.outcome !== 'nothing');
  await run('change', [
    changed[0]!.bucket,
    at,
    list(changed.map(id)),
    list(changed.map((draft) => draft.intent.resourceType)),
    list(changed.map((draft) => draft.version)),
    changed.map((draft) => draft.outcome[0]).join(''),
  ]);
}

type Run = (name: keyof typeof statements, values: unknown[]) => Promise<{ rowCount: number }>;

const bucket = (draft: Draft): number => draft.bucket;
const id = (draft: Draft): string => draft.rowId;
/** Somebody who comes with this write and is joined to nobody by it. */
const standsAlone = ({ intent, resource }: Draft): boolean =>
  intent.resourceType === 'Patient' && resource?.['link'] === undefined;
/** An array literal; only for values without quotes, commas or braces. */
const list = (values: readonly (string | number | null)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`;
const joined = (values: readonly string[]): string => values.join(separator);
const label = (draft: Draft): string => labelColumn(draft.index!);

function expectAll(count: number, drafts: readonly Draft[]): void {
  if (count !== drafts.length) throw new LostRace();
}

async function applyPacks(
  run: Run,
  drafts: readonly Draft[],
  now: Date,
  keys: Keyring,
): Promise<Map<Draft, Packed>> {
  const places = new Map<Draft, Packed>();
  for (const draft of drafts) {
    places.set(draft, { bucket: draft.bucket, patient: draft.patient, text: draft.text, pack: 0, part: 0 });
  }
  const packs = packTexts([...places.values()], now, keys);
  const [first] = packs;
  if (packs.length === 1) await run('onePack', [first!.bucket, first!.id, first!.body]);
  else if (packs.length > 1) {
    let start = 1;
    const starts = packs.map((pack) => (start += pack.body.length) - pack.body.length);
    await run('pack', [
      list(packs.map((pack) => pack.bucket)),
      list(packs.map((pack) => pack.id)),
      Buffer.concat(packs.map((pack) => pack.body)),
      list(starts),
      list(packs.map((pack) => pack.body.length)),
    ]);
  }
  return places;
}

async function applyAliases(run: Run, created: readonly Draft[]): Promise<void> {
  const foreign = created.filter((draft) => draft.fhirId !== draft.rowId);
  if (foreign.length === 0) return;
  const names = (drafts: readonly Draft[]): unknown[] => [
    drafts.map((draft) => aliasBucket(draft.intent.resourceType, draft.fhirId)),
    drafts.map((draft) => draft.intent.resourceType),
    drafts.map((draft) => draft.fhirId),
    drafts.map(id),
  ];
  const moved = foreign.filter(({ former }) => former.length > 0);
  if (moved.length > 0) await run('aliasMoved', [...names(moved), moved.map(({ former }) => former[0])]);
  const { rowCount } = await run('alias', names(foreign));
  expectAll(rowCount, foreign);
}

function createValues(created: readonly Draft[], places: ReadonlyMap<Draft, Packed>, at: string): unknown[] {
  return [
    at,
    list(created.map(bucket)),
    list(created.map((draft) => draft.version)),
    list(created.map((draft) => places.get(draft)!.pack)),
    list(created.map((draft) => places.get(draft)!.part)),
    list(created.map(id)),
    list(created.map((draft) => draft.patient)),
    joined(created.map((draft) => draft.intent.resourceType)),
    joined(created.map((draft) => (draft.fhirId === draft.rowId ? '' : draft.fhirId))),
    joined(created.map(label)),
    joined(created.map((draft) => draft.index!.tokens)),
    joined(created.map((draft) => draft.index!.dates)),
    joined(created.map((draft) => draft.index!.words)),
    list(created.map((draft) => draft.sensitive)),
  ];
}

function updateValues(updated: readonly Draft[], places: ReadonlyMap<Draft, Packed>, at: string): unknown[] {
  return [
    at,
    list(updated.map(bucket)),
    list(updated.map((draft) => draft.version)),
    list(updated.map((draft) => places.get(draft)!.pack)),
    list(updated.map((draft) => places.get(draft)!.part)),
    list(updated.map(id)),
    joined(updated.map(label)),
    joined(updated.map((draft) => draft.index!.tokens)),
    joined(updated.map((draft) => draft.index!.dates)),
    joined(updated.map((draft) => draft.index!.words)),
    list(updated.map((draft) => draft.sensitive)),
  ];
}

async function applyShared(run: Run, drafts: readonly Draft[]): Promise<void> {
  const replaced = drafts.filter((draft) => draft.outcome === 'updated' || draft.outcome === 'deleted');
  if (replaced.length > 0) await run('unshare', [replaced.map(id)]);
  const shared = drafts
    .filter((draft) => draft.outcome === 'created' || draft.outcome === 'updated')
    .flatMap((draft) => draft.further.map((patient) => ({ draft, patient })));
  if (shared.length === 0) return;
  await run('share', [
    shared.map(({ patient }) => rowBucket(patient)),
    shared.map(({ draft }) => draft.bucket),
    shared.map(({ patient }) => patient),
    shared.map(({ draft }) => draft.rowId),
  ]);
}

async function applySide(run: Run, side: SideRows): Promise<void> {
  const { identifiers, identifiersGone } = side;
  if (identifiersGone.length > 0) {
    await run('identifierGone', [
      identifiersGone.map((line) => line.bucket),
      identifiersGone.map((line) => line.key),
      identifiersGone.map((line) => line.id),
    ]);
  }
  if (identifiers.length > 0) {
    await run('identifier', [
      list(identifiers.map((line) => line.bucket)),
      list(identifiers.map((line) => rowBucket(line.id))),
      list(identifiers.map((line) => line.key)),
      list(identifiers.map((line) => line.id)),
      list(identifiers.map((line) => String(line.sole))),
    ]);
  }
}
