import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

/** How long a code on a phone holds, in seconds. */
export const phoneCodeSeconds = 120;

const holder = z.object({
  name: z.string(),
  birthDate: z.optional(z.string()),
  gender: z.optional(z.string()),
  /** Personal number with its middle hidden. */
  number: z.optional(z.string()),
});

/** The own card on the phone: a fresh code each time. */
export const showCard = endpoint({
  method: 'POST',
  path: '/api/health-card/show',
  input: z.object({}),
  output: z.object({ holder, code: z.string(), until: z.string() }),
});

const printedCard = z.object({
  id: z.string(),
  /** Last four signs of the number: the rest is only on the paper. */
  ending: z.string(),
  printedAt: z.string(),
  endedAt: z.optional(z.string()),
});
export type PrintedCard = z.infer<typeof printedCard>;

/** Cards of paper that were printed for the own record, newest first. */
export const listPrinted = endpoint({
  method: 'GET',
  path: '/api/health-card/printed',
  input: z.object({}),
  output: z.object({ cards: z.array(printedCard) }),
});

/** Makes a number for a paper card. It is told once. */
export const printCard = endpoint({
  method: 'POST',
  path: '/api/health-card/printed',
  input: z.object({}),
  output: z.object({ card: printedCard, holder, code: z.string(), number: z.string() }),
});

/** Ends a paper card at once: lost, stolen, no longer wanted. */
export const endPrinted = endpoint({
  method: 'POST',
  path: '/api/health-card/printed/:id/end',
  input: z.object({ id: z.uuid() }),
  output: z.object({ card: printedCard }),
});

/** Why a code leads to nobody. */
export const problems = ['not-a-card', 'expired', 'forged', 'ended', 'nobody', 'differs'] as const;

const stated = z.object({
  name: z.optional(z.string()),
  birthDate: z.optional(z.string()),
  gender: z.optional(z.string()),
  address: z.optional(z.string()),
  personalNumber: z.optional(z.string()),
  insuranceNumber: z.optional(z.string()),
  from: z.optional(z.string()),
  until: z.optional(z.string()),
  facility: z.optional(z.string()),
});

const cardRead = z.object({
  kind: z.optional(z.enum(['phone', 'printed', 'chip-card', 'insurance-card', 'number'])),
  problem: z.optional(z.enum(problems)),
  /** Who it is; `inReach` where her record is open to the reader. */
  person: z.optional(z.extend(holder, { id: z.string(), inReach: z.boolean() })),
  /** What the card itself says, so that nothing is typed again. */
  stated: z.optional(stated),
});
export type ReadCard = z.infer<typeof cardRead>;

/** What a scanner, a camera or a hand gives. In the body: paths and queries hold no person's data. */
export const readCard = endpoint({
  method: 'POST',
  path: '/api/health-card/read',
  input: z.object({ text: z.string().check(z.minLength(1), z.maxLength(2000)) }),
  output: cardRead,
});

/** Public halves of the keys that sign phone codes, as a JSON Web Key Set; `kid` is the number in the code. */
export const cardKeys = endpoint({
  method: 'GET',
  path: '/api/health-card/keys',
  input: z.object({}),
  output: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
});
