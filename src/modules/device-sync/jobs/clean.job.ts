import { z } from 'zod';
import type { Job } from '#platform/module/define-module.ts';
import { daysKept } from '../download/read-page.ts';

/** A device may be away for a year and still send: its writes are known for longer. */
const writesKeptDays = 400;

/** Forgets changes and taken writes that no device asks about any more. */
export const cleanJob: Job<object> = {
  name: 'device-sync.clean',
  schedule: '40 3 * * *',
  retry: { limit: 3, backoffSeconds: 600 },
  payload: z.object({}),
  run: async (ctx) => {
    const before = (days: number): Date => new Date(ctx.now().getTime() - days * 86_400_000);
    await ctx.sql.query('delete from device_sync.change where at < $1', [before(daysKept)]);
    await ctx.sql.query('delete from device_sync.taken where at < $1', [before(writesKeptDays)]);
  },
};
