import { countFacilities, type ProvinceCount } from '../api.ts';
import { publicAnswer } from '../public-answer.ts';
import { whereOf } from './find-facilities.ts';

export const countFacilitiesStream = publicAnswer(
  countFacilities,
  { vi: 'Số cơ sở và giường của từng tỉnh', en: 'Facilities and beds of each province' },
  async (ctx, wish) => {
    const { where, values } = whereOf(wish);
    const provinces = await ctx.sql.query<ProvinceCount>(
      `select province as code, count(*)::int as facilities, sum(beds)::int as beds from directory.facility
       where ${where} and province is not null and state <> 'closed' group by province order by province`,
      values,
    );
    return { provinces };
  },
);
