import * as z from 'zod/mini';
import { endpoint, eventType } from '#kernel/contract.ts';
import { fieldNames, levels } from './domain/fields.ts';
import { outcomes } from './domain/judge.ts';
import { endings, grounds, reasons, taskKinds, taskStates } from './domain/tasks.ts';

export const register = z.enum(['population', 'social-insurance']);
export type RegisterName = z.infer<typeof register>;
const field = z.enum(fieldNames);
const level = z.enum(levels);
const outcome = z.enum(outcomes);
const risk = z.enum(['none', 'low', 'middle', 'high']);
const personId = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
const taskId = z.string().check(z.regex(/^[0-9a-f-]{36}$/u));
const words = (least: number) => z.string().check(z.trim(), z.minLength(least), z.maxLength(1000));
const pageSize = z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 30);

/** Somebody stands with a register otherwise than before, and there is nothing to repair by field. Ids only. */
export const personVerified = eventType({
  name: 'verification.person-verified',
  version: 1,
  payload: z.object({ personId: z.string(), register, outcome }),
});

/** The two sides say different things of somebody. Names of fields and how far they agree, no values. */
export const mismatchFound = eventType({
  name: 'verification.mismatch-found',
  version: 1,
  payload: z.object({
    personId: z.string(),
    register,
    risk,
    fields: z.array(z.object({ field: z.string(), level: z.string() })),
  }),
});

/** How a person stands with one register. */
export const standing = z.object({
  register,
  /** Undefined: never asked with success. */
  outcome: z.optional(outcome),
  at: z.optional(z.string()),
  fields: z.array(z.object({ field, level })),
  /** The last question got no answer; what stands is from before. Not the person's fault. */
  unreachedAt: z.optional(z.string()),
  taskId: z.optional(z.string()),
});
export type Standing = z.infer<typeof standing>;

export const readStandings = endpoint({
  method: 'GET',
  path: '/api/verification/people/:id',
  input: z.object({ id: personId }),
  output: z.object({ standings: z.array(standing) }),
});

/** Asks now. An outage is an answer too: `outcome` 'unreachable', and she is asked about again by itself. */
export const verifyNow = endpoint({
  method: 'POST',
  path: '/api/verification/people/:id/verify',
  input: z.object({ id: personId, register }),
  output: z.object({ standing }),
});

const side = z.object({
  name: z.optional(z.string()),
  birthDate: z.optional(z.string()),
  sex: z.optional(z.enum(['male', 'female', 'other', 'unknown'])),
  address: z.optional(z.string()),
  number: z.optional(z.string()),
  card: z.optional(z.string()),
  diedOn: z.optional(z.string()),
});
export type ShownSide = z.infer<typeof side>;

/** A line of the queue. */
export const taskLine = z.object({
  id: z.string(),
  register,
  kind: z.enum(taskKinds),
  state: z.enum(taskStates),
  risk,
  /** Undefined where the reader may not see her. */
  personName: z.optional(z.string()),
  fields: z.array(z.object({ field, level })),
  openedAt: z.string(),
  dueOn: z.string(),
  daysLeft: z.number(),
  proposedBy: z.optional(z.string()),
  ending: z.optional(z.enum(endings)),
});
export type TaskLine = z.infer<typeof taskLine>;

/** A task with both sides. */
export const taskView = z.extend(taskLine, {
  personId: z.string(),
  version: z.number(),
  /** 'now': this is what the record says at this moment. */
  ours: side,
  theirs: z.optional(side),
  takeable: z.array(field),
  proposal: z.optional(
    z.object({
      take: z.array(field),
      reason: z.enum(reasons),
      ground: z.enum(grounds),
      note: z.optional(z.string()),
      by: z.string(),
      at: z.string(),
      isMachine: z.boolean(),
    }),
  ),
  /** Unscanned where no scanner of viruses is set. */
  paper: z.optional(z.object({ type: z.string(), size: z.number(), isScanned: z.boolean() })),
  /** What the second person said when she gave it back or decided. */
  answer: z.optional(z.string()),
  decided: z.optional(z.object({ by: z.string(), at: z.string() })),
  mayPropose: z.boolean(),
  mayDecide: z.boolean(),
});
export type TaskView = z.infer<typeof taskView>;

export const listTasks = endpoint({
  method: 'GET',
  path: '/api/verification/tasks',
  input: z.object({
    state: z._default(z.enum(taskStates), 'open'),
    kind: z.optional(z.enum(taskKinds)),
    cursor: z.optional(z.string().check(z.maxLength(200))),
    count: pageSize,
  }),
  output: z.object({
    tasks: z.array(taskLine),
    next: z.optional(z.string()),
    counts: z.object({
      open: z.number(),
      proposed: z.number(),
      late: z.number(),
      /** Of the last thirty days. */
      closed: z.number(),
      closedWithoutVisit: z.number(),
    }),
  }),
});

const oneTask = z.object({ id: taskId });

export const readTask = endpoint({
  method: 'GET',
  path: '/api/verification/tasks/:id',
  input: oneTask,
  output: taskView,
});

/** Proposes which side counts, field by field: what is in `take` is taken from the other side, the rest stays as it is. */
export const proposeRepair = endpoint({
  method: 'POST',
  path: '/api/verification/tasks/:id/proposal',
  input: z.extend(oneTask, {
    version: z.int(),
    take: z.array(field).check(z.maxLength(fieldNames.length)),
    reason: z.enum(reasons),
    ground: z.enum(grounds),
    note: z.optional(words(0)),
  }),
  output: taskView,
});

/** The second person: 'accept' writes it, 'return' gives it back with words. */
export const decideRepair = endpoint({
  method: 'POST',
  path: '/api/verification/tasks/:id/decision',
  input: z.extend(oneTask, {
    version: z.int(),
    decision: z.enum(['accept', 'return']),
    words: z.optional(words(0)),
  }),
  output: z.object({ state: z.enum(taskStates), ending: z.optional(z.enum(endings)) }),
});

const ownView = z.object({
  ours: side,
  standings: z.array(standing),
  requests: z.array(
    z.object({
      id: z.string(),
      register,
      state: z.enum(taskStates),
      openedAt: z.string(),
      dueOn: z.string(),
      daysLeft: z.number(),
      wished: z.array(field),
      ending: z.optional(z.enum(endings)),
      answer: z.optional(z.string()),
      hasPaper: z.boolean(),
    }),
  ),
});
export type OwnView = z.infer<typeof ownView>;

/** The person's own view: how she stands, and what she asked to be put right. */
export const readOwn = endpoint({
  method: 'GET',
  path: '/api/verification/own',
  input: z.object({}),
  output: ownView,
});

const knownDay = z.string().check(z.regex(/^\d{4}(-\d{2}(-\d{2})?)?$/u));

/** "My details are wrong": what should stand there instead. The clock begins. */
export const askCorrection = endpoint({
  method: 'POST',
  path: '/api/verification/own/corrections',
  input: z
    .object({
      name: z.optional(words(1)),
      birthDate: z.optional(knownDay),
      sex: z.optional(z.enum(['male', 'female', 'other'])),
      address: z.optional(words(1)),
      note: z.optional(words(0)),
    })
    .check(z.refine(({ note: _note, ...rest }) => Object.values(rest).some((value) => value !== undefined))),
  output: z.object({ id: z.string(), dueOn: z.string() }),
});

export const withdrawCorrection = endpoint({
  method: 'POST',
  path: '/api/verification/own/corrections/:id/withdraw',
  input: oneTask,
  output: z.object({ done: z.literal(true) }),
});

const runView = z.object({
  id: z.string(),
  register,
  state: z.enum(['running', 'waiting', 'done', 'stopped']),
  startedAt: z.string(),
  startedBy: z.string(),
  endedAt: z.optional(z.string()),
  /** Since when the other side does not answer, and why. */
  waitingSince: z.optional(z.string()),
  fault: z.optional(z.string()),
  total: z.number(),
  lookedAt: z.number(),
  asked: z.number(),
  counts: z.partialRecord(outcome, z.number()),
  perSecond: z.optional(z.number()),
});
export type RunView = z.infer<typeof runView>;

const lineView = z.object({
  register,
  isSet: z.boolean(),
  isSimulated: z.boolean(),
  state: z.enum(['unknown', 'up', 'down']),
  since: z.optional(z.string()),
  fault: z.optional(z.string()),
  answeredAt: z.optional(z.string()),
  /** Answers of the last seven days that were refused because they were about somebody else. */
  reports: z.number(),
  /** People who are asked about by themselves when there is time, or when it answers again. */
  due: z.number(),
});
export type LineView = z.infer<typeof lineView>;

export const listRuns = endpoint({
  method: 'GET',
  path: '/api/verification/runs',
  input: z.object({}),
  output: z.object({ lines: z.array(lineView), runs: z.array(runView) }),
});

export const startRun = endpoint({
  method: 'POST',
  path: '/api/verification/runs',
  input: z.object({ register }),
  output: z.object({ id: z.string() }),
});

export const stopRun = endpoint({
  method: 'POST',
  path: '/api/verification/runs/:id/stop',
  input: z.object({ id: z.uuid() }),
  output: z.object({ done: z.literal(true) }),
});
