import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** Erasure by law: that a device holds her stays just long enough that it is told to let her go. */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  const rows = await ctx.sql.query(
    `with told as (
       insert into device_sync.change (facility_id, patient_id)
       select facility_id, patient_id from device_sync.held where patient_id = any ($1)
     )
     delete from device_sync.held where patient_id = any ($1) returning 1`,
    [[...patientIds]],
  );
  return { devicesHolding: rows.length };
}
