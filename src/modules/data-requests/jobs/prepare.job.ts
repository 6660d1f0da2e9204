import { z } from 'zod';
import type { Job } from '#platform/module/define-module.ts';
import { prepare } from '../prepare.ts';

/** Makes the files of a request that both desks agreed to; goes on where a run before was cut off. */
export const prepareJob: Job<{ requestId: string }> = {
  name: 'data-requests.prepare',
  retry: { limit: 8, backoffSeconds: 5 },
  payload: z.object({ requestId: z.uuid() }),
  run: (ctx, { requestId }) => prepare(ctx, requestId),
};
