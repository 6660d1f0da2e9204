import { defineRoute } from '#platform/module/define-module.ts';
import { listSources } from '../api.ts';
import { parseCursor, printCursor } from '#platform/module/page-cursor.ts';
import { sourceViewColumns, summaryOf } from './source-view.ts';
import type { SourceViewRow } from './source-view.ts';

export const listSourcesRoute = defineRoute({
  ...listSources,
  allow: 'doors.mend',
  handle: async (ctx, { door, state, cursor, count }) => {
    const after = parseCursor(cursor);
    const rows = await ctx.sql.query<SourceViewRow>(
      `select ${sourceViewColumns} from doors.source
       where ($1::text is null or door = $1) and ($2::text is null or state = $2)
         and ($3::timestamptz is null or (received_at, id) < ($3, $4::uuid))
       order by received_at desc, id desc limit $5`,
      [door ?? null, state ?? null, after?.at ?? null, after?.id ?? null, count + 1],
    );
    const page = rows.slice(0, count);
    const last = rows.length > count ? page.at(-1) : undefined;
    return { sources: page.map(summaryOf), next: last && printCursor({ at: last.received_at, id: last.id }) };
  },
});
