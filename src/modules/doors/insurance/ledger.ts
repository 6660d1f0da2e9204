import { createHash } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import { visitBucket, visitName } from '../visit/visit-name.ts';

/** What the door wrote for a visit the last time: enough to write only what changed and to retire what is gone. */
export interface LedgerEntry {
  readonly facility: string;
  readonly visit: string;
  readonly patientId: string;
  readonly contentHash: string;
  /** The time inside the ids of the visit. */
  readonly anchor: Date;
  /** 'Type/id' -> hash of the content. */
  readonly resources: ReadonlyMap<string, string>;
}

/** What is known of these visits, by `visitName`. */
export async function readLedger(
  ctx: Context,
  visits: readonly { readonly facility: string; readonly key: string }[],
): Promise<Map<string, LedgerEntry>> {
  if (visits.length === 0) return new Map();
  const rows = await ctx.sql.query<{
    facility: string;
    visit: string;
    patient_id: string;
    content_hash: string;
    anchor: Date;
    resources: string[];
  }>(
    `select v.facility, v.visit, v.patient_id, v.content_hash, v.anchor, v.resources from doors.visit v
     join unnest($1::int[], $2::text[], $3::text[]) as wanted (bucket, facility, visit)
       on v.bucket = wanted.bucket and v.facility = wanted.facility and v.visit = wanted.visit
     where v.bucket = any ($1::int[])`,
    [
      visits.map((v) => visitBucket(visitName(v.facility, v.key))),
      visits.map((v) => v.facility),
      visits.map((v) => v.key),
    ],
  );
  return new Map(
    rows.map((row) => [
      visitName(row.facility, row.visit),
      {
        facility: row.facility,
        visit: row.visit,
        patientId: row.patient_id,
        contentHash: row.content_hash,
        anchor: row.anchor,
        resources: new Map(row.resources.map((text) => text.split('#') as [string, string])),
      },
    ]),
  );
}

/** Keeps what was written now; same transaction as the resources. */
export async function writeLedger(
  ctx: Context,
  from: { readonly sourceId: string },
  entries: readonly (LedgerEntry & { readonly unit: number })[],
): Promise<void> {
  if (entries.length === 0) return;
  await ctx.sql.query(
    `insert into doors.visit (bucket, facility, visit, patient_id, content_hash, anchor, source_id, unit, resources, taken_at)
     select e.bucket, e.facility, e.visit, e.patient_id, e.content_hash, e.anchor, $1::uuid, e.unit,
       string_to_array(e.resources, ' '), $9
     from unnest($2::int[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::timestamptz[], $8::bigint[], $10::text[])
       as e (bucket, facility, visit, patient_id, content_hash, anchor, unit, resources)
     on conflict (bucket, facility, visit) do update set patient_id = excluded.patient_id, content_hash = excluded.content_hash,
       anchor = excluded.anchor, source_id = excluded.source_id, unit = excluded.unit, resources = excluded.resources,
       taken_at = excluded.taken_at`,
    [
      from.sourceId,
      entries.map((e) => visitBucket(visitName(e.facility, e.visit))),
      entries.map((e) => e.facility),
      entries.map((e) => e.visit),
      entries.map((e) => e.patientId),
      entries.map((e) => e.contentHash),
      entries.map((e) => e.anchor),
      entries.map((e) => e.unit),
      ctx.now(),
      entries.map((e) => [...e.resources].map(([reference, hash]) => `${reference}#${hash}`).join(' ')),
    ],
  );
}

/** Short hash of a content; 72 bits, compared only with the former hash of the same resource. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
