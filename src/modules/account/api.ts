import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';
import { done, signInMethod, webAuthn } from './step-up-contract.ts';

export * from './step-up-contract.ts';

const nothing = z.object({});
const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(60));
const byId = z.object({ id: z.string().check(z.minLength(1), z.maxLength(100)) });

const passkeyView = z.object({
  id: z.string(),
  name: z.string(),
  isBackedUp: z.boolean(),
  createdAt: z.string(),
  usedAt: z.optional(z.string()),
  /** Two of it exist; it is refused. */
  isCloned: z.boolean(),
});
export type PasskeyView = z.infer<typeof passkeyView>;

const factorsView = z.object({
  passkeys: z.array(passkeyView),
  totpSince: z.optional(z.string()),
  recovery: z.optional(z.object({ left: z.number(), madeAt: z.string() })),
  passwordSince: z.optional(z.string()),
  /** A second step must be kept. */
  isDemanded: z.boolean(),
  /** The host name under which passkeys work. */
  passkeyHost: z.string(),
});
export type FactorsView = z.infer<typeof factorsView>;

/** How the person signs in. */
export const readFactors = endpoint({
  method: 'GET',
  path: '/api/account/factors',
  input: nothing,
  output: factorsView,
});

/** What to ask the browser so that it makes a passkey. */
export const beginPasskey = endpoint({
  method: 'POST',
  path: '/api/account/passkeys/begin',
  input: nothing,
  output: z.object({ ask: webAuthn }),
});

/** Recovery codes come with the first second factor, this once. */
const withCodes = z.object({ codes: z.optional(z.array(z.string())) });

export const addPasskey = endpoint({
  method: 'POST',
  path: '/api/account/passkeys',
  input: z.object({ response: webAuthn, name }),
  output: withCodes,
});

export const renamePasskey = endpoint({
  method: 'POST',
  path: '/api/account/passkeys/:id/name',
  input: z.extend(byId, { name }),
  output: done,
});

export const removePasskey = endpoint({
  method: 'DELETE',
  path: '/api/account/passkeys/:id',
  input: byId,
  output: done,
});

/** A secret on trial, and its QR code as SVG. */
export const beginTotp = endpoint({
  method: 'POST',
  path: '/api/account/totp/begin',
  input: nothing,
  output: z.object({ secret: z.string(), address: z.string(), qr: z.string() }),
});

export const confirmTotp = endpoint({
  method: 'POST',
  path: '/api/account/totp',
  input: z.object({ code: z.string().check(z.trim(), z.minLength(1), z.maxLength(20)) }),
  output: withCodes,
});

export const removeTotp = endpoint({
  method: 'DELETE',
  path: '/api/account/totp',
  input: nothing,
  output: done,
});

/** Ten new codes, shown this once; the former ones stop working. */
export const renewRecoveryCodes = endpoint({
  method: 'POST',
  path: '/api/account/recovery-codes',
  input: nothing,
  output: z.object({ codes: z.array(z.string()) }),
});

/** All other sessions end. */
export const changePassword = endpoint({
  method: 'POST',
  path: '/api/account/password',
  input: z.object({ password: z.string().check(z.maxLength(1000)) }),
  output: done,
});

const sessionView = z.object({
  id: z.string(),
  device: z.string(),
  name: z.optional(z.string()),
  /** 'loopback', 'inner', the first part of an address, or empty. */
  network: z.string(),
  isNewDevice: z.boolean(),
  isThis: z.boolean(),
  methods: z.array(signInMethod),
  createdAt: z.string(),
  lastUsedAt: z.string(),
});
export type SessionView = z.infer<typeof sessionView>;

export const listSessions = endpoint({
  method: 'GET',
  path: '/api/account/sessions',
  input: nothing,
  output: z.object({ sessions: z.array(sessionView) }),
});

/** An empty name gives the device its own name back. */
export const renameSession = endpoint({
  method: 'POST',
  path: '/api/account/sessions/:id/name',
  input: z.extend(byId, { name: z.string().check(z.trim(), z.maxLength(60)) }),
  output: done,
});

export const endSession = endpoint({
  method: 'DELETE',
  path: '/api/account/sessions/:id',
  input: byId,
  output: done,
});

export const endOtherSessions = endpoint({
  method: 'DELETE',
  path: '/api/account/sessions',
  input: nothing,
  output: z.object({ ended: z.number() }),
});

const signInView = z.object({
  at: z.string(),
  method: signInMethod,
  /** 'wrong', 'disabled', 'wait', 'cloned', 'step-up' or another reason; left out where she was let in. */
  refusal: z.optional(z.string()),
  device: z.string(),
  network: z.string(),
  isNewDevice: z.boolean(),
});
export type SignInView = z.infer<typeof signInView>;

/** The last fifty sign-ins, also those that were refused. */
export const listSignIns = endpoint({
  method: 'GET',
  path: '/api/account/sign-ins',
  input: nothing,
  output: z.object({ signIns: z.array(signInView) }),
});

const mailView = z.object({
  /** False where no relay is set here: then nothing is sent. */
  isSent: z.boolean(),
  address: z.optional(z.string()),
});
export type MailView = z.infer<typeof mailView>;

/** Where she is told by e-mail that her record was opened, or that an opening waits for her review. */
export const readMail = endpoint({
  method: 'GET',
  path: '/api/account/mail',
  input: nothing,
  output: mailView,
});

/** Sets her address; without one she is sent no letters any more. */
export const setMail = endpoint({
  method: 'POST',
  path: '/api/account/mail',
  input: z.object({ address: z.optional(z.string().check(z.trim(), z.maxLength(254))) }),
  output: mailView,
});
