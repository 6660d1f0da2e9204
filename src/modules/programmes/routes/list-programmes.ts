import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { programmes } from '#kernel/vietnam/programmes.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { listProgrammes } from '../api.ts';
import { ruledCodes } from '../domain/all-rules.ts';
import { planStale } from '../register/plan-entries.ts';
import { stationOf } from '../station.ts';

interface Counted {
  readonly programme: string;
  readonly active: number;
  readonly due: number;
  readonly late: number;
}

/** Planned at once before figures are shown; the rest is done in the background. */
export const plannedAtOnce = 300;

export const listProgrammesRoute = defineRoute({
  ...listProgrammes,
  allow: 'programmes.see',
  handle: async (ctx) => {
    const facilityId = stationOf(ctx);
    await planStale(ctx, facilityId, plannedAtOnce);
    const today = dayInVietnam(ctx.now());
    const counted = await ctx.sql.query<Counted>(
      `select programme, count(*)::int as active, count(*) filter (where due_on <= $2::date)::int as due,
         count(*) filter (where late_on <= $2::date)::int as late
       from programmes.entry where facility_id = $1 and ended_on is null group by programme
       union all
       select programme, count(*)::int, 0, 0 from programmes.happening where facility_id = $1 and on_day > $2::date - 365 group by programme
       union all
       select 'health-education', count(*)::int, 0, 0 from programmes.talk where facility_id = $1 and on_day > $2::date - 365`,
      [facilityId, today],
    );
    const byCode = new Map(counted.map((one) => [one.programme, one]));
    return {
      programmes: programmes.map(({ code, kind, vi, en }) => {
        const { active = 0, due = 0, late = 0 } = byCode.get(code) ?? {};
        return {
          code,
          title: { vi, en },
          kind,
          isHere: kind === 'event' || ruledCodes.has(code),
          active,
          due,
          late,
        };
      }),
    };
  },
});
