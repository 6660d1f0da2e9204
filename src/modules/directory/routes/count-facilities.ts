import type { Context } from '#platform/context.ts';
import { countFacilities, type ProvinceCount } from '../api.ts';
import { publicAnswer } from '../public-answer.ts';
import { whereOf } from './find-facilities.ts';

interface Kept {
  readonly provinces: readonly ProvinceCount[];
  readonly until: number;
}

/** The map of a whole country looks at every facility; for half a minute one look serves all who ask the same. */
const keepMs = 30_000;
const mostKept = 300;
const keptBy = new WeakMap<object, Map<string, Kept>>();

/** What was counted last, by the installation that counted it: several may live in one process. */
function recentCounts({ files }: Context): Map<string, Kept> {
  const known = keptBy.get(files) ?? new Map<string, Kept>();
  keptBy.set(files, known);
  return known;
}

export const countFacilitiesStream = publicAnswer(
  countFacilities,
  { vi: 'Số cơ sở và giường của từng tỉnh', en: 'Facilities and beds of each province' },
  async (ctx, wish) => {
    const known = recentCounts(ctx);
    const key = JSON.stringify(Object.entries(wish).toSorted(([a], [b]) => a.localeCompare(b)));
    const kept = known.get(key);
    const now = ctx.now().getTime();
    if (kept !== undefined && kept.until > now) return { provinces: [...kept.provinces] };
    const { where, values } = whereOf(wish);
    const provinces = await ctx.sql.query<ProvinceCount>(
      `select province as code, count(*)::int as facilities, sum(beds)::int as beds from directory.facility
       where ${where} and province is not null and state <> 'closed' group by province order by province`,
      values,
    );
    if (known.size >= mostKept) known.clear();
    known.set(key, { provinces, until: now + keepMs });
    return { provinces };
  },
);
