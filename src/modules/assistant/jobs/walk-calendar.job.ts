import { z } from 'zod';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { Job } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';
import { lateDoses } from '#modules/immunisation/api.ts';
import { lateVisits } from '#modules/programmes/api.ts';

const pageSize = 500;
const daysKept = 30;
const sources = ['doses', 'visits'] as const;

/**
 * Once a day, in the morning: everybody of whom something is late by a plan or a register is looked at. Each page is a transaction of its own
 * with how far it came, so that a walk that is broken off goes on there; a day that was walked is not walked again.
 */
export const walkCalendarJob: Job<object> = {
  name: 'assistant.calendar',
  schedule: '10 6 * * *',
  retry: { limit: 5, backoffSeconds: 300 },
  payload: z.object({}),
  run: async (ctx) => {
    const day = dayInVietnam(ctx.now());
    for (const source of sources) while (await ctx.transaction((inner) => walkPage(inner, day, source)));
    await ctx.sql.query('delete from assistant.walk where day < $1::date - $2::int', [day, daysKept]);
  },
};

/** One page; false where nothing is left. Two that walk at once walk the same page, and nothing happens twice. */
async function walkPage(ctx: Context, day: string, source: (typeof sources)[number]): Promise<boolean> {
  const [place] = await ctx.sql.query<{ after: string | null; done: boolean }>(
    'select after, done from assistant.walk where day = $1::date and source = $2',
    [day, source],
  );
  if (place?.done === true) return false;
  const list = source === 'doses' ? ctx.use(lateDoses) : ctx.use(lateVisits);
  const { patientIds, next } = await list.page(place?.after ?? undefined, pageSize);
  if (patientIds.length > 0)
    await ctx.sql.query(
      `insert into assistant.watch as w (bucket, patient_id, stale, heard_at, look_at)
       select b, p, false, $3::timestamptz, $3::timestamptz from unnest($1::int[], $2::text[]) u (b, p)
       on conflict (bucket, patient_id) do update set look_at = least(w.look_at, excluded.look_at)`,
      [patientIds.map(personBucket), patientIds, ctx.now()],
    );
  await ctx.sql.query(
    `insert into assistant.walk (day, source, after, done) values ($1::date, $2, $3, $4)
     on conflict (day, source) do update set after = excluded.after, done = excluded.done`,
    [day, source, next ?? null, next === undefined],
  );
  return next !== undefined;
}
