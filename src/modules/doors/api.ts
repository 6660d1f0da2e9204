import { z } from 'zod';
import { endpoint } from '#kernel/contract.ts';

const doorId = z.enum(['insurance', 'hl7v2', 'fhir']);
const sourceState = z.enum(['received', 'taking', 'taken', 'partly', 'refused']);
const quarantineState = z.enum(['open', 'mended', 'dismissed']);
const pageSize = z.coerce.number().int().min(1).max(200).default(50);

export const sourceSummary = z.object({
  id: z.string(),
  door: doorId,
  sender: z.string(),
  facility: z.string().optional(),
  fileName: z.string().optional(),
  size: z.number(),
  receivedAt: z.string(),
  state: sourceState,
  /** Rule code of what ended the reading, with its sentence. */
  reason: z.object({ rule: z.string(), vi: z.string(), en: z.string() }).optional(),
  units: z.number(),
  taken: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  retired: z.number(),
  resources: z.number(),
  /** Findings still open. */
  open: z.number(),
});
export type SourceSummary = z.infer<typeof sourceSummary>;

export const listSources = endpoint({
  method: 'GET',
  path: '/api/doors/sources',
  input: z.object({
    door: doorId.optional(),
    state: sourceState.optional(),
    cursor: z.string().optional(),
    count: pageSize,
  }),
  output: z.object({ sources: z.array(sourceSummary), next: z.string().optional() }),
});

export const readSourceEndpoint = endpoint({
  method: 'GET',
  path: '/api/doors/sources/:id',
  input: z.object({ id: z.uuid() }),
  output: sourceSummary.extend({
    sha256: z.string(),
    /** What was noted without stopping a line: rule and field -> count. */
    warnings: z.array(
      z.object({ rule: z.string(), field: z.string(), count: z.number(), vi: z.string(), en: z.string() }),
    ),
  }),
});

/** Reads the source again from its cursor, and every unit that has something open. */
export const retrySource = endpoint({
  method: 'POST',
  path: '/api/doors/sources/:id/retry',
  input: z.object({ id: z.uuid() }),
  output: sourceSummary,
});

export const quarantineItem = z.object({
  id: z.string(),
  sourceId: z.string(),
  door: doorId,
  fileName: z.string().optional(),
  facility: z.string().optional(),
  receivedAt: z.string(),
  /** MA_LK or message id. */
  visit: z.string().optional(),
  table: z.string(),
  line: z.number(),
  field: z.string(),
  rule: z.string(),
  vi: z.string(),
  en: z.string(),
  state: quarantineState,
  createdAt: z.string(),
});
export type QuarantineItem = z.infer<typeof quarantineItem>;

export const listQuarantine = endpoint({
  method: 'GET',
  path: '/api/doors/quarantine',
  input: z.object({
    state: quarantineState.default('open'),
    door: doorId.optional(),
    source: z.uuid().optional(),
    cursor: z.string().optional(),
    count: pageSize,
  }),
  output: z.object({ items: z.array(quarantineItem), next: z.string().optional() }),
});

/** The one wrong value is shown; every other value of the line is masked, for whoever mends is not a clinician. */
export const readQuarantine = endpoint({
  method: 'GET',
  path: '/api/doors/quarantine/:id',
  input: z.object({ id: z.uuid() }),
  output: quarantineItem.extend({
    value: z.string().optional(),
    /** The line in its order; `value` is masked unless `wrong`. */
    fields: z.array(z.object({ name: z.string(), value: z.string(), wrong: z.boolean() })),
    note: z.string().optional(),
    decidedBy: z.string().optional(),
    decidedAt: z.string().optional(),
    corrections: z.array(z.object({ value: z.string(), by: z.string(), at: z.string() })),
  }),
});

/** Puts a value in place of the wrong one and reads the visit again. `state` says whether that settled it. */
export const mendQuarantine = endpoint({
  method: 'POST',
  path: '/api/doors/quarantine/:id/mend',
  input: z.object({ id: z.uuid(), value: z.string().max(4000) }),
  output: z.object({
    state: quarantineState,
    /** What is open in the same visit now. */ open: z.array(quarantineItem),
  }),
});

/** Accepts that this line is not taken. */
export const dismissQuarantine = endpoint({
  method: 'POST',
  path: '/api/doors/quarantine/:id/dismiss',
  input: z.object({ id: z.uuid(), note: z.string().max(1000).optional() }),
  output: z.object({ state: quarantineState }),
});
