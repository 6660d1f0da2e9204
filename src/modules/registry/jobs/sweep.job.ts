import { z } from 'zod';
import type { Job } from '#platform/module/define-module.ts';
import { sweepStep } from '../people/sweep.ts';

/** Compares everybody with everybody who shares a key; a run that was cut off goes on at the key it had reached. */
export const sweepJob: Job<{ id: string }> = {
  name: 'registry.sweep',
  retry: { limit: 50, backoffSeconds: 5 },
  payload: z.object({ id: z.uuid() }),
  run: async (ctx, { id }) => {
    while (await sweepStep(ctx, id));
  },
};
