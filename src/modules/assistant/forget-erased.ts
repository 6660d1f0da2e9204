import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** Erasure by law: her alerts with their words, and that she was watched. */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  let alerts = 0;
  for (const id of patientIds) {
    const at = [personBucket(id), id];
    const gone = await ctx.sql.query(
      'delete from assistant.alert where bucket = $1 and patient_id = $2 returning 1',
      at,
    );
    await ctx.sql.query('delete from assistant.watch where bucket = $1 and patient_id = $2', at);
    alerts += gone.length;
  }
  return { assistantAlerts: alerts };
}
