import { z } from 'zod';
import type { Context } from '../context.ts';
import type { AnyJob } from '../module/define-module.ts';
import type { AuditKeeper } from './audit-keeper.ts';

/** Jobs of the audit log: signs the day that is over shortly after midnight in Viet Nam, and forgets what is old. */
export function auditJobs(keeper: AuditKeeper | undefined): readonly AnyJob[] {
  const job = (
    name: string,
    schedule: string,
    run: (ctx: Context, keeper: AuditKeeper) => Promise<void>,
  ): AnyJob => ({
    name,
    schedule,
    retry: { limit: 5, backoffSeconds: 300 },
    payload: z.object({}),
    async run(ctx: Context) {
      if (keeper !== undefined) await run(ctx, keeper);
    },
  });
  return [
    job('audit.close-day', '10 0 * * *', async (ctx, one) => {
      const days = await one.close();
      if (days.length > 0) ctx.log.info('audit.days-closed', { days: days.length });
    }),
    job('audit.forget-old', '40 2 * * *', async (ctx, one) => {
      const { days, lines } = await one.forget();
      if (days > 0) ctx.log.info('audit.forgotten', { days, lines });
    }),
  ];
}
