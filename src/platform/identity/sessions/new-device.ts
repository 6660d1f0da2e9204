import { z } from 'zod';
import { eventType } from '#kernel/contract.ts';

/** Somebody signed in to an account with a browser that never did before, and the account had been used before. */
export const newDeviceSignedIn = eventType({
  name: 'identity.new-device-signed-in',
  version: 1,
  payload: z.object({
    accountId: z.string(),
    sessionId: z.string(),
    device: z.string(),
    network: z.string(),
    at: z.string(),
  }),
});
