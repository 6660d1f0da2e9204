import * as z from 'zod/mini';
import { endpoint, serviceToken } from '#kernel/contract.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { figureParts } from './domain/figure-parts.ts';
import { talkForms, type TalkForm } from './domain/talk.ts';

const id = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/u));
const words = (least: number, most = 300) =>
  z.string().check(z.trim(), z.minLength(least), z.maxLength(most));
const pageSize = z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 30);
const cursor = z.optional(z.string().check(z.maxLength(200)));
const code = z.string().check(z.regex(/^[a-z-]{2,40}$/u));
const both = z.object({ vi: z.string(), en: z.string() });

/** A programme with how it stands at the reader's station. */
const programmeLine = z.object({
  code: z.string(),
  title: both,
  kind: z.enum(['register', 'event']),
  /** False: another module keeps it. */
  isHere: z.boolean(),
  active: z.number(),
  due: z.number(),
  late: z.number(),
});
export type ProgrammeLine = z.infer<typeof programmeLine>;

export const listProgrammes = endpoint({
  method: 'GET',
  path: '/api/programmes',
  input: z.object({}),
  output: z.object({ programmes: z.array(programmeLine) }),
});

const factValue = z.object({
  code: z.string(),
  title: both,
  unit: z.optional(z.string()),
  value: z.union([z.number(), z.string()]),
  on: z.optional(z.string()),
});
const entryLine = z.object({
  id: z.string(),
  patientId: z.string(),
  /** Undefined where the reader may not see her, or not that she is in this programme. */
  name: z.optional(z.string()),
  birth: z.optional(z.string()),
  sex: z.optional(z.string()),
  startedOn: z.string(),
  endedOn: z.optional(z.string()),
  lastVisitOn: z.optional(z.string()),
  dueOn: z.optional(z.string()),
  isLate: z.boolean(),
  why: z.optional(both),
  facts: z.array(factValue),
});
export type EntryLine = z.infer<typeof entryLine>;

/**
 * 'register': everybody in it, newest first; 'due': by the day; 'late': whoever has dropped out; 'ended': who left. With `figure` only those of a view whom
 * an indicator counts, or counts not.
 */
export const listEntries = endpoint({
  method: 'GET',
  path: '/api/programmes/:code/people',
  input: z.object({
    code,
    view: z._default(z.enum(['register', 'due', 'late', 'ended']), 'due'),
    figure: z.optional(z.string().check(z.regex(/^[a-z0-9-]{2,40}$/u))),
    part: z._default(z.enum(figureParts), 'have'),
    cursor,
    count: pageSize,
  }),
  output: z.object({
    programme: z.object({
      code: z.string(),
      title: both,
      about: both,
      source: z.string(),
      verify: both,
      isSensitive: z.boolean(),
    }),
    counts: z.object({ register: z.number(), due: z.number(), late: z.number(), ended: z.number() }),
    lines: z.array(entryLine),
    next: z.optional(z.string()),
  }),
});

const indicator = z.object({
  code: z.string(),
  title: both,
  have: z.number(),
  of: z.number(),
  better: z.enum(['more', 'less']),
});
export type Indicator = z.infer<typeof indicator>;

/** Figures over the register, in one question to the database. No names: nobody's record is opened for them. */
export const readIndicators = endpoint({
  method: 'GET',
  path: '/api/programmes/:code/indicators',
  input: z.object({ code }),
  output: z.object({ on: z.string(), indicators: z.array(indicator) }),
});

/** People of the station with a diagnosis of the programme who are not in it. */
export const findPeople = endpoint({
  method: 'GET',
  path: '/api/programmes/:code/found',
  input: z.object({ code }),
  output: z.object({
    people: z.array(
      z.object({
        patientId: z.string(),
        name: z.string(),
        birth: z.optional(z.string()),
        diagnosis: z.string(),
        on: z.optional(z.string()),
      }),
    ),
  }),
});

export const enrol = endpoint({
  method: 'POST',
  path: '/api/programmes/:code/people',
  input: z.object({ code, patientId: id, startedOn: z.optional(day) }),
  output: z.object({ id: z.string() }),
});

export const endReasons = ['recovered', 'moved', 'died', 'delivered', 'completed', 'wish', 'error'] as const;

export const leave = endpoint({
  method: 'POST',
  path: '/api/programmes/entries/:id/end',
  input: z.object({ id, on: z.optional(day), because: z.enum(endReasons) }),
  output: z.object({ endedOn: z.string() }),
});

/** A birth: ends the pregnancy's entry, begins that of the time after it, and each baby, registered before, is followed as a child of this mother. */
export const recordDelivery = endpoint({
  method: 'POST',
  path: '/api/programmes/entries/:id/delivery',
  input: z.object({
    id,
    on: day,
    mode: z.enum(['vaginal', 'caesarean', 'assisted']),
    place: z.optional(words(1, 200)),
    babies: z
      .array(z.object({ patientId: id, weightG: z.optional(z.int().check(z.minimum(300), z.maximum(8000))) }))
      .check(z.maxLength(6)),
  }),
  output: z.object({ postnatalId: z.string(), children: z.array(z.string()) }),
});

const measured = z.object({ on: z.string(), value: z.number() });
const series = z.object({
  code: z.string(),
  title: both,
  unit: z.optional(z.string()),
  points: z.array(measured),
});
const personEntry = z.extend(entryLine, {
  programme: z.object({ code: z.string(), title: both }),
  /** Lines of values over time. */
  series: z.array(series),
});
export type PersonEntry = z.infer<typeof personEntry>;

const pregnancyView = z.object({
  entryId: z.string(),
  weeks: z.number(),
  days: z.number(),
  dueOn: z.string(),
  by: z.enum(['due-date', 'last-menses']),
  risks: z.array(z.object({ code: z.string(), title: both, isDanger: z.boolean() })),
  /** Visits in each of the three periods. */
  visits: z.array(z.number()),
  visitDays: z.array(z.string()),
  unknown: z.array(z.string()),
});
export type PregnancyView = z.infer<typeof pregnancyView>;

const growthView = z.object({
  indicator: z.string(),
  unit: z.string(),
  /** The child's own measures, by months of age, with the z-score where a table is there. */
  points: z.array(
    z.object({ on: z.string(), months: z.number(), value: z.number(), z: z.optional(z.number()) }),
  ),
  /** The standard's lines by months; empty where nobody has loaded the table. */
  lines: z.array(
    z.object({ z: z.number(), points: z.array(z.object({ months: z.number(), value: z.number() })) }),
  ),
  table: z.optional(z.string()),
});
export type GrowthView = z.infer<typeof growthView>;

const personView = z.object({
  today: z.string(),
  entries: z.array(personEntry),
  pregnancy: z.optional(pregnancyView),
  growth: z.array(growthView),
  mayBegin: z.array(z.object({ code: z.string(), title: both })),
});
export type PersonView = z.infer<typeof personView>;

/** What one person is followed for, as far as the reader may see it. */
export const readPerson = endpoint({
  method: 'GET',
  path: '/api/programmes/people/:id',
  input: z.object({ id }),
  output: personView,
});

const happening = z.object({
  id: z.string(),
  patientId: z.string(),
  name: z.optional(z.string()),
  birth: z.optional(z.string()),
  sex: z.optional(z.string()),
  on: z.string(),
  code: z.optional(z.string()),
  group: z.optional(both),
});
export type Happening = z.infer<typeof happening>;

/** Injuries by their external cause, or deaths. */
export const listHappenings = endpoint({
  method: 'GET',
  path: '/api/programmes/events/:code',
  input: z.object({ code: z.enum(['injury', 'death']), cursor, count: pageSize }),
  output: z.object({
    total: z.number(),
    groups: z.array(z.object({ title: both, count: z.number() })),
    lines: z.array(happening),
    next: z.optional(z.string()),
  }),
});

const talkForm = z.enum(Object.keys(talkForms) as [TalkForm, ...TalkForm[]]);
const talk = z.object({
  id: z.string(),
  on: z.string(),
  topic: z.string(),
  form: z.optional(z.string()),
  participants: z.optional(z.number()),
});
export type Talk = z.infer<typeof talk>;

export const listTalks = endpoint({
  method: 'GET',
  path: '/api/programmes/talks',
  input: z.object({ cursor, count: pageSize }),
  output: z.object({
    talks: z.array(talk),
    total: z.number(),
    participants: z.number(),
    next: z.optional(z.string()),
  }),
});

const talkInput = z.object({
  /** The day on which it was held. */
  on: day,
  topic: words(2, 300),
  form: talkForm,
  participants: z.int().check(z.minimum(0), z.maximum(100_000)),
});
export type TalkInput = z.infer<typeof talkInput>;

export const addTalk = endpoint({
  method: 'POST',
  path: '/api/programmes/talks',
  input: talkInput,
  output: z.object({ id: z.string() }),
  kept: { vi: 'Buổi truyền thông', en: 'Health talk' },
});

/** A visit that is overdue, or drugs that have run out, in a programme that no label closes. */
export interface LateVisit {
  readonly patientId: string;
  readonly programme: string;
  readonly title: Bilingual;
  readonly kind: 'check' | 'refill';
  /** From which day on it was late, or the last day of the drugs. */
  readonly on: string;
}

export interface LateVisits {
  of(patientIds: readonly string[]): Promise<readonly LateVisit[]>;
  /** Everybody of whom something is late, a page at a time; `after` is the `next` of the page before. */
  page(
    after: string | undefined,
    most: number,
  ): Promise<{ readonly patientIds: readonly string[]; readonly next?: string }>;
}
export const lateVisits = serviceToken<LateVisits>('programmes.late-visits');
/** The next checks of the programmes that somebody is in, as the caller may see them. */
export const dueChecks = serviceToken<{ of(patientId: string): Promise<DueCheck[]> }>(
  'programmes.due-checks',
);
export interface DueCheck {
  readonly title: { readonly vi: string; readonly en: string };
  readonly on: string;
  readonly isLate: boolean;
}
