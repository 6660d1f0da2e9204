import * as z from 'zod/mini';
import type { Endpoint } from './contract.ts';

/** Somebody who may take over a shared computer with her PIN. */
export const sharedWorker = z.object({ accountId: z.string(), name: z.string() });

/** What a browser is told of the computer it runs on; nobody need be signed in. */
export const sharedHere = z.object({
  isShared: z.boolean(),
  name: z.optional(z.string()),
  lockMinutes: z.optional(z.number()),
  workers: z.array(sharedWorker),
});
export type SharedHere = z.infer<typeof sharedHere>;

/** What the one who is signed in is told of her own PIN here. */
const ownPlace = z.object({ mayHavePin: z.boolean(), hasPin: z.boolean(), isFull: z.boolean() });

/** A registered computer in an administrator's list. */
const listed = z.object({
  id: z.string(),
  name: z.string(),
  facilityId: z.string(),
  lockMinutes: z.number(),
  registeredAt: z.string(),
  seenAt: z.string(),
  isRevoked: z.boolean(),
  isThis: z.boolean(),
});
export type ListedComputer = z.infer<typeof listed>;

const nothing = z.object({});
const pin = z.string().check(z.regex(/^\d{6}$/));

function endpoint<I extends object, O>(
  method: 'GET' | 'POST',
  path: `/oidc/computer${string}`,
  input: Endpoint<I, O>['input'],
  output: Endpoint<I, O>['output'],
): Endpoint<I, O> {
  return { method, path, input, output };
}

/** The doors of shared computers. They stand beside the sign-in, because the computer's own secret is a cookie of the sign-in. */
export const sharedComputer = {
  here: endpoint('GET', '/oidc/computer', nothing, sharedHere),
  mine: endpoint('GET', '/oidc/computer/mine', nothing, ownPlace),
  setPin: endpoint('POST', '/oidc/computer/pin', z.object({ pin }), nothing),
  /** Gives the computer back to who locked it, or hands it to somebody else, who then signs in without typing anything more. */
  switchTo: endpoint(
    'POST',
    '/oidc/computer/switch',
    z.object({ accountId: z.string().check(z.maxLength(100)), pin }),
    z.object({ outcome: z.enum(['unlocked', 'switched']) }),
  ),
  active: endpoint('POST', '/oidc/computer/active', nothing, nothing),
  lock: endpoint('POST', '/oidc/computer/lock', nothing, nothing),
  /** Ends who works here, so that somebody else can sign in in full. */
  leave: endpoint('POST', '/oidc/computer/leave', nothing, nothing),
  register: endpoint(
    'POST',
    '/oidc/computer/register',
    z.object({
      name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
      /** Only for administrators; others register for their own facility. */
      facilityId: z.optional(z.string().check(z.maxLength(100))),
      lockMinutes: z.int().check(z.minimum(1), z.maximum(60)),
    }),
    z.object({ id: z.string() }),
  ),
  list: endpoint('GET', '/oidc/computer/list', nothing, z.object({ computers: z.array(listed) })),
  revoke: endpoint(
    'POST',
    '/oidc/computer/revoke',
    z.object({ id: z.string().check(z.maxLength(100)) }),
    nothing,
  ),
} as const;

/** Minutes after which a shared computer locks itself unless told otherwise. */
export const usualLockMinutes = 5;
