import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';
import { refusals } from './domain/judge-reading.ts';
import { doubts, readingKinds } from './domain/reading.ts';

export const resourceId = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
/** A time with its zone: where somebody measured tells what her clock said. */
export const instant = z
  .string()
  .check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/u));
const short = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most));
/** Drawn on the phone, so that what is sent twice is written once. */
export const drawnId = z.string().check(z.regex(/^[A-Za-z0-9-]{8,64}$/u));
export const cursor = z.optional(z.string().check(z.maxLength(500)));

const person = z.object({
  id: z.string(),
  name: z.string(),
  birthDate: z.optional(z.string()),
  isSelf: z.boolean(),
});
export type PersonOfOwn = z.infer<typeof person>;

/** Whose own data the reader may write: herself, and the children whose guardian she is. */
export const readPeople = endpoint({
  method: 'GET',
  path: '/api/own-data/people',
  input: z.object({}),
  output: z.object({ people: z.array(person), serverTime: z.string() }),
});

const kind = z.enum(readingKinds);

const shownReading = z.object({
  id: z.string(),
  kind,
  values: z.array(z.number()),
  unit: z.string(),
  at: z.string(),
  /** False for what a facility measured. */
  own: z.boolean(),
  device: z.optional(z.string()),
});
export type ShownReading = z.infer<typeof shownReading>;

/** The last reading of each kind, whoever made it, and the own ones, newest first, a page at a time. */
export const readReadings = endpoint({
  method: 'GET',
  path: '/api/own-data/people/:patientId/readings',
  input: z.object({ patientId: resourceId, cursor }),
  output: z.object({
    person,
    serverTime: z.string(),
    last: z.array(shownReading),
    readings: z.array(shownReading),
    next: z.optional(z.string()),
  }),
});

/** Most readings in one sending. */
export const mostSamples = 200;

const sample = z.object({
  id: drawnId,
  kind,
  values: z.array(z.number()).check(z.minLength(1), z.maxLength(2)),
  unit: short(20),
  at: instant,
  clock: z.enum(['phone', 'person', 'device', 'file']),
  stamp: z.optional(short(100)),
  kept: z.optional(short(300)),
  doubts: z.optional(z.array(z.enum(doubts)).check(z.maxLength(6))),
  /** Its place among the instruments; a typed one has none. */
  from: z.optional(z.number().check(z.int(), z.minimum(0), z.maximum(19))),
});

const instrument = z.object({
  way: z.enum(['bluetooth', 'apple-health', 'csv']),
  name: z.optional(short(120)),
  maker: z.optional(short(120)),
  model: z.optional(short(120)),
});

const taken = z.object({
  id: z.string(),
  outcome: z.enum(['stored', 'known', 'refused']),
  reason: z.optional(z.enum(refusals)),
});
export type Taken = z.infer<typeof taken>;

/** Readings that were typed, or came from a device or a file; each is answered for itself. Sent again, it is known. */
export const addReadings = endpoint({
  method: 'POST',
  path: '/api/own-data/people/:patientId/readings',
  input: z.object({
    patientId: resourceId,
    /** What the phone's clock says at this moment. */
    sentAt: instant,
    instruments: z.optional(z.array(instrument).check(z.maxLength(20))),
    samples: z.array(sample).check(z.minLength(1), z.maxLength(mostSamples)),
  }),
  output: z.object({ results: z.array(taken) }),
});

/** Marks an own reading as wrong: it stays in the history and counts nowhere any more. */
export const withdrawReading = endpoint({
  method: 'POST',
  path: '/api/own-data/people/:patientId/readings/:id/withdraw',
  input: z.object({ patientId: resourceId, id: resourceId }),
  output: z.object({ done: z.literal(true) }),
});
