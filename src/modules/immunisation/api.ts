import * as z from 'zod/mini';
import { endpoint, serviceToken } from '#kernel/contract.ts';
import type { DueShots } from './domain/due-shots.ts';
import { causes, reactionSignCodes } from './domain/reaction.ts';

export * from './domain/stock-contract.ts';

const id = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
const uuid = z.uuid();
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/u));
const moment = z.iso.datetime({ offset: true });
const words = (least: number, most = 500) =>
  z.string().check(z.trim(), z.minLength(least), z.maxLength(most));
const pageSize = z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 30);
const doseCode = z.string().check(z.regex(/^[A-Z0-9]{2,20}$/u));

const reason = z.object({
  code: z.string(),
  day: z.optional(z.string()),
  days: z.optional(z.number()),
  least: z.optional(z.number()),
});
export type ShownReason = z.infer<typeof reason>;

const state = z.enum([
  'given',
  'overdue',
  'due',
  'later',
  'waits',
  'postponed',
  'contraindicated',
  'too-late',
]);

const dose = z.object({
  code: z.string(),
  series: z.string(),
  number: z.number(),
  state,
  givenOn: z.optional(z.string()),
  givenName: z.optional(z.string()),
  earliestOn: z.optional(z.string()),
  dueOn: z.optional(z.string()),
  overdueOn: z.optional(z.string()),
  latestOn: z.optional(z.string()),
  mayGive: z.boolean(),
  reasons: z.array(reason),
});
export type ShownDose = z.infer<typeof dose>;

const forecastView = z.object({
  birth: z.string(),
  today: z.string(),
  doses: z.array(dose),
  series: z.array(
    z.object({
      code: z.string(),
      vi: z.string(),
      en: z.string(),
      obligation: z.string(),
      unknown: z.array(z.string()),
    }),
  ),
  history: z.array(
    z.object({
      id: z.string(),
      on: z.string(),
      name: z.string(),
      worth: z.array(
        z.object({
          series: z.string(),
          number: z.optional(z.number()),
          isValid: z.boolean(),
          reasons: z.array(reason),
        }),
      ),
    }),
  ),
  circumstances: z.array(z.object({ kind: z.string(), day: z.optional(z.string()) })),
  isCompleteUnderOne: z.boolean(),
  compulsory: z.object({ had: z.number(), due: z.number() }),
  nextDueOn: z.optional(z.string()),
  isNextLate: z.boolean(),
  /** What doses that nobody entered may be told as; 'ask': nothing is entered, so ask for the book. */
  entries: z.enum(['told', 'ask', 'silent']),
});
export type ForecastView = z.infer<typeof forecastView>;

/** The schedule of one person: each dose with its state and why. */
export const readForecast = endpoint({
  method: 'GET',
  path: '/api/immunisation/people/:id/forecast',
  input: z.object({ id }),
  output: forecastView,
});

const dueLine = z.object({
  patientId: z.string(),
  /** Undefined where the reader may not see her. */
  name: z.optional(z.string()),
  birth: z.string(),
  sex: z.optional(z.string()),
  dueOn: z.string(),
  isLate: z.boolean(),
  doses: z.array(z.object({ code: z.string(), vaccine: z.string(), dueOn: z.string(), isLate: z.boolean() })),
});
export type DueLine = z.infer<typeof dueLine>;

/** Children of the reader's station who are due on a day: whoever has waited longest stands first. */
export const listDue = endpoint({
  method: 'GET',
  path: '/api/immunisation/due',
  input: z.object({
    on: z.optional(day),
    only: z._default(z.enum(['due', 'late']), 'due'),
    cursor: z.optional(z.string().check(z.maxLength(200))),
    count: pageSize,
  }),
  output: z.object({
    on: z.string(),
    lines: z.array(dueLine),
    next: z.optional(z.string()),
    counts: z.object({
      due: z.number(),
      late: z.number(),
      children: z.number(),
      completeUnderOne: z.number(),
      infants: z.number(),
    }),
  }),
});

const site = z.enum(['left-thigh', 'right-thigh', 'left-arm', 'right-arm', 'mouth']);
const question = z.enum(['severeBefore', 'illNow', 'immunoglobulin', 'steroids', 'immune', 'heart']);

const shotInput = z.object({
  patientId: id,
  doseCode,
  lotId: uuid,
  vialId: z.optional(uuid),
  site: z.optional(site),
  temperature: z.optional(z.number().check(z.minimum(25), z.maximum(45))),
  screening: z._default(z.array(question).check(z.maxLength(6)), []),
  reason: z.optional(words(3)),
});
export type ShotInput = z.infer<typeof shotInput>;

/**
 * Records a dose that was just given, out of a lot of the station. Refused by 422 immunisation.shot-refused with a finding for each rule;
 * those that a worker may answer for (path ends in '?') go through with `reason`.
 */
export const recordShot = endpoint({
  method: 'POST',
  path: '/api/immunisation/shots',
  input: shotInput,
  output: z.object({
    immunizationId: z.string(),
    /** She stays until then. */
    observeUntil: z.string(),
    vial: z.object({ dosesLeft: z.number(), goodUntil: z.optional(z.string()) }),
  }),
});

/** Takes over a dose that was given elsewhere or long ago, from a paper book: a fact, so only impossible days are refused. */
export const recordHistory = endpoint({
  method: 'POST',
  path: '/api/immunisation/history',
  input: z.object({
    patientId: id,
    doseCode,
    on: day,
    lotNumber: z.optional(words(1, 60)),
    place: z.optional(words(1, 200)),
  }),
  output: z.object({ immunizationId: z.string() }),
});

const reaction = z.object({
  id: z.string(),
  patientId: z.string(),
  name: z.optional(z.string()),
  severity: z.enum(['common', 'severe']),
  beganAt: z.string(),
  notedAt: z.string(),
  reportDueAt: z.string(),
  reportedAt: z.optional(z.string()),
  isLate: z.boolean(),
  vaccine: z.optional(z.string()),
  lotNumber: z.optional(z.string()),
  signs: z.array(z.string()),
});
export type ShownReaction = z.infer<typeof reaction>;

export const listReactions = endpoint({
  method: 'GET',
  path: '/api/immunisation/reactions',
  input: z.object({
    only: z._default(z.enum(['open', 'all']), 'open'),
    cursor: z.optional(z.string().check(z.maxLength(200))),
    count: pageSize,
  }),
  output: z.object({ reactions: z.array(reaction), next: z.optional(z.string()) }),
});

/** Notes a reaction after a dose. A severe one locks the lot at this station and is reported within 24 hours. */
export const noteReaction = endpoint({
  method: 'POST',
  path: '/api/immunisation/reactions',
  input: z.object({
    immunizationId: id,
    signs: z.array(z.enum(reactionSignCodes)).check(z.minLength(1), z.maxLength(12)),
    beganAt: moment,
    treatment: z.optional(words(0)),
  }),
  output: z.object({
    id: z.string(),
    severity: z.enum(['common', 'severe']),
    reportDueAt: z.string(),
    lockedLots: z.number(),
  }),
});

/** The report went out to the Department of Health and the centre for disease control. */
export const reportReaction = endpoint({
  method: 'POST',
  path: '/api/immunisation/reactions/:id/reported',
  input: z.object({ id, cause: z.optional(z.enum(causes)) }),
  output: z.object({ reportedAt: z.string() }),
});

const outgoingLine = z.object({
  id: z.string(),
  patientId: z.string(),
  name: z.optional(z.string()),
  state: z.enum(['waiting', 'refused', 'told', 'dismissed']),
  since: z.string(),
  tries: z.number(),
  because: z.optional(z.string()),
});
const incomingLine = z.object({
  id: z.string(),
  state: z.enum(['open', 'taken', 'known', 'dismissed']),
  because: z.optional(z.string()),
  at: z.string(),
  /** What came, where it waits for somebody. */
  dose: z.optional(z.object({ name: z.string(), birth: z.string(), vaccine: z.string(), on: z.string() })),
});
const exchangeView = z.object({
  line: z.object({
    isSet: z.boolean(),
    isSimulated: z.boolean(),
    state: z.string(),
    since: z.optional(z.string()),
    fault: z.optional(z.string()),
  }),
  waiting: z.number(),
  told: z.number(),
  outgoing: z.array(outgoingLine),
  incoming: z.array(incomingLine),
});
export type ExchangeView = z.infer<typeof exchangeView>;

export const readExchange = endpoint({
  method: 'GET',
  path: '/api/immunisation/exchange',
  input: z.object({}),
  output: exchangeView,
});

export const mendOutgoing = endpoint({
  method: 'POST',
  path: '/api/immunisation/exchange/outgoing/:id',
  input: z.object({ id, act: z.enum(['again', 'dismiss']) }),
  output: z.object({ done: z.literal(true) }),
});

export const mendIncoming = endpoint({
  method: 'POST',
  path: '/api/immunisation/exchange/incoming/:id',
  input: z.object({ id: uuid, act: z.enum(['take', 'dismiss']), patientId: z.optional(id) }),
  output: z.object({ state: z.enum(['open', 'taken', 'known', 'dismissed']) }),
});

/** A child with a dose that everybody has a right to and that is overdue. */
export interface LateDose {
  readonly patientId: string;
  /** The first day on which it was overdue. */
  readonly on: string;
  readonly vaccines: readonly string[];
}

export interface LateDoses {
  of(patientIds: readonly string[]): Promise<readonly LateDose[]>;
  /** Everybody of whom a dose is overdue, a page at a time; `after` is the `next` of the page before. */
  page(
    after: string | undefined,
    most: number,
  ): Promise<{ readonly patientIds: readonly string[]; readonly next?: string }>;
}
export const lateDoses = serviceToken<LateDoses>('immunisation.late-doses');
export const dueShots = serviceToken<DueShots>('immunisation.due-shots');
