import { z } from 'zod';
import type { Job } from '#platform/module/define-module.ts';
import { openUnits, retakeUnits, takeSource } from '../take-source.ts';

/** Reads a stored source to its end; `again` also reads the units that have something open. Safe to run twice. */
export const takeSourceJob: Job<{ sourceId: string; again?: boolean | undefined }> = {
  name: 'doors.take-source',
  retry: { limit: 8, backoffSeconds: 5 },
  payload: z.object({ sourceId: z.uuid(), again: z.boolean().optional() }),
  run: async (ctx, { sourceId, again }) => {
    await takeSource(ctx, sourceId);
    if (again === true) await retakeUnits(ctx, sourceId, await openUnits(ctx, sourceId));
  },
};
