import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { programmes } from '#kernel/vietnam/programmes.ts';
import type { Context } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';
import type { LateVisit, LateVisits } from './api.ts';
import { allRules } from './domain/all-rules.ts';

/** Programmes that no label closes: that somebody is in one of the others is told by nothing. */
const open: readonly string[] = allRules.flatMap(({ code, label }) => (label === undefined ? [code] : []));

interface Row {
  readonly patient_id: string;
  readonly programme: string;
  readonly due: string | null;
  readonly late: string | null;
  readonly until: string | null;
}

/** Who has dropped out or has run out of drugs, as the registers were last worked out. Read as Sen; who is shown whom is asked by the caller. */
export function makeLateVisits(ctx: Context): LateVisits {
  const today = (): string => dayInVietnam(ctx.now());
  return {
    async of(patientIds) {
      if (patientIds.length === 0) return [];
      const day = today();
      const rows = await ctx.sql.query<Row>(
        `select patient_id, programme, due_on::text as due, late_on::text as late, facts->>'suppliedUntil' as until from programmes.entry
         where bucket = any ($1::int[]) and patient_id = any ($2::text[]) and ended_on is null and programme = any ($3::text[])`,
        [[...new Set(patientIds.map(personBucket))], patientIds, open],
      );
      return rows.flatMap((row) => lateOf(row, day));
    },
    async page(after, most) {
      const [bucket, id] = placeOf(after);
      const rows = await ctx.sql.query<{ bucket: number; id: string; patient_id: string; is_late: boolean }>(
        `select bucket, id, patient_id, (late_on <= $4::date or facts->>'suppliedUntil' < ($4::date)::text) as is_late from programmes.entry
         where (bucket, id) > ($1, $2) and ended_on is null and programme = any ($5::text[]) order by bucket, id limit $3`,
        [bucket, id, most, today(), open],
      );
      const last = rows.at(-1);
      return {
        patientIds: [...new Set(rows.flatMap((row) => (row.is_late ? [row.patient_id] : [])))],
        ...(rows.length === most && last !== undefined && { next: `${last.bucket}_${last.id}` }),
      };
    },
  };
}

function lateOf({ patient_id: patientId, programme, due, late, until }: Row, today: string): LateVisit[] {
  const names = programmes.find(({ code }) => code === programme);
  const title = { vi: names?.vi ?? programme, en: names?.en ?? programme };
  return [
    ...(late !== null && due !== null && late <= today
      ? [{ patientId, programme, title, kind: 'check' as const, on: late }]
      : []),
    ...(until !== null && until < today
      ? [{ patientId, programme, title, kind: 'refill' as const, on: until }]
      : []),
  ];
}

function placeOf(after: string | undefined): readonly [number, string] {
  const [bucket = '-1', id = ''] = after?.split('_') ?? [];
  return [Number(bucket), id];
}
