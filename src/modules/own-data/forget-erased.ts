import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** Erasure by law: the readings go with the record, and here the secret that named them and what was asked to be corrected. */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  const forget = async (table: 'person' | 'request'): Promise<number> => {
    let rows = 0;
    for (const id of patientIds) {
      const gone = await ctx.sql.query(
        `delete from own_data.${table} where bucket = $1 and patient_id = $2 returning 1`,
        [personBucket(id), id],
      );
      rows += gone.length;
    }
    return rows;
  };
  return { ownDataSecrets: await forget('person'), correctionRequests: await forget('request') };
}
