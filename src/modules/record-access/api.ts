import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';

const bilingual = z.object({ vi: z.string(), en: z.string() });
const openingKind = z.enum(['break-glass', 'sensitive']);
export type OpeningKind = z.infer<typeof openingKind>;

const opening = z.object({
  id: z.string(),
  kind: openingKind,
  /** Name of the account that opened. */
  who: z.string(),
  facility: z.string(),
  /** Name of the person; only for the supervisor. */
  person: z.optional(z.string()),
  reason: bilingual,
  /** Never told to the person. */
  note: z.optional(z.string()),
  openedAt: z.string(),
  until: z.string(),
  closedAt: z.optional(z.string()),
  isOpen: z.boolean(),
  outcome: z.optional(z.enum(['justified', 'unjustified'])),
  reviewNote: z.optional(z.string()),
});
export type OpeningView = z.infer<typeof opening>;

const choice = z.object({
  kind: openingKind,
  hours: z.number(),
  reasons: z.array(z.object({ code: z.string(), words: bilingual })),
});
export type OpeningChoice = z.infer<typeof choice>;

const stated = {
  reason: z.string().check(z.maxLength(40)),
  note: z.optional(z.string().check(z.trim(), z.maxLength(500))),
};

/** The reader's own openings of one record that still hold, and what she may state. */
export const readOpenings = endpoint({
  method: 'GET',
  path: '/api/record-access/:patientId/openings',
  input: z.object({ patientId: z.string() }),
  output: z.object({ openings: z.array(opening), choices: z.array(choice) }),
});

/** What the reader may state at all. */
export const readChoices = endpoint({
  method: 'GET',
  path: '/api/record-access/choices',
  input: z.object({}),
  output: z.object({ choices: z.array(choice) }),
});

/** Opens a record with a reason. Asks for a fresh sign-in. */
export const openRecord = endpoint({
  method: 'POST',
  path: '/api/record-access/:patientId/openings',
  input: z.object({ patientId: z.string(), kind: openingKind, ...stated }),
  output: z.object({ opening }),
});

/** Breaks the glass for somebody who is out of reach, by what is known of her. Finding and opening are one act. */
export const openByNumber = endpoint({
  method: 'POST',
  path: '/api/record-access/emergency',
  input: z.object({
    /** The twelve digits of the personal number, or, where it is not known, the whole name with the day of birth. */
    number: z.optional(z.string().check(z.regex(/^\d{12}$/))),
    name: z.optional(z.string().check(z.trim(), z.minLength(2), z.maxLength(100))),
    birthDate: z.optional(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))),
    ...stated,
  }),
  output: z.union([
    z.object({ outcome: z.literal('opened'), patientId: z.string() }),
    z.object({ outcome: z.enum(['nobody', 'several']) }),
  ]),
});

const one = { id: z.string().check(z.maxLength(64)) };

/** Ends an opening before its time. */
export const closeOpening = endpoint({
  method: 'POST',
  path: '/api/record-access/openings/:id/close',
  input: z.object(one),
  output: z.object({ opening }),
});

/** Kinds of data that a person may close or open by name. */
export const dataKinds = ['hiv', 'mental', 'reproductive', 'violence', 'genetic'] as const;
const dataKind = z.enum(dataKinds);
export type DataKind = z.infer<typeof dataKind>;

const named = z.object({ id: z.string(), name: z.string() });
export type Named = z.infer<typeof named>;

const rule = z.object({
  id: z.string(),
  version: z.string(),
  changedAt: z.string(),
  act: z.enum(['close', 'open']),
  /** Whom it is about; everybody where empty. */
  facilities: z.array(named),
  /** Who is left in all the same. */
  spared: z.array(named),
  /** The kinds of data that it is about; all where empty. */
  kinds: z.array(dataKind),
  until: z.optional(z.string()),
  /** True where it says more than these words; it is kept to all the same. */
  hasMore: z.boolean(),
  state: z.enum(['holds', 'ended', 'withdrawn']),
});
export type RuleView = z.infer<typeof rule>;

/** Who may see the reader's own record. */
export const readOwnAccess = endpoint({
  method: 'GET',
  path: '/api/record-access/mine',
  input: z.object({}),
  output: z.object({
    /** Facilities that look after her, by which they see by law. */
    facilities: z.array(z.extend(named, { because: z.enum(['charge', 'family-doctor', 'visit']) })),
    rules: z.array(rule),
    openings: z.array(opening),
  }),
});
export type OwnAccess = ReturnType<typeof readOwnAccess.output.parse>;

const facilityId = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/));

/** Closes or opens the reader's own record; counts from the moment of the answer. */
export const changeOwnAccess = endpoint({
  method: 'POST',
  path: '/api/record-access/consents',
  input: z.object({
    act: z.enum(['close', 'open']),
    /** Needed to open; where absent it closes to everybody. */
    facilityId: z.optional(facilityId),
    /** Left in where it closes to everybody. */
    sparedId: z.optional(facilityId),
    kind: z.optional(dataKind),
    /** Last day. */
    until: z.optional(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))),
  }),
  output: z.object({ rule }),
});
/** What she changes. */
export interface OwnChange {
  readonly act: 'close' | 'open';
  readonly facilityId?: string | undefined;
  readonly sparedId?: string | undefined;
  readonly kind?: DataKind | undefined;
  readonly until?: string | undefined;
}

export const withdrawRule = endpoint({
  method: 'POST',
  path: '/api/record-access/consents/:id/withdraw',
  input: z.object(one),
  output: z.object({ rule }),
});

/** Every version of one of her Consents, newest first. */
export const readVersions = endpoint({
  method: 'GET',
  path: '/api/record-access/consents/:id/versions',
  input: z.object(one),
  output: z.object({ versions: z.array(rule) }),
});

/** Facilities by name, to close or open to. */
export const findFacilities = endpoint({
  method: 'GET',
  path: '/api/record-access/facilities',
  input: z.object({ q: z.string().check(z.trim(), z.minLength(2), z.maxLength(100)) }),
  output: z.object({ facilities: z.array(named) }),
});

/** Openings at the supervisor's facility, and how often each person opened in thirty days. */
export const readReviews = endpoint({
  method: 'GET',
  path: '/api/record-access/reviews',
  input: z.object({}),
  output: z.object({
    openings: z.array(opening),
    counts: z.array(
      z.object({
        accountId: z.string(),
        who: z.string(),
        openings: z.number(),
        waiting: z.number(),
        unjustified: z.number(),
      }),
    ),
  }),
});

export const reviewOpening = endpoint({
  method: 'POST',
  path: '/api/record-access/openings/:id/review',
  input: z.object({
    ...one,
    outcome: z.enum(['justified', 'unjustified']),
    note: z.string().check(z.trim(), z.minLength(5), z.maxLength(500)),
  }),
  output: z.object({ opening }),
});

const notice = z.object({ id: z.string(), kind: openingKind, openedAt: z.string() });
export type OpeningNotice = z.infer<typeof notice>;

const notices = z.object({ notices: z.array(notice) });
const seen = z.object({ ids: z.array(z.uuid()).check(z.maxLength(100)) });

/** A page that stays open names the newest that it knows and waits so many seconds at most: it is answered the moment there is another. */
const waiting = z.object({
  wait: z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(25)), 0),
  known: z._default(z.string().check(z.maxLength(36)), ''),
});

/** Openings of the reader's own record that she was told of and has not looked at. */
export const readOwnNotices = endpoint({
  method: 'GET',
  path: '/api/record-access/notices/own',
  input: waiting,
  output: notices,
});

/** She has looked; answers what is left. */
export const seeOwnNotices = endpoint({
  method: 'POST',
  path: '/api/record-access/notices/own/seen',
  input: seen,
  output: notices,
});

/** Openings at the supervisor's facility that she was told of and has not looked at. */
export const readDutyNotices = endpoint({
  method: 'GET',
  path: '/api/record-access/notices/duty',
  input: waiting,
  output: notices,
});

/** She has looked; answers what is left. */
export const seeDutyNotices = endpoint({
  method: 'POST',
  path: '/api/record-access/notices/duty/seen',
  input: seen,
  output: notices,
});
