import * as z from 'zod/mini';
import type { Job } from '#platform/context.ts';
import { runOrder } from './run-order.ts';

/** Signs what a worker confirmed, some at a time; begins again where it stopped. */
export const signOrderJob: Job<{ orderId: string }> = {
  name: 'signatures.sign-order',
  retry: { limit: 8, backoffSeconds: 5 },
  payload: z.object({ orderId: z.uuid() }),
  run: (ctx, { orderId }) => runOrder(ctx, orderId),
};
