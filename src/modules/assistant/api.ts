import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

const id = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
const cursor = z.optional(z.string().check(z.maxLength(200)));
const both = z.object({ vi: z.string(), en: z.string() });
const words = (least: number) => z.string().check(z.trim(), z.minLength(least), z.maxLength(1000));

export const listStates = ['open', 'closed'] as const;
export type ListState = (typeof listStates)[number];

const alert = z.object({
  id: z.string(),
  patientId: z.string(),
  name: z.string(),
  birth: z.optional(z.string()),
  title: both,
  why: both,
  todo: both,
  /** The lines that made it, as far as the reader may see them. */
  grounds: z.array(z.object({ words: both, at: z.string() })),
  asks: z.enum(['person', 'facility']),
  urgent: z.boolean(),
  /** A number of hers, written down, is what ends it. */
  measureAgain: z.boolean(),
  state: z.enum(['open', 'answered', 'ended']),
  openedAt: z.string(),
  dueAt: z.string(),
  isLate: z.boolean(),
  answer: z.optional(z.enum(['measured', 'done', 'acted', 'handed-over', 'not-useful'])),
  words: z.optional(z.string()),
  by: z.optional(z.string()),
  closedAt: z.optional(z.string()),
});
export type ShownAlert = z.infer<typeof alert>;

const alerts = z.object({ alerts: z.array(alert), next: z.optional(z.string()) });

/** The reader's own alerts and those of whom she is guardian or carer of: open ones, or what became of the others. */
export const readOwnAlerts = endpoint({
  method: 'GET',
  path: '/api/assistant/mine',
  input: z.object({ state: z.enum(listStates), cursor }),
  output: alerts,
});

/** It is done: for what she herself is asked for. An urgent step that asks her to measure is ended by a number alone (`assistant.measure-again`). */
export const answerOwnAlert = endpoint({
  method: 'POST',
  path: '/api/assistant/mine/:patientId/:id/answer',
  input: z.object({ patientId: id, id, answer: z.enum(['measured', 'done']) }),
  output: z.object({ done: z.literal(true) }),
});

/** What the reader's facility is asked for, the first to be answered on top; or what was answered, newest first. */
export const readFacilityAlerts = endpoint({
  method: 'GET',
  path: '/api/assistant/alerts',
  input: z.object({ state: z.enum(listStates), cursor }),
  output: alerts,
});

/** What was done about it. The words of `acted` and `handed-over` are read by the person; those of `not-useful` are for the rule. */
export const answerFacilityAlert = endpoint({
  method: 'POST',
  path: '/api/assistant/alerts/:patientId/:id/answer',
  input: z.object({
    patientId: id,
    id,
    answer: z.enum(['acted', 'handed-over', 'not-useful']),
    words: words(5),
  }),
  output: z.object({ done: z.literal(true) }),
});

const ruleLine = z.object({
  code: z.string(),
  version: z.string(),
  title: both,
  about: both,
  grounds: z.array(z.object({ label: z.enum(['source', 'verify']), words: both })),
  leastPrecision: z.number(),
  leastAnswers: z.number(),
  /** Never silenced by itself. */
  urgent: z.boolean(),
  /** Too few of enough answers found it useful. */
  isUnderBar: z.boolean(),
  silencedAt: z.optional(z.string()),
  countsFrom: z.optional(z.string()),
  fired: z.number(),
  open: z.number(),
  late: z.number(),
  answered: z.number(),
  inTime: z.number(),
  useful: z.number(),
  notUseful: z.number(),
  precision: z.optional(z.number()),
  medianHours: z.optional(z.number()),
  changes: z.array(
    z.object({ at: z.string(), what: z.enum(['silenced', 'resumed']), by: z.string(), reason: z.string() }),
  ),
});
export type RuleLine = z.infer<typeof ruleLine>;

/** How good each rule is, over everybody: no person and no facility is named. */
export const readRules = endpoint({
  method: 'GET',
  path: '/api/assistant/rules',
  input: z.object({}),
  output: z.object({ rules: z.array(ruleLine), mayResume: z.boolean() }),
});

/** Lets a silenced rule speak again, with a reason; its figures begin anew. */
export const resumeRule = endpoint({
  method: 'POST',
  path: '/api/assistant/rules/:code/resume',
  input: z.object({ code: id, reason: words(10) }),
  output: z.object({ done: z.literal(true) }),
});
