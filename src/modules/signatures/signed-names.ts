import { AppError } from '#kernel/errors.ts';
import type { ModuleSql } from '#platform/context.ts';
import { aliasBucket } from '#platform/record/place.ts';
import type { StoredChange } from '#platform/record/write/guards.ts';

/** A resource by type and id. */
export interface Name {
  readonly type: string;
  readonly id: string;
}

/** What is known of a version that was signed. */
export interface SignedName extends Name {
  readonly version: number;
  readonly provenanceId: string;
  readonly serial: string;
  readonly signedAt: Date;
  readonly supersededBy: string | undefined;
  readonly supersededWhy: string | undefined;
}

interface Row {
  readonly type: string;
  readonly fhir_id: string;
  readonly version: number;
  readonly provenance_id: string;
  readonly serial: string;
  readonly signed_at: Date;
  readonly superseded_by: string | null;
  readonly superseded_why: string | null;
}

const byNames = `select s.type, s.fhir_id, s.version, s.provenance_id, s.serial, s.signed_at, s.superseded_by, s.superseded_why
  from unnest($1::int[], $2::text[], $3::text[]) k (bucket, type, fhir_id)
  join signatures.signed s on s.bucket = k.bucket and s.type = k.type and s.fhir_id = k.fhir_id
  where s.bucket = any ($1::int[])`;

/** Which of these are signed, newest version first. */
export async function findSigned(sql: ModuleSql, names: readonly Name[]): Promise<SignedName[]> {
  if (names.length === 0) return [];
  const rows = await sql.query<Row>(byNames, [
    names.map(({ type, id }) => aliasBucket(type, id)),
    names.map(({ type }) => type),
    names.map(({ id }) => id),
  ]);
  return rows
    .map((row) => ({
      type: row.type,
      id: row.fhir_id,
      version: row.version,
      provenanceId: row.provenance_id,
      serial: row.serial,
      signedAt: row.signed_at,
      supersededBy: row.superseded_by ?? undefined,
      supersededWhy: row.superseded_why ?? undefined,
    }))
    .toSorted((a, b) => b.version - a.version);
}

/**
 * Refuses to change or delete what was signed, and the signature itself, whatever door the change comes through.
 * Error: signature.signed, naming the entry.
 * @source TT 13/2025/TT-BYT: entries are only added to; a correction is a new one with its reason and the old one stays visible
 */
export async function refuseSigned(sql: ModuleSql, changes: readonly StoredChange[]): Promise<void> {
  const names = changes.map(({ resourceType, id }) => ({ type: resourceType, id }));
  const [signed] = await findSigned(sql, names);
  if (signed === undefined) return;
  const change = changes.find(({ resourceType, id }) => resourceType === signed.type && id === signed.id)!;
  const error = new AppError('signature.signed');
  throw new AppError('signature.signed', { issues: [{ path: change.where, text: error.kind.text }] });
}

/** What `rememberSigned` is told. */
export interface NewlySigned {
  readonly targets: readonly (Name & { readonly version: number })[];
  readonly provenanceId: string;
  readonly serial: string;
  readonly at: Date;
}

/** From now on these versions and their signature are closed. Signed again (a second worker's signature) keeps the first line. */
export async function rememberSigned(sql: ModuleSql, signed: readonly NewlySigned[]): Promise<void> {
  const lines = signed.flatMap(({ targets, provenanceId, serial, at }) => [
    ...targets.map((target) => ({ ...target, part: 'target', provenanceId, serial, at })),
    { type: 'Provenance', id: provenanceId, version: 1, part: 'signature', provenanceId, serial, at },
  ]);
  await sql.query(
    `insert into signatures.signed (bucket, type, fhir_id, version, part, provenance_id, serial, signed_at)
     select * from unnest($1::int[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
     on conflict (bucket, type, fhir_id, version) do nothing`,
    [
      lines.map(({ type, id }) => aliasBucket(type, id)),
      lines.map(({ type }) => type),
      lines.map(({ id }) => id),
      lines.map(({ version }) => version),
      lines.map(({ part }) => part),
      lines.map(({ provenanceId }) => provenanceId),
      lines.map(({ serial }) => serial),
      lines.map(({ at }) => at.toISOString()),
    ],
  );
}

/** Says of a signed resource which one took its place, and why. */
export async function markSuperseded(sql: ModuleSql, name: Name, by: string, why: string): Promise<void> {
  await sql.query(
    `update signatures.signed set superseded_by = $4, superseded_why = $5
     where bucket = $1 and type = $2 and fhir_id = $3`,
    [aliasBucket(name.type, name.id), name.type, name.id, by, why],
  );
}
