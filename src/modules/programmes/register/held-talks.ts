import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { HeldReference } from '#platform/module/define-module.ts';
import type { Talk } from '../api.ts';
import { talksReference, type HeldTalks } from '../domain/talks-with.ts';
import { stationOf } from '../station.ts';

/** A station holds some a week; a year of them fits. */
const mostTalks = 500;

/** Talks of the station of a year, for its devices. */
export const heldTalks: HeldReference = {
  name: talksReference,
  allow: 'programmes.see',
  async read(ctx): Promise<HeldTalks> {
    const rows = await ctx.sql.query<TalkRow>(
      `select id, on_day::text as on, topic, form, participants from programmes.talk
       where facility_id = $1 and on_day > $2::date order by on_day desc, id desc limit ${mostTalks}`,
      [stationOf(ctx), yearAgo(ctx)],
    );
    return { talks: rows.map(showTalk) };
  },
};

/** A talk as it is kept. */
export interface TalkRow {
  readonly id: string;
  readonly on: string;
  readonly topic: string;
  readonly form: string | null;
  readonly participants: number | null;
}

export const yearAgo = (ctx: Context): string => addDays(dayInVietnam(ctx.now()), -365);

export const showTalk = ({ form, participants, ...talk }: TalkRow): Talk => ({
  ...talk,
  ...(form !== null && { form }),
  ...(participants !== null && { participants }),
});
