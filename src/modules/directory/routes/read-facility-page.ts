import { AppError } from '#kernel/errors.ts';
import { readFacilityPage, type FacilityPage } from '../api.ts';
import { publicAnswer } from '../public-answer.ts';
import { facilityColumns, lineOf, type FacilityRow } from './find-facilities.ts';

export const readFacilityPageStream = publicAnswer(
  readFacilityPage,
  { vi: 'Trang của một cơ sở y tế', en: 'The page of a facility' },
  async (ctx, { id }): Promise<FacilityPage> => {
    const [row] = await ctx.sql.query<FacilityRow>(
      `select ${facilityColumns} from directory.facility where id = $1 or code = $1 order by (id = $1) desc, rank limit 1`,
      [id],
    );
    if (row === undefined) throw new AppError('record.not-found');
    const beds = await ctx.sql.query<FacilityPage['bedsByDepartment'][number]>(
      `select department, sum(beds)::int as count from directory.service
       where facility_id = $1 and department is not null and beds is not null group by department order by department`,
      [row.id],
    );
    const of = (name: string): string | null => row.card[name] ?? null;
    return {
      ...lineOf(row, ctx.now()),
      ownership: row.ownership,
      phone: of('phone'),
      email: of('email'),
      web: of('web'),
      licence: of('licence'),
      note: row.note,
      latitude: row.latitude,
      longitude: row.longitude,
      hours: row.hours.map(({ days, from, to }) => ({ days: [...days], from, to })),
      services: row.services as FacilityPage['services'],
      bedsByDepartment: beds,
    };
  },
);
