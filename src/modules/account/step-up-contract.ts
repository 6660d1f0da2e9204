/** Showing again who one is: the only part of the account that every page brings along, so it stands alone. */
import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

export const done = z.object({ done: z.literal(true) });
/** What a browser is asked, or answers, in the words of WebAuthn; read and written by the browser's own dialogue. */
export const webAuthn = z.record(z.string(), z.unknown());

/** How somebody showed who she is. */
export const signInMethod = z.enum(['password', 'totp', 'passkey', 'recovery', 'vneid', 'pin']);
export type SignInMethod = z.infer<typeof signInMethod>;

/** With what the person can show again who she is. */
export const beginStepUp = endpoint({
  method: 'POST',
  path: '/api/account/step-up/begin',
  input: z.object({}),
  output: z.object({
    methods: z.array(signInMethod),
    ask: z.optional(webAuthn),
    passkeyHost: z.string(),
  }),
});

/** Shows it. */
export const stepUp = endpoint({
  method: 'POST',
  path: '/api/account/step-up',
  input: z.discriminatedUnion('method', [
    z.object({ method: z.literal('passkey'), response: webAuthn }),
    z.object({ method: z.literal('totp'), code: z.string().check(z.maxLength(20)) }),
    z.object({ method: z.literal('password'), password: z.string().check(z.maxLength(1000)) }),
  ]),
  output: done,
});
