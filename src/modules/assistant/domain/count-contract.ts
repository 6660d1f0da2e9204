/** How many alerts wait: what each page of the station asks, so it stands alone. */
import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

/** No more are counted. */
export const mostCounted = 100;

/** How many open alerts the reader's facility is asked for, and how many of them are late; only of whom she may see. */
export const countFacilityAlerts = endpoint({
  method: 'GET',
  path: '/api/assistant/alerts/count',
  input: z.object({}),
  output: z.object({ open: z.number(), late: z.number() }),
});
