import type { Context } from '#platform/context.ts';
import { visitBucket, visitName, type VisitName } from './visit-name.ts';

/** What HL7 v2 messages wrote about a visit that has a MA_LK. */
export interface Hl7Visit extends VisitName {
  readonly patientId: string;
  /** The time inside the ids of the visit. */
  readonly anchor: Date;
  /** 'Type/id' of the lines that messages stated, each under its own name. */
  readonly resources: readonly string[];
}

/** What messages said of these visits, by `visitName`. */
export async function readHl7Visits(
  ctx: Context,
  visits: readonly VisitName[],
): Promise<ReadonlyMap<string, Hl7Visit>> {
  if (visits.length === 0) return new Map();
  const rows = await ctx.sql.query<{
    facility: string;
    visit: string;
    patient_id: string;
    anchor: Date;
    resources: string[];
  }>(
    `select v.facility, v.visit, v.patient_id, v.anchor, v.resources from doors.hl7_visit v
     join unnest($1::int[], $2::text[], $3::text[]) as wanted (bucket, facility, visit)
       on v.bucket = wanted.bucket and v.facility = wanted.facility and v.visit = wanted.visit
     where v.bucket = any ($1::int[])`,
    [
      visits.map((v) => visitBucket(visitName(v.facility, v.visit))),
      visits.map((v) => v.facility),
      visits.map((v) => v.visit),
    ],
  );
  return new Map(
    rows.map(({ facility, visit, patient_id: patientId, anchor, resources }) => [
      visitName(facility, visit),
      { facility, visit, patientId, anchor, resources },
    ]),
  );
}

/** Same transaction as the resources. */
export async function keepHl7Visit(ctx: Context, visit: Hl7Visit): Promise<void> {
  await ctx.sql.query(
    `insert into doors.hl7_visit (bucket, facility, visit, patient_id, anchor, resources, taken_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (bucket, facility, visit) do update set resources = excluded.resources, taken_at = excluded.taken_at`,
    [
      visitBucket(visitName(visit.facility, visit.visit)),
      visit.facility,
      visit.visit,
      visit.patientId,
      visit.anchor,
      visit.resources,
      ctx.now(),
    ],
  );
}
