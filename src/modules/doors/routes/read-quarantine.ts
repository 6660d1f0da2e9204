import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readQuarantine } from '../api.ts';
import { openWords } from '../seal-words.ts';
import { itemOf, maskedFields, selectQuarantine, valueOf } from './quarantine-view.ts';
import type { QuarantineRow } from './quarantine-view.ts';

export const readQuarantineRoute = defineRoute({
  ...readQuarantine,
  allow: 'doors.mend',
  handle: async (ctx, { id }) => {
    const row = (await ctx.sql.query<QuarantineRow>(`${selectQuarantine} where q.id = $1`, [id]))[0];
    if (row === undefined) throw new AppError('record.not-found');
    const corrections = await ctx.sql.query<{ value_after: string; made_by: string; made_at: Date }>(
      `select value_after, made_by, made_at from doors.correction
       where source_id = $1 and unit = $2 and table_name = $3 and line = $4 and field = $5 order by made_at`,
      [row.source_id, row.unit, row.table_name, row.line, row.field],
    );
    return {
      ...itemOf(row),
      value: valueOf(ctx, row),
      fields: maskedFields(ctx, row),
      note: row.note ?? undefined,
      decidedBy: row.decided_by ?? undefined,
      decidedAt: row.decided_at?.toISOString(),
      corrections: corrections.map((c) => ({
        value: openWords(ctx, row.source_id, c.value_after),
        by: c.made_by,
        at: c.made_at.toISOString(),
      })),
    };
  },
});
