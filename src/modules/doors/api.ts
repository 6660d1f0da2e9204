import * as z from 'zod/mini';
import { endpoint, eventType, serviceToken } from '#kernel/contract.ts';
import type { NationalUpdate, SentDose, SentResult } from './immunisation/protocol.ts';
import type { LineState } from './registers/line-state.ts';
import type { PopulationPerson } from './population/protocol.ts';
import {
  registerNames,
  type AskedPerson,
  type RegisterFault,
  type RegisterState,
  type Told,
} from './registers/register.ts';
import type { PushedUpdate } from './registers/pushed-update.ts';
import type { InsuredPerson } from './social-insurance/protocol.ts';

export type { NationalDose, NationalUpdate, SentDose, SentResult } from './immunisation/protocol.ts';
export type { PopulationPerson } from './population/protocol.ts';
export type {
  AskedPerson,
  RegisterAnswer,
  RegisterFault,
  RegisterName,
  RegisterState,
  Told,
} from './registers/register.ts';
export type { InsuredPerson } from './social-insurance/protocol.ts';

const doorId = z.enum(['insurance', 'hl7v2', 'fhir']);
const sourceState = z.enum(['received', 'taking', 'taken', 'partly', 'refused']);
const quarantineState = z.enum(['open', 'mended', 'dismissed']);
const pageSize = z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(200)), 50);

export const sourceSummary = z.object({
  id: z.string(),
  door: doorId,
  sender: z.string(),
  facility: z.optional(z.string()),
  fileName: z.optional(z.string()),
  size: z.number(),
  receivedAt: z.string(),
  state: sourceState,
  /** Rule code of what ended the reading, with its sentence. */
  reason: z.optional(z.object({ rule: z.string(), vi: z.string(), en: z.string() })),
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
    door: z.optional(doorId),
    state: z.optional(sourceState),
    cursor: z.optional(z.string()),
    count: pageSize,
  }),
  output: z.object({ sources: z.array(sourceSummary), next: z.optional(z.string()) }),
});

export const readSourceEndpoint = endpoint({
  method: 'GET',
  path: '/api/doors/sources/:id',
  input: z.object({ id: z.uuid() }),
  output: z.extend(sourceSummary, {
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
  fileName: z.optional(z.string()),
  facility: z.optional(z.string()),
  receivedAt: z.string(),
  /** MA_LK or message id. */
  visit: z.optional(z.string()),
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
    state: z._default(quarantineState, 'open'),
    door: z.optional(doorId),
    source: z.optional(z.uuid()),
    cursor: z.optional(z.string()),
    count: pageSize,
  }),
  output: z.object({ items: z.array(quarantineItem), next: z.optional(z.string()) }),
});

/** The one wrong value is shown; every other value of the line is masked, for whoever mends is not a clinician. */
export const readQuarantine = endpoint({
  method: 'GET',
  path: '/api/doors/quarantine/:id',
  input: z.object({ id: z.uuid() }),
  output: z.extend(quarantineItem, {
    value: z.optional(z.string()),
    /** The line in its order; `value` is masked unless `wrong`. */
    fields: z.array(z.object({ name: z.string(), value: z.string(), wrong: z.boolean() })),
    note: z.optional(z.string()),
    decidedBy: z.optional(z.string()),
    decidedAt: z.optional(z.string()),
    corrections: z.array(z.object({ value: z.string(), by: z.string(), at: z.string() })),
  }),
});

/** Puts a value in place of the wrong one and reads the visit again. `state` says whether that settled it. */
export const mendQuarantine = endpoint({
  method: 'POST',
  path: '/api/doors/quarantine/:id/mend',
  input: z.object({ id: z.uuid(), value: z.string().check(z.maxLength(4000)) }),
  output: z.object({
    state: quarantineState,
    /** What is open in the same visit now. */ open: z.array(quarantineItem),
  }),
});

/** Accepts that this line is not taken. */
export const dismissQuarantine = endpoint({
  method: 'POST',
  path: '/api/doors/quarantine/:id/dismiss',
  input: z.object({ id: z.uuid(), note: z.optional(z.string().check(z.maxLength(1000))) }),
  output: z.object({ state: quarantineState }),
});

/** A register of the state told news; what and of whom is read by the id. */
export const registerTold = eventType({
  name: 'doors.register-told',
  version: 1,
  payload: z.object({ register: z.enum(registerNames), updateId: z.uuid() }),
});

/** The registers of the state, over their lines. Questions are answered or `reached: false`; none of them throws for an outage. */
export interface Registers {
  /** Up to 500 people. Outside a transaction. */
  population(asked: readonly AskedPerson[]): Promise<Told<PopulationPerson>>;
  insurance(asked: readonly AskedPerson[]): Promise<Told<InsuredPerson>>;
  states(): Promise<RegisterState[]>;
  /** News by the id of the event; undefined once they were forgotten. */
  readUpdate(id: string): Promise<PushedUpdate | undefined>;
  /** To be called when news were dealt with. */
  forgetUpdate(id: string): Promise<void>;
}
export const registers = serviceToken<Registers>('doors.registers');

/** The national immunisation system told of a dose; which and whose is read by the id. */
export const immunisationTold = eventType({
  name: 'doors.immunisation-told',
  version: 1,
  payload: z.object({ updateId: z.uuid() }),
});

/** What became of a message to the national immunisation system. */
export type DosesTold =
  | { readonly reached: true; readonly results: readonly SentResult[] }
  | { readonly reached: false; readonly fault: RegisterFault };

/** The national immunisation system, over its line. An outage is an answer, never an exception. */
export interface NationalImmunisation {
  /** Up to 200 doses; the same dose sent again is the same. Outside a transaction. */
  tell(doses: readonly SentDose[]): Promise<DosesTold>;
  state(): Promise<LineState>;
  readUpdate(id: string): Promise<NationalUpdate | undefined>;
  /** To be called when a piece of news was dealt with. */
  forgetUpdate(id: string): Promise<void>;
}
export const nationalImmunisation = serviceToken<NationalImmunisation>('doors.national-immunisation');
