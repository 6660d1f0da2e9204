import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

const one = z.object({ id: z.uuid() });

export const subscriptionView = z.object({
  id: z.string(),
  /** Name of the system that asked. */
  account: z.string(),
  state: z.enum(['requested', 'active', 'error', 'off']),
  channel: z.optional(z.enum(['rest-hook', 'websocket', 'email'])),
  /** Host only. */
  target: z.string(),
  about: z.object({ vi: z.string(), en: z.string() }),
  content: z.optional(z.enum(['empty', 'id-only', 'full-resource'])),
  waiting: z.number(),
  delivered: z.number(),
  failures: z.number(),
  lastDelivered: z.optional(z.string()),
  nextTry: z.optional(z.string()),
  fault: z.optional(z.string()),
});
export type SubscriptionSummary = z.infer<typeof subscriptionView>;

const bilingual = z.object({ vi: z.string(), en: z.string() });

/** What systems can ask to be told of; `url` stands in Subscription.criteria. */
export const topicView = z.object({ url: z.string(), title: bilingual, description: bilingual });
export type TopicSummary = z.infer<typeof topicView>;

/** How every subscription goes, and the topics; nothing of what is told. */
export const listSubscriptions = endpoint({
  method: 'GET',
  path: '/api/subscriptions',
  input: z.object({}),
  output: z.object({ subscriptions: z.array(subscriptionView), topics: z.array(topicView) }),
});

/** Events of one that were not delivered: number, time and type of resource. */
export const listLetters = endpoint({
  method: 'GET',
  path: '/api/subscriptions/:id/letters',
  input: one,
  output: z.object({
    letters: z.array(z.object({ number: z.number(), at: z.string(), type: z.string() })),
  }),
});

export const turnOff = endpoint({
  method: 'POST',
  path: '/api/subscriptions/:id/off',
  input: one,
  output: z.object({ done: z.literal(true) }),
});

/** Begins anew with a handshake; what waits is told then, in its order. */
export const retry = endpoint({
  method: 'POST',
  path: '/api/subscriptions/:id/retry',
  input: one,
  output: z.object({ done: z.literal(true) }),
});

/** Gives up what waits for one. */
export const discard = endpoint({
  method: 'POST',
  path: '/api/subscriptions/:id/discard',
  input: one,
  output: z.object({ done: z.literal(true) }),
});
