import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { dismissQuarantine } from '../api.ts';

export const dismissQuarantineRoute = defineRoute({
  ...dismissQuarantine,
  allow: 'doors.mend',
  handle: async (ctx, { id, note }) => {
    const rows = await ctx.sql.query(
      `update doors.quarantine set state = 'dismissed', note = $2, decided_by = $3, decided_at = $4
       where id = $1 and state <> 'mended' returning id`,
      [id, note ?? null, ctx.actor.accountId, ctx.now()],
    );
    if (rows.length === 0) throw new AppError('record.not-found');
    return { state: 'dismissed' as const };
  },
});
