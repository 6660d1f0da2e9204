import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';
import { linkStates, spans } from './domain/link-state.ts';
import { sharedParts } from './domain/shared-part.ts';

/** Shortest passcode: with the few tries that a link allows, six signs are not guessed. */
export const passcodeLength = 6;
export const longestLabel = 80;

const opening = z.object({
  at: z.string(),
  /** Who it was: the account's own name, or what somebody without an account said; empty where she was erased by law. */
  who: z.string(),
  isKnown: z.boolean(),
  facility: z.optional(z.string()),
  outcome: z.enum(['opened', 'wrong-passcode']),
});
export type ShownOpening = z.infer<typeof opening>;

const link = z.object({
  id: z.string(),
  what: z.enum(sharedParts),
  label: z.optional(z.string()),
  hasPasscode: z.boolean(),
  once: z.boolean(),
  state: z.enum(linkStates),
  madeAt: z.string(),
  until: z.string(),
  opened: z.number(),
  /** The newest twenty. */
  openings: z.array(opening),
});
export type ShownLink = z.infer<typeof link>;

const linkWish = z.object({
  what: z.enum(sharedParts),
  span: z.enum(spans),
  once: z.boolean(),
  passcode: z.optional(z.string().check(z.trim(), z.minLength(passcodeLength), z.maxLength(100))),
  label: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(longestLabel))),
});
/** What she wants of a link. */
export type LinkWish = z.infer<typeof linkWish>;

/** Makes a link to the summary as it is now. Address and key are told once and kept nowhere. */
export const makeLink = endpoint({
  method: 'POST',
  path: '/api/sharing/links',
  input: linkWish,
  output: z.object({ link, shlink: z.string() }),
});

/** Her links, newest first, a page at a time. */
export const listLinks = endpoint({
  method: 'GET',
  path: '/api/sharing/links',
  input: z.object({ cursor: z.optional(z.string().check(z.maxLength(200))) }),
  output: z.object({ links: z.array(link), next: z.optional(z.string()) }),
});

/** Ends a link at once. */
export const endLink = endpoint({
  method: 'POST',
  path: '/api/sharing/links/:id/end',
  input: z.object({ id: z.uuid() }),
  output: z.object({ link }),
});

/** Where the content of a link is asked for; the last part is its secret. */
export const manifestPath = '/api/sharing/shl';

const recipient = z.string().check(z.trim(), z.minLength(1), z.maxLength(200));
const passcode = z.optional(z.string().check(z.maxLength(100)));

/** What a viewer sends to the address of a link. */
export const manifestRequest = z.object({
  recipient,
  passcode,
  embeddedLengthMax: z.optional(z.int().check(z.minimum(0))),
});

const file = z.object({
  contentType: z.string(),
  embedded: z.optional(z.string()),
  location: z.optional(z.string()),
});

const opened = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('given'), files: z.array(file) }),
  z.object({ outcome: z.literal('passcode'), remainingAttempts: z.number() }),
  z.object({
    outcome: z.literal('closed'),
    reason: z.enum(['unknown', 'expired', 'ended', 'used', 'locked']),
  }),
]);
/** What came of asking for what lies behind a link. */
export type Opened = z.infer<typeof opened>;

/** Opens a link on our own page: its address and the key stay out of every address that is asked for. */
export const openShared = endpoint({
  method: 'POST',
  path: '/api/sharing/open',
  input: z.object({ secret: z.string().check(z.maxLength(100)), recipient, passcode }),
  output: opened,
});

const cardShot = z.object({ name: z.string(), day: z.string(), lot: z.optional(z.string()) });

/** The own vaccinations as a signed card; without a card where none is recorded. */
export const makeVaccinationCard = endpoint({
  method: 'POST',
  path: '/api/sharing/vaccination-card',
  input: z.object({}),
  output: z.object({
    card: z.optional(z.object({ jws: z.string(), digits: z.string() })),
    /** Those on the card, newest first. */
    shots: z.array(cardShot),
    /** Older ones for which one code has no room. */
    leftOut: z.number(),
  }),
});

/** Who signs cards here, and the public halves of all keys that ever did. */
export const cardIssuer = endpoint({
  method: 'GET',
  path: '/api/sharing/issuer',
  input: z.object({}),
  output: z.object({ issuer: z.string(), keys: z.array(z.record(z.string(), z.unknown())) }),
});
