import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';
import type { LateDoses } from './api.ts';
import { productOf } from './domain/national-schedule.ts';
import type { PlannedDose } from './domain/plan-of.ts';

/**
 * A child older than this of whom no dose at all was entered is not told to be late: far likelier her booklet was never entered. The station's own
 * list of who is due still has her. Own rule, verify.
 */
const unenteredDays = 60;

interface Row {
  readonly patient_id: string;
  readonly overdue: string;
  readonly doses: readonly PlannedDose[];
}

/** Children of whom a dose is late that everybody has a right to, as they were last planned. Read as Sen; the caller asks who is shown whom. */
export function makeLateDoses(ctx: Context): LateDoses {
  return {
    async of(patientIds) {
      if (patientIds.length === 0) return [];
      const rows = await ctx.sql.query<Row>(
        `select patient_id, overdue_on::text as overdue, doses from immunisation.child
         where bucket = any ($1::int[]) and patient_id = any ($2::text[]) and overdue_on <= $3::date
           and (had > 0 or birth_on > $3::date - ${unenteredDays})`,
        [[...new Set(patientIds.map(personBucket))], patientIds, dayInVietnam(ctx.now())],
      );
      return rows.map(({ patient_id: patientId, overdue: on, doses }) => ({
        patientId,
        on,
        vaccines: doses
          .filter(({ overdueOn }) => overdueOn === on)
          .map(({ code }) => productOf(code)?.vaccine ?? code),
      }));
    },
    async page(after, most) {
      const [bucket = '-1', id = ''] = after?.split('_') ?? [];
      const rows = await ctx.sql.query<{ bucket: number; patient_id: string; is_late: boolean | null }>(
        `select bucket, patient_id, overdue_on <= $4::date and (had > 0 or birth_on > $4::date - ${unenteredDays}) as is_late from immunisation.child
         where (bucket, patient_id) > ($1, $2) order by bucket, patient_id limit $3`,
        [Number(bucket), id, most, dayInVietnam(ctx.now())],
      );
      const last = rows.at(-1);
      return {
        patientIds: rows.flatMap((row) => (row.is_late === true ? [row.patient_id] : [])),
        ...(rows.length === most && last !== undefined && { next: `${last.bucket}_${last.patient_id}` }),
      };
    },
  };
}
