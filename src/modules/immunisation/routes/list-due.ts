import { addMonths } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { listDue, type DueLine } from '../api.ts';
import { shownDose } from '../domain/due-line.ts';
import { dosesDueOn, type PlannedDose } from '../domain/plan-of.ts';
import { planStale } from '../plan/plan-children.ts';
import { namesOf, stationOf } from '../station.ts';

interface Row {
  readonly patient_id: string;
  readonly birth: string;
  readonly due: string;
  readonly overdue: string | null;
  readonly doses: readonly PlannedDose[];
}

/** Planned at once before a list is shown, so that a shot of a moment ago counts; the rest is planned in the background. */
const plannedAtOnce = 300;

export const listDueRoute = defineRoute({
  ...listDue,
  allow: 'immunisation.see',
  handle: async (ctx, { on: asked, only, cursor, count }) => {
    const facility = stationOf(ctx);
    const today = dayInVietnam(ctx.now());
    const on = asked ?? today;
    await planStale(ctx, facility, plannedAtOnce);
    const column = only === 'due' ? 'due_on' : 'overdue_on';
    const after = readCursor(cursor);
    const rows = await ctx.sql.query<Row>(
      `select patient_id, birth_on::text as birth, due_on::text as due, overdue_on::text as overdue, doses from immunisation.child
       where facility_id = $1 and ${column} <= $2::date and birth_on > $3::date and (${column}, patient_id) > ($4::date, $5)
       order by ${column}, patient_id limit $6`,
      [facility, on, addMonths(on, -18 * 12), after.day, after.id, count + 1],
    );
    const shown = rows.slice(0, count);
    const names = await namesOf(
      ctx,
      shown.map(({ patient_id: id }) => id),
    );
    const last = shown.at(-1);
    return {
      on,
      // Of whom the reader may not see, for she closed her record, there is no line.
      lines: shown.flatMap((row): DueLine[] => {
        const person = names.get(row.patient_id);
        if (person === undefined) return [];
        const line: DueLine = {
          patientId: row.patient_id,
          name: person.name,
          ...(person.sex !== undefined && { sex: person.sex }),
          birth: row.birth,
          dueOn: row.due,
          isLate: row.overdue !== null && row.overdue <= on,
          doses: dosesDueOn(row.doses, on).map((dose) => shownDose(dose, on)),
        };
        return [line];
      }),
      ...(rows.length > count &&
        last !== undefined && {
          next: `${only === 'due' ? last.due : last.overdue!}_${last.patient_id}`,
        }),
      counts: await countDue(ctx, facility, on),
    };
  },
});

function readCursor(cursor: string | undefined): { readonly day: string; readonly id: string } {
  const found = /^(\d{4}-\d{2}-\d{2})_(.+)$/u.exec(cursor ?? '');
  return found === null ? { day: '0001-01-01', id: '' } : { day: found[1]!, id: found[2]! };
}

interface Counts {
  readonly due: number;
  readonly late: number;
  readonly children: number;
  readonly completeUnderOne: number;
  readonly infants: number;
}

/** Children of the station; of those who have passed their first birthday within a year, how many are complete. */
async function countDue(ctx: Context, facility: string, on: string): Promise<Counts> {
  const [counts] = await ctx.sql.query<Counts>(
    `select count(*) filter (where due_on <= $2::date)::int as due, count(*) filter (where overdue_on <= $2::date)::int as late,
       count(*)::int as children,
       count(*) filter (where birth_on > $3::date and birth_on <= $4::date)::int as infants,
       count(*) filter (where birth_on > $3::date and birth_on <= $4::date and complete_under_one)::int as "completeUnderOne"
     from immunisation.child where facility_id = $1 and birth_on > $5::date`,
    [facility, on, addMonths(on, -24), addMonths(on, -12), addMonths(on, -18 * 12)],
  );
  return counts!;
}
