import type { Context } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';

/** A dose and the vial that it came out of. */
export interface KeptShot {
  readonly immunizationId: string;
  readonly patientId: string;
  readonly facilityId: string;
  readonly lotId: string;
  readonly vialId: string;
  readonly at: Date;
}

/** Remembers out of which vial a dose came, so that a lot that was spoilt leads to whoever had it. */
export async function keepShot(ctx: Context, shot: KeptShot): Promise<void> {
  await ctx.sql.query(
    `insert into immunisation.shot (bucket, immunization_id, patient_id, facility_id, lot_id, vial_id, at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      personBucket(shot.patientId),
      shot.immunizationId,
      shot.patientId,
      shot.facilityId,
      shot.lotId,
      shot.vialId,
      shot.at,
    ],
  );
}
