import * as z from 'zod/mini';
import { endpoint, serviceToken } from '#kernel/contract.ts';
import type { RecordToday } from './domain/record-today.ts';

/** Kinds of lines of a life; the order is the order inside one visit. */
export const entryKinds = [
  'visit',
  'diagnosis',
  'allergy',
  'vital',
  'test',
  'procedure',
  'medicine',
  'immunisation',
  'document',
  'course',
] as const;
const entryKind = z.enum(entryKinds);
export type EntryKind = (typeof entryKinds)[number];

const flag = z.enum(['high', 'low', 'critical-high', 'critical-low', 'abnormal', 'normal']);
export type Flag = z.infer<typeof flag>;

/** A measured value. Numbers are text, so that 7.20 stays 7.20. */
const measure = z.object({
  value: z.string(),
  /** '<' or '>' where the instrument could not say more. */
  comparator: z.optional(z.string()),
  unit: z.optional(z.string()),
  low: z.optional(z.string()),
  high: z.optional(z.string()),
});
export type Measure = z.infer<typeof measure>;

const entry = z.object({
  /** '<type>/<id>' of the resource behind the line. */
  id: z.string(),
  kind: entryKind,
  at: z.optional(z.string()),
  until: z.optional(z.string()),
  title: z.string(),
  /** Code beside the title: ICD-10. */
  code: z.optional(z.string()),
  /** The test or vital sign by its LOINC code; tells equal measurements from equal names. */
  loinc: z.optional(z.string()),
  measure: z.optional(measure),
  /** Several values of one line (blood pressure). */
  parts: z.optional(z.array(z.object({ name: z.string(), measure, flag: z.optional(flag) }))),
  detail: z.optional(z.string()),
  flag: z.optional(flag),
  status: z.optional(z.enum(['active', 'inactive', 'resolved', 'planned', 'stopped', 'not-done', 'refuted'])),
  /** The day an appointment is for. */
  due: z.optional(z.string()),
  facility: z.optional(z.string()),
  /** 'Encounter/<id>' of the visit it belongs to. */
  visit: z.optional(z.string()),
  /** own: the citizen wrote it; unverified: nobody has confirmed it; corrected: a later version replaced the first. */
  marks: z.array(z.enum(['own', 'unverified', 'corrected'])),
});
export type Entry = z.infer<typeof entry>;

/** Readings of a week from lowest to highest: one range, or the two of a blood pressure, the upper number first. */
const spread = z.object({
  /** When the first of them was taken. */
  from: z.string(),
  ranges: z.array(z.object({ low: z.string(), high: z.string() })),
  unit: z.optional(z.string()),
});
export type Spread = z.infer<typeof spread>;

/**
 * Lines that are read as one: the vital signs of one moment, the tests of one panel, the medicines of one visit, what somebody measured at
 * home in one week.
 */
const group = z.object({
  of: z.enum(['vitals', 'panel', 'prescription', 'week']),
  spread: z.optional(spread),
  /** Group of the laboratory where the panel brought no name of its own ('CHEM'). */
  panel: z.optional(z.string()),
  /** Out of range first. */
  lines: z.array(entry),
  /** Lines out of their range, and lines that were judged and are within it; the rest came without a range. */
  out: z.number(),
  within: z.number(),
  /** Lines that the reader's words were found in. */
  hits: z.optional(z.array(z.string())),
});
export type Group = z.infer<typeof group>;

/** A line, or a group of lines under one head. `quiet` ones wait behind the card of their visit until it is opened. */
const timelineEntry = z.extend(entry, { group: z.optional(group), quiet: z.optional(z.boolean()) });
export type TimelineEntry = z.infer<typeof timelineEntry>;

const patientInput = z.object({ patientId: z.string() });

/** Who is signed in. */
export const whoAmI = endpoint({
  method: 'GET',
  path: '/api/me',
  input: z.object({}),
  output: z.object({
    name: z.string(),
    roles: z.array(z.string()),
    permissions: z.array(z.string()),
    patientId: z.optional(z.string()),
    facility: z.optional(z.object({ id: z.string(), name: z.string() })),
    /** Why roles that she was given are closed to her now: a code of the licence errors. */
    withheld: z.optional(z.string()),
  }),
});

const person = z.object({
  id: z.string(),
  name: z.string(),
  sex: z.enum(['female', 'male', 'other', 'unknown']),
  birthDate: z.optional(z.string()),
  diedAt: z.optional(z.string()),
  /** Middle digits hidden; the whole one is asked for on its own and leaves its own line in the audit. */
  healthId: z.optional(z.string()),
  /** Made from a file without a number that could be checked. */
  provisional: z.boolean(),
  address: z.optional(z.string()),
});
export type Person = z.infer<typeof person>;

const fact = z.object({
  id: z.string(),
  title: z.string(),
  code: z.optional(z.string()),
  detail: z.optional(z.string()),
  at: z.optional(z.string()),
  facility: z.optional(z.string()),
  marks: entry.shape.marks,
});
export type Fact = z.infer<typeof fact>;

const allergies = z.object({
  /** 'none' somebody asked and there are none; 'not-asked' nobody wrote anything. Never the same words. */
  state: z.enum(['listed', 'none', 'not-asked']),
  at: z.optional(z.string()),
  items: z.array(z.extend(fact, { severe: z.boolean(), reaction: z.optional(z.string()) })),
});
export type Allergies = z.infer<typeof allergies>;

const insurance = z.object({
  state: z.enum(['valid', 'ended', 'not-known']),
  number: z.optional(z.string()),
  from: z.optional(z.string()),
  to: z.optional(z.string()),
});
export type Insurance = z.infer<typeof insurance>;

/** The line that stays in sight. */
export const readBanner = endpoint({
  method: 'GET',
  path: '/api/personal-record/:patientId/banner',
  input: patientInput,
  output: z.object({ person, allergies, insurance }),
});

/** The whole health ID and card, shown when asked. */
export const revealNumbers = endpoint({
  method: 'GET',
  path: '/api/personal-record/:patientId/numbers',
  input: patientInput,
  output: z.object({
    numbers: z.array(
      z.object({
        kind: z.enum([
          'personal',
          'insurance',
          'social',
          'hospital',
          'passport',
          'old-card',
          'temporary',
          'other',
        ]),
        value: z.string(),
        facility: z.optional(z.string()),
      }),
    ),
  }),
});
export type NumberKind =
  'personal' | 'insurance' | 'social' | 'hospital' | 'passport' | 'old-card' | 'temporary' | 'other';

const summary = z.object({
  person,
  allergies,
  insurance,
  blood: z.optional(
    z.object({
      id: z.string(),
      group: z.string(),
      at: z.optional(z.string()),
      facility: z.optional(z.string()),
    }),
  ),
  longTerm: z.array(z.extend(fact, { since: z.optional(z.string()) })),
  medicines: z.array(z.extend(fact, { until: z.optional(z.string()) })),
  /** The newest prescription of the last year, where none is surely still being taken. */
  lastMedicines: z.array(fact),
  vitals: z.array(entry),
  /** Results of the last twelve months that were out of range, newest of each test. */
  outOfRange: z.array(entry),
  /** Numbers of the last twelve months that came without a range: nobody can say whether they are within it. */
  unjudged: z.number(),
  /** The latest visit with its lines, most telling first. */
  lastVisit: z.optional(z.object({ visit: entry, lines: z.array(timelineEntry), more: z.number() })),
  entries: z.number(),
});
export type Summary = z.infer<typeof summary>;

export const readSummary = endpoint({
  method: 'GET',
  path: '/api/personal-record/:patientId/summary',
  input: patientInput,
  output: summary,
});

/** POST because what a person types to find a line never stands in an address. */
export const readTimeline = endpoint({
  method: 'POST',
  path: '/api/personal-record/:patientId/timeline',
  input: z.object({
    patientId: z.string(),
    kinds: z.optional(z.array(entryKind)),
    year: z.optional(z.string().check(z.regex(/^\d{4}$/))),
    words: z.optional(z.string().check(z.maxLength(200))),
    cursor: z.optional(z.string()),
    limit: z.optional(z.int().check(z.minimum(1), z.maximum(500))),
  }),
  output: z.object({
    /** Newest first; lines of one visit together, the visit itself on top. */
    entries: z.array(timelineEntry),
    next: z.optional(z.string()),
    /** How many lines answer the question in all. */
    found: z.number(),
    total: z.number(),
    kinds: z.record(z.string(), z.number()),
    years: z.array(z.object({ year: z.string(), count: z.number() })),
  }),
});

const series = z.object({
  key: z.string(),
  title: z.string(),
  code: z.optional(z.string()),
  kind: z.enum(['vital', 'test']),
  unit: z.optional(z.string()),
  lines: z.array(
    z.object({
      name: z.string(),
      low: z.optional(z.string()),
      high: z.optional(z.string()),
      points: z.array(
        z.object({
          id: z.string(),
          at: z.string(),
          value: z.string(),
          low: z.optional(z.string()),
          high: z.optional(z.string()),
          flag: z.optional(flag),
          facility: z.optional(z.string()),
          own: z.boolean(),
        }),
      ),
    }),
  ),
});
export type Series = z.infer<typeof series>;

export const readTrends = endpoint({
  method: 'GET',
  path: '/api/personal-record/:patientId/trends',
  input: patientInput,
  output: z.object({ series: z.array(series) }),
});

const source = z.object({
  facility: z.optional(z.string()),
  signers: z.array(z.string()),
  /** When the source was received. */
  recordedAt: z.optional(z.string()),
  /** Name of the file or message. */
  document: z.optional(z.string()),
  sourceId: z.optional(z.string()),
  own: z.boolean(),
});
export type Source = z.infer<typeof source>;

/** Names of the facts of an opened line; the page has a word for each. */
export const factNames = [
  'code',
  'status',
  'verification',
  'severity',
  'reaction',
  'note',
  'dose',
  'quantity',
  'supply',
  'reason',
  'conclusion',
  'method',
  'body-site',
  'dose-number',
  'lot',
  'vaccine-target',
  'performer',
  'department',
  'bed',
  'outcome',
  'category',
  'registration',
  'ingredient',
  'started',
  'ended',
  'section',
  'priority',
  'specimen',
] as const;
const openedFact = z.object({
  name: z.enum(factNames),
  label: z.optional(z.string()),
  text: z.string(),
  /** The source gave a code and no words for it. */
  bare: z.optional(z.boolean()),
});
export type OpenedFact = z.infer<typeof openedFact>;

/** One line opened: what it says, where it came from, what it was before. */
export const openEntry = endpoint({
  method: 'GET',
  path: '/api/personal-record/:patientId/entry/:type/:id',
  input: z.object({
    patientId: z.string(),
    type: z.string().check(z.regex(/^[A-Z][A-Za-z]{2,40}$/)),
    id: z.string(),
  }),
  output: z.object({
    entry,
    facts: z.array(openedFact),
    source,
    versions: z.array(z.object({ version: z.string(), at: z.string() })),
    files: z.array(
      z.object({
        index: z.number(),
        title: z.string(),
        contentType: z.string(),
        bytes: z.optional(z.number()),
      }),
    ),
    /** False where no scanner of viruses is set. */
    filesScanned: z.boolean(),
    related: z.array(entry),
  }),
});

const foundPerson = z.extend(person, {
  hospitalNumber: z.optional(z.string()),
  insuranceNumber: z.optional(z.string()),
});
export type FoundPerson = z.infer<typeof foundPerson>;

/** Finds a person by number, or by name without marks in any order and birth year. */
export const findPeople = endpoint({
  method: 'POST',
  path: '/api/personal-record/people',
  input: z.object({
    q: z.string().check(z.maxLength(200)),
    birthYear: z.optional(z.string().check(z.regex(/^\d{4}$/))),
    cursor: z.optional(z.string()),
  }),
  output: z.object({
    people: z.array(foundPerson),
    next: z.optional(z.string()),
    by: z.enum(['number', 'name', 'nothing']),
  }),
});

/** Prints the summary of a record for whoever may see it. */
export interface SummaryPrinter {
  /** `below` are lines in a box under the summary, such as who signs it. Errors: as reading the summary. */
  print(patientId: string, below: readonly string[]): Promise<Uint8Array>;
}
export const summaryPrinter = serviceToken<SummaryPrinter>('personal-record.summary-printer');
export const recordToday = serviceToken<RecordToday>('personal-record.today');
