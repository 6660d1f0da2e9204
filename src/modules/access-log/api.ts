import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';
import { kinds } from './domain/kinds.ts';

const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));
const words = z.string().check(z.trim(), z.minLength(5), z.maxLength(1000));
const kind = z.enum(kinds);

/** One look into the own record. Nothing of what was seen. */
const look = z.object({
  lineId: z.string(),
  /** Name of the account or system; 'own' looks are her own. */
  who: z.string(),
  isSystem: z.boolean(),
  isOwn: z.boolean(),
  roles: z.array(z.string()),
  facility: z.optional(z.string()),
  purpose: z.string(),
  day: z.string(),
  first: z.string(),
  last: z.string(),
  kinds: z.array(kind),
  lines: z.number(),
  isEmergency: z.boolean(),
  isRefused: z.boolean(),
  /** A complaint about it that was made. */
  complaint: z.optional(z.string()),
});
export type LookView = z.infer<typeof look>;

const state = z.enum(['open', 'confirmed', 'explained', 'closed']);
export type ReviewState = z.infer<typeof state>;

const complaint = z.object({
  id: z.string(),
  raisedAt: z.string(),
  about: z.string(),
  acknowledgeBy: z.string(),
  doneBy: z.string(),
  acknowledgedAt: z.optional(z.string()),
  state,
  reason: z.optional(z.string()),
});
export type ComplaintView = z.infer<typeof complaint>;

/** Who has seen the reader's own record. */
export const readOwnLooks = endpoint({
  method: 'GET',
  path: '/api/access-log/mine',
  input: z.object({ cursor: z.optional(z.string()) }),
  output: z.object({
    looks: z.array(look),
    complaints: z.array(complaint),
    next: z.optional(z.string()),
  }),
});

/** 'I find this wrong': goes to the supervisor of the facility, with the clock of the law. */
export const complain = endpoint({
  method: 'POST',
  path: '/api/access-log/complaints',
  input: z.object({ lineId: z.uuid(), words }),
  output: z.object({ complaint }),
});

const review = z.object({
  id: z.string(),
  kind: z.enum(['complaint', 'unusual']),
  who: z.string(),
  facility: z.optional(z.string()),
  /** Name of the person who was looked at; absent where it is about many. */
  person: z.optional(z.string()),
  rules: z.array(z.string()),
  score: z.number(),
  day: z.string(),
  lines: z.number(),
  first: z.string(),
  last: z.string(),
  raisedAt: z.string(),
  words: z.optional(z.string()),
  acknowledgeBy: z.string(),
  doneBy: z.string(),
  acknowledgedAt: z.optional(z.string()),
  isLate: z.boolean(),
  state,
  decidedAt: z.optional(z.string()),
  reason: z.optional(z.string()),
});
export type ReviewView = z.infer<typeof review>;

/** What waits for the supervisor, and how often the rules were right. */
export const listReviews = endpoint({
  method: 'GET',
  path: '/api/access-log/reviews',
  input: z.object({ state: z._default(z.enum(['open', 'decided']), 'open') }),
  output: z.object({
    reviews: z.array(review),
    precision: z.array(z.object({ rule: z.string(), decided: z.number(), confirmed: z.number() })),
  }),
});

const one = { id: z.uuid() };
export const acknowledgeReview = endpoint({
  method: 'POST',
  path: '/api/access-log/reviews/:id/acknowledge',
  input: z.object(one),
  output: z.object({ done: z.literal(true) }),
});

export const decideReview = endpoint({
  method: 'POST',
  path: '/api/access-log/reviews/:id/decide',
  input: z.object({ ...one, outcome: z.enum(['confirmed', 'explained', 'closed']), reason: words }),
  output: z.object({ done: z.literal(true) }),
});

/** Who asks who could have leaked: persons by their number or id, the time, the kinds of data, and why. */
export const leakQuestion = z.object({
  people: z
    .array(z.string().check(z.trim(), z.minLength(3), z.maxLength(64)))
    .check(z.minLength(1), z.maxLength(50)),
  from: day,
  to: day,
  kinds: z._default(z.array(kind), []),
  reason: words,
});
export type LeakQuestion = z.infer<typeof leakQuestion>;

const suspect = z.object({
  who: z.string(),
  actorId: z.string(),
  isSystem: z.boolean(),
  roles: z.array(z.string()),
  facilities: z.array(z.string()),
  people: z.number(),
  lines: z.number(),
  kinds: z.array(kind),
  first: z.string(),
  last: z.string(),
  exported: z.boolean(),
  isEmergency: z.boolean(),
  rank: z.number(),
});
export type SuspectView = z.infer<typeof suspect>;

/** Who saw what leaked; POST because numbers of persons never stand in an address. */
export const findLeak = endpoint({
  method: 'POST',
  path: '/api/access-log/leak',
  input: leakQuestion,
  output: z.object({
    suspects: z.array(suspect),
    people: z.number(),
    unknown: z.number(),
    lines: z.number(),
    isCut: z.boolean(),
  }),
});

/** The same list as CSV to be kept, marked in every line with who took it. */
export const exportLeak = endpoint({
  method: 'POST',
  path: '/api/access-log/leak/table',
  input: leakQuestion,
  output: z.object({ table: z.string() }),
});
