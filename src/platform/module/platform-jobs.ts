import { z } from 'zod';
import type { Context } from '../context.ts';
import { cleanOutbox } from '../events/outbox.ts';
import { cleanAnswers } from '../http/idempotency.ts';
import type { Database } from '../sql/database.ts';
import type { AnyJob } from './define-module.ts';

const keepEventsMs = 30 * 24 * 3_600_000;

/** Jobs of the platform itself: throws away delivered events after 30 days and kept answers after one. Never the audit. */
export function platformJobs(database: Database): readonly AnyJob[] {
  return [
    {
      name: 'platform.clean',
      schedule: '15 3 * * *',
      retry: { limit: 3, backoffSeconds: 300 },
      payload: z.object({}),
      async run(ctx: Context) {
        const events = await cleanOutbox(database, new Date(ctx.now().getTime() - keepEventsMs));
        const answers = await cleanAnswers(database, ctx.now());
        ctx.log.info('platform.cleaned', { events, answers });
      },
    },
  ];
}
