import * as z from 'zod/mini';
import { endpoint, eventType, serviceToken } from '#kernel/contract.ts';

const period = z.string().check(z.regex(/^\d{4}(-(0[1-9]|1[0-2]))?$/u));
const code = z.string().check(z.regex(/^[A-Z0-9.]{1,8}$/u));
const resourceId = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
const sentence = z.string().check(z.trim(), z.minLength(3), z.maxLength(500));

const line = z.object({
  id: z.string(),
  personId: z.optional(z.string()),
  visitId: z.optional(z.string()),
  closed: z.boolean(),
  cells: z.array(z.string()),
});
const lines = z.object({
  total: z.number(),
  lines: z.array(line),
  /** Where the next page begins; absent on the last. */
  next: z.optional(z.number()),
});
export type LinesPage = z.infer<typeof lines>;
const place = z._default(z.coerce.number().check(z.int(), z.minimum(0)), 0);

/** Views, books and forms as they are worked out: what anybody needs to check a figure. */
export const readDefinitions = endpoint({
  method: 'GET',
  path: '/api/station/definitions',
  input: z.object({}),
  output: z.object({
    views: z.array(z.looseObject({ resourceType: z.literal('ViewDefinition'), name: z.string() })),
    books: z.array(z.looseObject({ code: z.string() })),
    forms: z.array(z.looseObject({ code: z.string() })),
    /** One SQL statement that works out every figure from the rows of the views. */
    sql: z.string(),
  }),
});

/** A page of a book for a month. */
export const readBook = endpoint({
  method: 'GET',
  path: '/api/station/books/:code',
  input: z.object({ code, period, from: place }),
  output: lines,
});

/** The lines behind one figure of a report: with the columns of the book that it counts. */
export const readFigure = endpoint({
  method: 'GET',
  path: '/api/station/figures',
  input: z.object({ period, figure: z.string().check(z.maxLength(200)), from: place }),
  output: z.extend(lines, { register: z.string() }),
});

const concern = z.object({
  kind: z.string(),
  grade: z.enum(['stop', 'care']),
  count: z.number(),
  register: z.optional(z.string()),
  figure: z.optional(z.string()),
});
export type ConcernLine = z.infer<typeof concern>;
export const closingState = z.enum(['sent', 'returned', 'approved']);
const closing = z.object({
  id: z.string(),
  period,
  version: z.number(),
  state: closingState,
  signed: z.boolean(),
  dueOn: z.string(),
  closedAt: z.string(),
  closedBy: z.string(),
  decidedAt: z.optional(z.string()),
  decidedBy: z.optional(z.string()),
  reason: z.optional(z.string()),
});
export type ClosingView = z.infer<typeof closing>;
const figures = z.record(z.string(), z.number());

const reportsView = z.object({
  station: z.string(),
  period,
  dueOn: z.string(),
  figures,
  concerns: z.array(concern),
  closings: z.array(closing),
  differences: z.array(z.object({ id: z.string(), closed: z.number(), now: z.number() })),
  /** Lines of the book of examinations that came or went since it was closed. */
  moved: z.optional(z.object({ came: z.number(), left: z.number() })),
  mayClose: z.boolean(),
});
export type ReportsView = z.infer<typeof reportsView>;

/** All figures of a period as they are now, what is to be looked at, and how the closed ones stand. */
export const readReports = endpoint({
  method: 'GET',
  path: '/api/station/reports',
  input: z.object({ period }),
  output: reportsView,
});

/** Closes a period, signs its paper where the worker has a certificate, and sends it to the province. */
export const closePeriod = endpoint({
  method: 'POST',
  path: '/api/station/reports/close',
  input: z.object({ period }),
  output: closing,
});

const sent = z.extend(closing, { owner: z.string(), ownerId: z.string() });
export type SentView = z.infer<typeof sent>;

const deskView = z.object({
  level: z.enum(['province', 'country']),
  dueOn: z.string(),
  /** The newest of each station or province. */
  sent: z.array(sent),
  /** Stations that have sent nothing yet. */
  missing: z.array(z.object({ id: z.string(), name: z.string() })),
  figures,
  own: z.optional(closing),
});
export type DeskView = z.infer<typeof deskView>;

/** What a Department of Health has of a period: its stations, who sent, who is late, and the sums. */
export const readDesk = endpoint({
  method: 'GET',
  path: '/api/station/desk',
  input: z.object({ period }),
  output: deskView,
});

export const decideClosing = endpoint({
  method: 'POST',
  path: '/api/station/desk/:id/decision',
  input: z.object({
    id: z.uuid(),
    decision: z.enum(['approve', 'return']),
    reason: z.optional(sentence),
  }),
  output: sent,
});

/** A province sends the sum of its approved stations to the ministry. */
export const sendProvince = endpoint({
  method: 'POST',
  path: '/api/station/desk/send',
  input: z.object({ period }),
  output: closing,
});

const placeState = z.enum(['waiting', 'inside', 'done', 'left']);
const dayLine = z.object({
  id: z.string(),
  number: z.optional(z.number()),
  state: z.enum(['waiting', 'inside', 'done', 'left', 'expected', 'late']),
  urgent: z.boolean(),
  /** Undefined where the reader does not reach her. */
  person: z.optional(
    z.object({
      id: z.string(),
      name: z.string(),
      birthDate: z.optional(z.string()),
      gender: z.optional(z.string()),
      place: z.optional(z.string()),
    }),
  ),
  arrivedAt: z.optional(z.string()),
  /** The day of an appointment, and what for. */
  dueOn: z.optional(z.string()),
  why: z.optional(z.string()),
  appointmentId: z.optional(z.string()),
});
export type DayLine = z.infer<typeof dayLine>;

/** As whom the caller's visits are written, and where. */
export const readWorker = endpoint({
  method: 'GET',
  path: '/api/station/worker',
  input: z.object({}),
  output: z.object({
    stationId: z.string(),
    station: z.string(),
    practitionerId: z.optional(z.string()),
  }),
});

const dayView = z.object({
  day: z.string(),
  station: z.string(),
  here: z.array(dayLine),
  expected: z.array(dayLine),
  late: z.array(dayLine),
  counts: z.object({
    waiting: z.number(),
    inside: z.number(),
    done: z.number(),
    expected: z.number(),
    late: z.number(),
  }),
});
export type DayView = z.infer<typeof dayView>;

/** Who waits, who is inside, who is expected today and who did not come. */
export const readDay = endpoint({
  method: 'GET',
  path: '/api/station/day',
  input: z.object({}),
  output: dayView,
});

/** Gives somebody who came a number; who has one today keeps it. */
export const arrive = endpoint({
  method: 'POST',
  path: '/api/station/day/arrive',
  input: z.object({
    personId: resourceId,
    urgent: z._default(z.boolean(), false),
    appointmentId: z.optional(resourceId),
  }),
  output: z.object({ id: z.string(), number: z.number(), state: placeState }),
});

export const movePlace = endpoint({
  method: 'POST',
  path: '/api/station/day/:id/state',
  input: z.object({ id: resourceId, state: placeState }),
  output: z.object({ state: placeState }),
});

const member = z.object({
  id: z.string(),
  name: z.string(),
  birthDate: z.optional(z.string()),
  gender: z.optional(z.string()),
  lastVisit: z.optional(z.string()),
  nextVisit: z.optional(z.string()),
  programmes: z.array(z.string()),
});

const householdView = z.object({
  address: z.optional(z.string()),
  members: z.array(member),
  unseen: z.number(),
});
export type HouseholdView = z.infer<typeof householdView>;

/** The people of one home, each with her last and next visit and her programmes. */
export const readHousehold = endpoint({
  method: 'GET',
  path: '/api/station/households/:personId',
  input: z.object({ personId: resourceId }),
  output: householdView,
});

const stop = z.object({
  personId: z.string(),
  name: z.string(),
  birthDate: z.optional(z.string()),
  address: z.string(),
  hamlet: z.string(),
  why: z.string(),
  dueOn: z.string(),
  phone: z.optional(z.string()),
});
export type HomeStop = z.infer<typeof stop>;

/** Whom to visit at home, hamlet after hamlet, those who are longest late first within each. */
export const readHomeVisits = endpoint({
  method: 'GET',
  path: '/api/station/home-visits',
  input: z.object({}),
  output: z.object({ stops: z.array(stop), more: z.boolean() }),
});

/** A station closed a period and sent it. Ids and numbers only. */
export const periodSent = eventType({
  name: 'commune-station.period-sent',
  version: 1,
  payload: z.object({ closingId: z.string(), ownerId: z.string(), period: z.string(), level: z.string() }),
});

/** What a station sent was approved or given back. */
export const periodDecided = eventType({
  name: 'commune-station.period-decided',
  version: 1,
  payload: z.object({ closingId: z.string(), ownerId: z.string(), period: z.string(), state: z.string() }),
});

/** Addresses of the files: 'xlsx' or 'pdf'. */
export const bookFile = (book: string, name: string, kind: 'xlsx' | 'pdf'): string =>
  `/api/station/files/books/${book}/${kind}?period=${name}`;
export const reportFile = (report: string, name: string, kind: 'xlsx' | 'pdf'): string =>
  `/api/station/files/reports/${report}/${kind}?period=${name}`;
export const closedFile = (id: string): string => `/api/station/files/closings/${id}`;

/** Somebody who came. */
export interface QueueArrival {
  readonly personId: string;
  readonly urgent: boolean;
  /** The appointment that she came on; where absent, one that she is awaited on. */
  readonly appointmentId?: string | undefined;
}

/** The place that she has. */
export interface GivenPlace {
  /** Id of the Appointment that is the place. */
  readonly id: string;
  readonly number: number;
  readonly state: z.infer<typeof placeState>;
}

/** A place as a board may show it. */
export interface QueuePlace {
  readonly appointmentId: string;
  readonly number: number;
  readonly state: z.infer<typeof placeState>;
  readonly urgent: boolean;
  readonly arrivedAt: string;
  /** When it came into this state. */
  readonly changedAt: string;
}

/** The one queue of a facility's day: whatever desk gives a number, it is the next of the same row. */
export interface DayQueue {
  /** Written as Sen: that the caller may do this is asked before. */
  give(facilityId: string, arrival: QueueArrival): Promise<GivenPlace>;
  /** In the order of numbers; no names. */
  today(facilityId: string): Promise<readonly QueuePlace[]>;
}
export const dayQueue = serviceToken<DayQueue>('commune-station.day-queue');

/** What is told to who listens when a queue has moved. */
export const queueTopic = (facilityId: string): string => `commune-station queue ${facilityId}`;
