import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { mendQuarantine } from '../api.ts';
import { keepCorrection } from '../corrections.ts';
import { retakeUnits } from '../take-source.ts';
import { itemOf, selectQuarantine, valueOf } from './quarantine-view.ts';
import type { QuarantineRow } from './quarantine-view.ts';

/** Correction, new reading of the visit and what still fails: one transaction. The stored source stays as it was sent. */
export const mendQuarantineRoute = defineRoute({
  ...mendQuarantine,
  allow: 'doors.mend',
  handle: async (ctx, { id, value }) => {
    const row = (
      await ctx.sql.query<QuarantineRow>(`${selectQuarantine} where q.id = $1 for update of q`, [id])
    )[0];
    if (row === undefined) throw new AppError('record.not-found');
    const unit = Number(row.unit);
    const correction = { unit, table: row.table_name, line: row.line, field: row.field, value };
    await keepCorrection(ctx, row.source_id, correction, valueOf(ctx, row));
    await ctx.sql.query('update doors.quarantine set decided_by = $2, decided_at = $3 where id = $1', [
      id,
      ctx.actor.accountId,
      ctx.now(),
    ]);
    await retakeUnits(ctx, row.source_id, [unit]);
    const after = await ctx.sql.query<QuarantineRow>(
      `${selectQuarantine} where q.source_id = $1 and q.unit = $2 order by q.table_name, q.line`,
      [row.source_id, unit],
    );
    const state = after.find((r) => r.id === id)?.state ?? 'mended';
    return { state, open: after.filter((r) => r.state === 'open').map(itemOf) };
  },
});
