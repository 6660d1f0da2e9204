import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

const id = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
const both = z.object({ vi: z.string(), en: z.string() });

const nextVisit = z.object({
  /** When, or the day alone of an appointment paper. */
  at: z.string(),
  facility: z.optional(z.string()),
  desk: z.optional(z.string()),
  address: z.optional(z.string()),
  service: z.optional(both),
  number: z.optional(z.number()),
});

const medicine = z.object({
  id: z.string(),
  title: z.string(),
  /** How to take it, in the words of the prescription. */
  how: z.optional(z.string()),
  until: z.optional(z.string()),
  own: z.boolean(),
});

const due = z.object({
  /** A vaccination, the next check of a programme, or that no vaccination of this child is entered: then neither what nor when is known. */
  kind: z.enum(['shot', 'check', 'entries']),
  title: z.optional(both),
  on: z.optional(z.string()),
  isLate: z.boolean(),
});

const result = z.object({
  id: z.string(),
  title: z.string(),
  at: z.optional(z.string()),
  /** When it came into the record. */
  arrivedAt: z.string(),
  /** Out of the range that its own laboratory gave. */
  isOut: z.boolean(),
});

/** What matters today to one person, in one answer. */
export const readToday = endpoint({
  method: 'GET',
  path: '/api/home/:patientId/today',
  input: z.object({ patientId: id }),
  output: z.object({
    at: z.string(),
    visit: z.optional(nextVisit),
    /** What is being taken now. */
    medicines: z.array(medicine),
    /** Of the last prescription what nobody gave an end, where no prescription is running. */
    last: z.optional(z.object({ on: z.string(), medicines: z.array(medicine) })),
    due: z.array(due),
    /** The whole day of birth is not known, so no vaccination is worked out. */
    isBirthUnknown: z.optional(z.boolean()),
    /** Of the last thirty days, newest first. */
    results: z.array(result),
  }),
});
export type Today = ReturnType<typeof readToday.output.parse>;

const change = z.object({
  /** The first day on which it is so. */
  on: z.string(),
  what: z.enum(['hiv', 'sensitive', 'all', 'care']),
});
export type SightChange = z.infer<typeof change>;

/** Everybody alive whose record the reader may open as a citizen, herself first, with what ends and when. */
export const readFamily = endpoint({
  method: 'GET',
  path: '/api/home/family',
  input: z.object({}),
  output: z.object({
    people: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        birthDate: z.optional(z.string()),
        by: z.enum(['self', 'guardian', 'carer', 'other']),
        /** What she does not see any more by the age of the child. */
        closed: z.array(z.enum(['hiv', 'sensitive'])),
        /** What ends, the next first. */
        changes: z.array(change),
      }),
    ),
  }),
});
export type FamilyPerson = ReturnType<typeof readFamily.output.parse>['people'][number];
