import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

const done = z.object({ done: z.literal(true) });

/** An app that the person let in, in words. */
export const connectedView = z.object({
  clientId: z.string(),
  name: z.string(),
  /** What it may do, a sentence each, in the language asked for. */
  rights: z.array(z.string()),
  since: z.string(),
  /** True where it may come back while she is away. */
  isOffline: z.boolean(),
});
export type Connected = z.infer<typeof connectedView>;

/** The apps that the person let in. */
export const listConnected = endpoint({
  method: 'GET',
  path: '/api/apps/connected',
  input: z.object({}),
  output: z.object({ apps: z.array(connectedView) }),
});

/** Takes back what the person allowed an app. */
export const withdrawApp = endpoint({
  method: 'POST',
  path: '/api/apps/connected/:clientId/withdraw',
  input: z.object({ clientId: z.string().check(z.maxLength(100)) }),
  output: done,
});

/** The apps that open from a person's page. */
export const listLaunchable = endpoint({
  method: 'GET',
  path: '/api/apps/launchable',
  input: z.object({}),
  output: z.object({ apps: z.array(z.object({ clientId: z.string(), name: z.string() })) }),
});

/** The address that opens an app for a person; good once, within minutes. */
export const launchApp = endpoint({
  method: 'POST',
  path: '/api/apps/launch',
  input: z.object({
    clientId: z.string().check(z.maxLength(100)),
    patientId: z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/)),
    encounterId: z.optional(z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/))),
  }),
  output: z.object({ address: z.string() }),
});

/** A system, app or board as the administrator sees it; never a secret. */
export const clientView = z.object({
  clientId: z.string(),
  name: z.string(),
  kind: z.enum(['system', 'app', 'device']),
  scope: z.string(),
  proof: z.enum(['secret', 'keys', 'key-address', 'certificate', 'none']),
  redirectUris: z.array(z.string()),
  launchUri: z.optional(z.string()),
  facilityId: z.optional(z.string()),
  createdAt: z.string(),
  keysChangedAt: z.optional(z.string()),
  isClosed: z.boolean(),
});
export type ClientSummary = z.infer<typeof clientView>;

export const listClients = endpoint({
  method: 'GET',
  path: '/api/apps/clients',
  input: z.object({}),
  output: z.object({ clients: z.array(clientView) }),
});

const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });
const credentials = z.object({ clientId: z.string(), clientSecret: z.optional(z.string()) });

export const createClient = endpoint({
  method: 'POST',
  path: '/api/apps/clients',
  input: z.object({
    name: z.string().check(z.trim(), z.minLength(2), z.maxLength(100)),
    kind: z.enum(['system', 'app', 'device']),
    scope: z.string().check(z.trim(), z.minLength(1), z.maxLength(4000)),
    redirectUris: z.optional(z.array(z.string().check(z.maxLength(500))).check(z.maxLength(10))),
    launchUri: z.optional(z.string().check(z.maxLength(500))),
    facilityId: z.optional(z.string().check(z.maxLength(64))),
    isPublic: z.optional(z.boolean()),
    jwks: z.optional(keySet),
    jwksUri: z.optional(z.string().check(z.maxLength(500))),
  }),
  output: credentials,
});

/** New means of proof of the kind in use: a new secret, or the keys given. */
export const rotateClient = endpoint({
  method: 'POST',
  path: '/api/apps/clients/:clientId/rotate',
  input: z.object({
    clientId: z.string().check(z.maxLength(100)),
    jwks: z.optional(keySet),
    jwksUri: z.optional(z.string().check(z.maxLength(500))),
  }),
  output: credentials,
});

export const closeClient = endpoint({
  method: 'POST',
  path: '/api/apps/clients/:clientId/close',
  input: z.object({ clientId: z.string().check(z.maxLength(100)) }),
  output: done,
});
