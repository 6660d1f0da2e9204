import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';
import { cursor, drawnId, resourceId } from '../api.ts';
import { correctableTypes, correctionFields } from './correction/fields.ts';

const words = z.string().check(z.trim(), z.minLength(5), z.maxLength(1000));
const field = z.enum(correctionFields);
const type = z.enum(correctableTypes);

/** A line that may be corrected: what it says now, and who wrote it. */
export const readLine = endpoint({
  method: 'GET',
  path: '/api/own-data/people/:patientId/lines/:type/:id',
  input: z.object({ patientId: resourceId, type, id: resourceId }),
  output: z.object({
    title: z.string(),
    facility: z.string(),
    fields: z.array(z.object({ field, now: z.string(), unit: z.optional(z.string()) })),
    /** A request on this line that waits for its answer. */
    isAsked: z.boolean(),
  }),
});

const correction = z.object({
  id: z.string(),
  line: z.string(),
  title: z.string(),
  field,
  was: z.string(),
  unit: z.optional(z.string()),
  proposed: z.string(),
  words: z.string(),
  state: z.enum(['asked', 'received', 'accepted', 'refused', 'withdrawn']),
  askedAt: z.string(),
  receiveBy: z.string(),
  doneBy: z.string(),
  isExtended: z.boolean(),
  isLate: z.boolean(),
  answeredAt: z.optional(z.string()),
  answer: z.optional(z.string()),
  putOff: z.optional(z.string()),
  written: z.optional(z.string()),
  facility: z.string(),
});
export type ShownCorrection = z.infer<typeof correction>;

/** Asks the facility that wrote a line to correct it; `id` is drawn on the phone. */
export const askCorrection = endpoint({
  method: 'POST',
  path: '/api/own-data/people/:patientId/corrections',
  input: z.object({
    patientId: resourceId,
    id: drawnId,
    type,
    lineId: resourceId,
    field,
    proposed: z.string().check(z.maxLength(1000)),
    words,
  }),
  output: z.object({ correction }),
});

/** What she asked for and how it stands, newest first, a page at a time. */
export const readCorrections = endpoint({
  method: 'GET',
  path: '/api/own-data/people/:patientId/corrections',
  input: z.object({ patientId: resourceId, cursor }),
  output: z.object({ corrections: z.array(correction), next: z.optional(z.string()) }),
});

/** Takes a request back that has no answer yet. */
export const withdrawCorrection = endpoint({
  method: 'POST',
  path: '/api/own-data/people/:patientId/corrections/:id/withdraw',
  input: z.object({ patientId: resourceId, id: resourceId }),
  output: z.object({ correction }),
});

const atFacility = z.extend(correction, {
  person: z.object({ id: z.string(), name: z.string(), birthDate: z.optional(z.string()) }),
  /** What the line says by now; missing where it is gone. */
  now: z.optional(z.string()),
});
export type FacilityCorrection = z.infer<typeof atFacility>;

/** Requests to the reader's facility: those that wait, the oldest first, so that what is late stands on top; or those that were answered. */
export const readInbox = endpoint({
  method: 'GET',
  path: '/api/own-data/inbox',
  input: z.object({ state: z.enum(['open', 'answered']), cursor }),
  output: z.object({ corrections: z.array(atFacility), next: z.optional(z.string()) }),
});

/** Says to the person that her request has arrived. */
export const receiveCorrection = endpoint({
  method: 'POST',
  path: '/api/own-data/inbox/:id/receive',
  input: z.object({ id: resourceId }),
  output: z.object({ correction: atFacility }),
});

/** Puts the answer off once, to the last day of the law, with a reason. */
export const putOffCorrection = endpoint({
  method: 'POST',
  path: '/api/own-data/inbox/:id/put-off',
  input: z.object({ id: resourceId, words }),
  output: z.object({ correction: atFacility }),
});

/** Corrects the line, with the value that was asked for or the one that is right, or refuses; with words that the person reads. */
export const answerCorrection = endpoint({
  method: 'POST',
  path: '/api/own-data/inbox/:id/answer',
  input: z.object({
    id: resourceId,
    decision: z.enum(['accept', 'refuse']),
    value: z.optional(z.string().check(z.maxLength(1000))),
    words,
  }),
  output: z.object({ correction: atFacility }),
});
