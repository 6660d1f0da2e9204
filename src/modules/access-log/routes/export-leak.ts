import { demandFresh, freshForExport } from '#platform/identity/step-up.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { exportLeak } from '../api.ts';
import { leakTable } from '../domain/leak-table.ts';
import { traceLeak } from './find-leak.ts';

/** The list of who could have leaked as CSV, each line marked with who took it out and when. Audited like the search itself. */
export const exportLeakRoute = defineRoute({
  ...exportLeak,
  allow: 'audit.trace',
  handle: async (ctx, question) => {
    demandFresh(ctx.actor, freshForExport, ctx.now());
    const { suspects } = await traceLeak(ctx, question);
    const mark = `${ctx.actor.accountId} ${ctx.now().toISOString()} ${ctx.actor.requestId}`;
    return { table: leakTable(suspects, mark, ctx.actor.language) };
  },
});
