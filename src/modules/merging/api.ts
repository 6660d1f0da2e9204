import * as z from 'zod/mini';
import { endpoint, eventType } from '#kernel/contract.ts';
import { fieldNames } from './domain/patient-fields.ts';
import { dangers } from './domain/risk.ts';

const personId = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
const words = z.string().check(z.trim(), z.minLength(5), z.maxLength(2000));
const one = z.object({ id: z.uuid() });
const field = z.enum(
  fieldNames as unknown as readonly [(typeof fieldNames)[number], ...(typeof fieldNames)[number][]],
);
const changedField = z.enum([...fieldNames, 'identifier', 'others'] as unknown as readonly [
  'identifier' | 'others' | (typeof fieldNames)[number],
  ...('identifier' | 'others' | (typeof fieldNames)[number])[],
]);
const danger = z.enum(Object.keys(dangers) as [keyof typeof dangers, ...(keyof typeof dangers)[]]);
const choices = z.partialRecord(field, z.enum(['survivor', 'other', 'both']));
const pairState = z.enum(['waiting', 'unsure', 'proposed', 'joined', 'distinct']);
const cursor = z.optional(z.string().check(z.maxLength(200)));

/** A person in a list, as much as tells people apart. */
const personLine = z.object({
  id: z.string(),
  name: z.string(),
  birthDate: z.optional(z.string()),
  gender: z.optional(z.string()),
  number: z.optional(z.string()),
});
export type PersonLine = z.infer<typeof personLine>;

const pairLine = z.object({
  id: z.string(),
  state: pairState,
  source: z.enum(['registry', 'hand']),
  risk: z.number(),
  needsSecond: z.boolean(),
  score: z.optional(z.number()),
  grade: z.optional(z.string()),
  foundAt: z.string(),
  people: z.array(personLine),
  proposedBy: z.optional(z.string()),
});
export type PairLine = z.infer<typeof pairLine>;

/** Pairs that wait, the most dangerous first; those passed on, proposed or decided by their state. */
export const listPairs = endpoint({
  method: 'GET',
  path: '/api/merging/pairs',
  input: z.object({ state: z._default(pairState, 'waiting'), cursor }),
  output: z.object({
    pairs: z.array(pairLine),
    next: z.optional(z.string()),
    /** How many there are of each state. */
    counts: z.partialRecord(pairState, z.number()),
  }),
});

/** Puts two people beside each other by hand, by their numbers or ids. In the body, for paths hold nobody's number. */
export const addPair = endpoint({
  method: 'POST',
  path: '/api/merging/pairs',
  input: z.object({
    one: z.string().check(z.trim(), z.minLength(1), z.maxLength(64)),
    other: z.string().check(z.trim(), z.minLength(1), z.maxLength(64)),
  }),
  output: z.object({ id: z.string() }),
});

const side = z.object({
  person: personLine,
  version: z.number(),
  active: z.boolean(),
  /** What each field says, a text a value; nothing where it says nothing. */
  fields: z.partialRecord(field, z.array(z.string())),
  numbers: z.array(
    z.object({ system: z.string(), value: z.string(), isOld: z.boolean(), until: z.optional(z.string()) }),
  ),
  visits: z.object({ count: z.number(), first: z.optional(z.string()), last: z.optional(z.string()) }),
  /** Where she was seen last, the newest first. */
  facilities: z.array(z.string()),
  /** Lines by type. */
  lines: z.array(z.object({ type: z.string(), count: z.number() })),
  signsIn: z.boolean(),
  /** Records that were joined to this one before. */
  joined: z.number(),
});
export type SideView = z.infer<typeof side>;

export const pairView = z.object({
  id: z.string(),
  state: pairState,
  source: z.enum(['registry', 'hand']),
  risk: z.number(),
  dangers: z.array(danger),
  needsSecond: z.boolean(),
  score: z.optional(z.number()),
  explanation: z.array(z.object({ field: z.string(), level: z.string(), weight: z.number() })),
  /** Fields that say something else in the two. */
  differs: z.array(field),
  sides: z.array(side),
  isOwn: z.boolean(),
  decided: z.optional(z.object({ by: z.string(), at: z.string(), words: z.string() })),
  proposal: z.optional(
    z.object({
      by: z.string(),
      at: z.string(),
      words: z.string(),
      survivorId: z.string(),
      choices,
      isMine: z.boolean(),
    }),
  ),
  mergeId: z.optional(z.string()),
});
export type PairView = z.infer<typeof pairView>;

export const readPair = endpoint({
  method: 'GET',
  path: '/api/merging/pairs/:id',
  input: one,
  output: pairView,
});

const versions = z.record(personId, z.int());

export const decidePair = endpoint({
  method: 'POST',
  path: '/api/merging/pairs/:id/decision',
  input: z.extend(one, {
    decision: z.enum(['same', 'distinct', 'unsure']),
    words,
    /** Whose record lives on; needed for 'same'. */
    survivorId: z.optional(personId),
    choices: z._default(choices, () => ({})),
    /** The versions that were looked at, by id. */
    versions: z._default(versions, () => ({})),
  }),
  output: z.object({ state: pairState, mergeId: z.optional(z.string()) }),
});

/** Another officer agrees to what was proposed, or not. */
export const agreePair = endpoint({
  method: 'POST',
  path: '/api/merging/pairs/:id/agreement',
  input: z.extend(one, { agrees: z.boolean(), words }),
  output: z.object({ state: pairState, mergeId: z.optional(z.string()) }),
});

const mergeLine = z.object({
  id: z.string(),
  kind: z.enum(['merge', 'split']),
  people: z.array(personLine),
  at: z.string(),
  by: z.string(),
  agreedBy: z.optional(z.string()),
  words: z.string(),
  partedAt: z.optional(z.string()),
  partedBy: z.optional(z.string()),
  /** Lines of which somebody has to say whose they are. */
  waiting: z.number(),
  objections: z.number(),
});
export type MergeLine = z.infer<typeof mergeLine>;

/** What was joined, parted and split, newest first; with `open` only what somebody objects to or has to go on with. */
export const listMerges = endpoint({
  method: 'GET',
  path: '/api/merging/merges',
  input: z.object({ open: z.optional(z.enum(['true'])), cursor }),
  output: z.object({ merges: z.array(mergeLine), next: z.optional(z.string()) }),
});

const lineState = z.enum(['moved', 'stayed', 'superseded', 'waiting']);
const recordLine = z.object({
  reference: z.string(),
  type: z.string(),
  /** Day of care, or of the writing. */
  day: z.optional(z.string()),
  facility: z.optional(z.string()),
  writtenAt: z.string(),
  /** True where it tells what asks for more than care: then nothing more is said of it. */
  isSensitive: z.boolean(),
});
export type RecordLine = z.infer<typeof recordLine>;

export const mergeView = z.extend(mergeLine, {
  survivorId: z.string(),
  otherId: z.string(),
  /** Fields that people changed after the joining, by the record on which they did. */
  changed: z.array(
    z.object({
      field: changedField,
      on: z.enum(['survivor', 'other']),
      now: z.array(z.string()),
      before: z.array(z.string()),
    }),
  ),
  /** Lines that came after the joining and whose they are by where they came from. */
  after: z.array(z.extend(recordLine, { side: z.enum(['survivor', 'other', 'unclear']) })),
  /** What became of lines when the records were parted. */
  lines: z.array(z.extend(recordLine, { id: z.string(), state: lineState, how: z.enum(['origin', 'hand']) })),
  objectionsMade: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      words: z.string(),
      answer: z.optional(z.string()),
      answeredBy: z.optional(z.string()),
    }),
  ),
});
export type MergeView = z.infer<typeof mergeView>;

export const readMerge = endpoint({
  method: 'GET',
  path: '/api/merging/merges/:id',
  input: one,
  output: mergeView,
});

/** Takes a joining back: both records as they were; each changed field and each unclear line goes where it is said. */
export const partRecords = endpoint({
  method: 'POST',
  path: '/api/merging/merges/:id/part',
  input: z.extend(one, {
    words,
    fields: z._default(
      z.array(
        z.object({
          field: changedField,
          on: z.enum(['survivor', 'other']),
          fate: z.enum(['keep', 'give', 'both', 'drop']),
        }),
      ),
      () => [],
    ),
    /** Where lines go of which the origin says nothing, or says it wrongly; all others by their origin, unclear ones wait. */
    lines: z._default(
      z.array(z.object({ reference: z.string().check(z.maxLength(150)), to: z.enum(['survivor', 'other']) })),
      () => [],
    ),
  }),
  output: z.object({ moved: z.number(), waiting: z.number() }),
});

/** Says whose a line is that was left waiting. */
export const settleLine = endpoint({
  method: 'POST',
  path: '/api/merging/lines/:id',
  input: z.extend(one, { to: z.enum(['survivor', 'other']) }),
  output: z.object({ state: lineState }),
});

/** One record, line by line: for one in which two people are written. */
export const readOverlay = endpoint({
  method: 'POST',
  path: '/api/merging/overlay',
  input: z.object({ person: z.string().check(z.trim(), z.minLength(1), z.maxLength(64)) }),
  output: z.object({ person: personLine, lines: z.array(recordLine), more: z.boolean() }),
});

export const splitRecord = endpoint({
  method: 'POST',
  path: '/api/merging/splits',
  input: z.object({
    personId,
    /** Whose the lines are: somebody who is there, or somebody new. */
    toId: z.optional(personId),
    newPerson: z.optional(
      z.object({
        name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
        birthDate: z.optional(z.string().check(z.regex(/^\d{4}(-\d{2}(-\d{2})?)?$/u))),
        gender: z.optional(z.enum(['male', 'female', 'other', 'unknown'])),
      }),
    ),
    references: z.array(z.string().check(z.maxLength(150))).check(z.minLength(1), z.maxLength(500)),
    words,
  }),
  output: z.object({ id: z.string(), toId: z.string(), moved: z.number(), superseded: z.number() }),
});

export const answerObjection = endpoint({
  method: 'POST',
  path: '/api/merging/objections/:id/answer',
  input: z.extend(one, { words }),
  output: z.object({ done: z.literal(true) }),
});

const ownEvent = z.object({
  id: z.string(),
  kind: z.enum(['joined', 'parted', 'split']),
  at: z.string(),
  by: z.string(),
  agreedBy: z.optional(z.string()),
  facility: z.optional(z.string()),
  words: z.string(),
  /** Lines that went elsewhere with it. */
  moved: z.number(),
  mayObject: z.boolean(),
  objection: z.optional(
    z.object({
      at: z.string(),
      words: z.string(),
      answer: z.optional(z.string()),
      answeredBy: z.optional(z.string()),
    }),
  ),
});
export type OwnEvent = z.infer<typeof ownEvent>;

/** That one's own records were joined or parted: by whom, when and why. Nothing of the other person where they were two. */
export const readOwnMerges = endpoint({
  method: 'GET',
  path: '/api/merging/own',
  input: z.object({}),
  output: z.object({ events: z.array(ownEvent) }),
});

export const object = endpoint({
  method: 'POST',
  path: '/api/merging/own/:id/objection',
  input: z.extend(one, { kind: z.enum(['joined', 'parted', 'split']), words }),
  output: z.object({ done: z.literal(true) }),
});

/** Two records became one person. */
export const personsJoined = eventType<{
  readonly mergeId: string;
  readonly survivorId: string;
  readonly otherId: string;
}>({
  name: 'merging.persons-joined',
  version: 1,
  payload: z.object({ mergeId: z.string(), survivorId: z.string(), otherId: z.string() }),
});

/** They are two persons again. */
export const personsParted = eventType<{
  readonly mergeId: string;
  readonly survivorId: string;
  readonly otherId: string;
}>({
  name: 'merging.persons-parted',
  version: 1,
  payload: z.object({ mergeId: z.string(), survivorId: z.string(), otherId: z.string() }),
});
