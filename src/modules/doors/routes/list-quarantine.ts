import { defineRoute } from '#platform/module/define-module.ts';
import { listQuarantine } from '../api.ts';
import { parseCursor, printCursor } from '#platform/module/page-cursor.ts';
import { itemOf, selectQuarantine } from './quarantine-view.ts';
import type { QuarantineRow } from './quarantine-view.ts';

export const listQuarantineRoute = defineRoute({
  ...listQuarantine,
  allow: 'doors.mend',
  handle: async (ctx, { state, door, source, cursor, count }) => {
    const after = parseCursor(cursor);
    const rows = await ctx.sql.query<QuarantineRow>(
      `${selectQuarantine}
       where q.state = $1 and ($2::text is null or q.door = $2) and ($3::uuid is null or q.source_id = $3)
         and ($4::timestamptz is null or (q.created_at, q.id) < ($4, $5::uuid))
       order by q.created_at desc, q.id desc limit $6`,
      [state, door ?? null, source ?? null, after?.at ?? null, after?.id ?? null, count + 1],
    );
    const page = rows.slice(0, count);
    const last = rows.length > count ? page.at(-1) : undefined;
    return { items: page.map(itemOf), next: last && printCursor({ at: last.created_at, id: last.id }) };
  },
});
