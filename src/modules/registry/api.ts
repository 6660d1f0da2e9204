import type { Patient } from '@medplum/fhirtypes';
import * as z from 'zod/mini';
import { endpoint, eventType, serviceToken } from '#kernel/contract.ts';
import { fields, grades, type Field, type Grade, type Level } from '#kernel/matching/fields.ts';
import { personDraft, personId, text } from './domain/person-draft.ts';

export { day, numberKind, personDraft, personId, place, text } from './domain/person-draft.ts';
export type { NumberKind, PersonDraft } from './domain/person-draft.ts';

const fieldName = z.enum(fields as readonly [Field, ...Field[]]);

/** One line of an explanation: never a value, only how far it agrees and how many bits that weighs. */
const reason = z.object({ field: fieldName, level: z.string(), weight: z.number() });

/** What a score is made of. `against`: the other story that explains the likeness best, which the weights are measured against. */
export const explanation = z.object({
  against: z.enum(['stranger', 'kin']),
  /** Bits of the odds before anything is compared: how seldom two records of the store are one person. */
  prior: z.number(),
  fields: z.array(reason),
  /** A rule of law or of prudence that set the grade whatever the weights say. */
  rule: z.optional(z.enum(['same-number', 'other-number', 'other-given-name', 'number-of-another'])),
  model: z.string(),
});
export type Explanation = z.infer<typeof explanation>;

/** Somebody in the store who may be the person asked about. */
export interface Candidate {
  readonly personId: string;
  /** 0..1: how likely it is one person. */
  readonly score: number;
  /** The same as bits of odds: `explanation.prior` and its weights add up to it. */
  readonly bits: number;
  readonly grade: Grade;
  readonly explanation: Explanation;
}

/** How a registration ended. 'found': a rule of certainty says who it is, nobody was made. */
export type Registration =
  | {
      readonly outcome: 'made' | 'made-with-candidates';
      readonly patient: Patient;
      readonly candidates: readonly Candidate[];
    }
  | { readonly outcome: 'found'; readonly patient: Patient; readonly candidates: readonly Candidate[] };

/** What others may ask of the registry; acts as the caller's actor, in her transaction. */
export interface RegistryPeople {
  /**
   * Finds or makes the person of a draft (a Patient without id). Two drafts of one new person at one time make one person. Where no
   * number is known, she gets a temporary code. Errors: registry.number-of-another, record.invalid.
   * @param options.facility five characters, for the temporary code
   * @param options.distinctFrom ids of candidates of whom somebody said that it is not her
   */
  register(
    draft: Patient,
    options?: { readonly facility?: string; readonly distinctFrom?: readonly string[] },
  ): Promise<Registration>;
  /** The likeliest people of the store, best first; certainly-not are left out. Reads the whole index, whatever the actor's reach. */
  match(draft: Patient, limit?: number): Promise<readonly Candidate[]>;
  /** Completes newborns who were just written, in the transaction of that write: codes, ties to the mother, her home. Errors: registry.*. */
  settleBirth(birth: BirthWritten): Promise<void>;
}

/** Children who were written as born of a pregnancy. */
export interface BirthWritten {
  readonly motherId: string;
  /** Her EpisodeOfCare in the antenatal register. */
  readonly pregnancyId: string;
  readonly on: string;
  readonly childIds: readonly string[];
}
export const registryPeople = serviceToken<RegistryPeople>('registry.people');

/** Two records that may be one person: found at a registration, or by the sweep over all. Ids and field names only. */
export const candidatesFound = eventType<{
  readonly personId: string;
  readonly otherId: string;
  readonly score: number;
  readonly grade: Grade;
  readonly explanation: Explanation;
}>({
  name: 'registry.candidates-found',
  version: 1,
  payload: z.object({
    personId: z.string(),
    otherId: z.string(),
    score: z.number(),
    grade: z.enum(grades),
    explanation,
  }),
});

/** A person in a list: as much as the reader may see. Out of her reach there is only what tells people apart at a desk. */
export const personLine = z.object({
  id: z.string(),
  /** Whole within reach; 'N. T. Lan' beyond. */
  name: z.string(),
  birthDate: z.optional(z.string()),
  gender: z.optional(z.string()),
  place: z.optional(z.string()),
  number: z.optional(z.string()),
  temporary: z.boolean(),
  deceased: z.boolean(),
  inReach: z.boolean(),
});
export type PersonLine = z.infer<typeof personLine>;

const candidateLine = z.object({
  person: personLine,
  score: z.number(),
  bits: z.number(),
  grade: z.enum(grades),
  explanation,
});
export type CandidateLine = z.infer<typeof candidateLine>;

/** Name typed so far, a number, a code, or the text of a QR: in the body, because paths and queries hold no person's data. */
export const findPeople = endpoint({
  method: 'POST',
  path: '/api/registry/find',
  input: z.object({ text: text(400) }),
  output: z.object({
    people: z.array(personLine),
    /** What was understood of the text. */
    understood: z.enum(['name', 'number', 'code', 'card', 'nothing']),
    /** The draft that a card's QR states, so that nothing is typed again. */
    stated: z.optional(personDraft),
  }),
});

export const matchPeople = endpoint({
  method: 'POST',
  path: '/api/registry/match',
  input: z.object({ person: personDraft }),
  output: z.object({
    candidates: z.array(candidateLine),
    /** A name typed with the keyboard off, or in an old font: what was probably meant. */
    proposedName: z.optional(z.string()),
  }),
});

export const registerPerson = endpoint({
  method: 'POST',
  path: '/api/registry/people',
  input: z.object({
    person: personDraft,
    /** Candidates whom the worker looked at and set aside. */
    distinctFrom: z._default(z.array(personId).check(z.maxLength(20)), () => []),
  }),
  output: z.object({
    outcome: z.enum(['made', 'found', 'made-with-candidates']),
    person: personLine,
    temporaryCode: z.optional(z.string()),
    candidates: z.array(candidateLine),
  }),
});

const modelLine = z.object({
  version: z.string(),
  state: z.enum(['in-use', 'proposed', 'former']),
  learntAt: z.string(),
  learntFrom: z.number(),
  by: z.string(),
});

export const modelView = z.object({
  versions: z.array(modelLine),
  shown: z.extend(modelLine, {
    /** Bits of each level against a stranger and against somebody of the same home. */
    weights: z.array(
      z.object({ field: fieldName, level: z.string(), stranger: z.number(), kin: z.number() }),
    ),
    thresholds: z.object({ certain: z.number(), probable: z.number(), possible: z.number() }),
    /** Commonest words and the share of people who bear them. */
    words: z.object({
      family: z.array(z.object({ word: z.string(), share: z.number() })),
      given: z.array(z.object({ word: z.string(), share: z.number() })),
    }),
  }),
  index: z.object({
    people: z.number(),
    waiting: z.number(),
    rebuilding: z.optional(z.number()),
  }),
  sweep: z.optional(
    z.object({
      state: z.enum(['running', 'done', 'stopped']),
      startedAt: z.string(),
      progress: z.number(),
      pairs: z.number(),
      /** Pairs by score in bits, in steps of two, the first at -10. */
      histogram: z.array(z.number()),
      certain: z.number(),
      probable: z.number(),
      possible: z.number(),
    }),
  ),
});
export type ModelView = z.infer<typeof modelView>;

/** The model that scores: its weights, where it came from, and how the people of the store spread over the grades. */
export const readModel = endpoint({
  method: 'GET',
  path: '/api/registry/model',
  input: z.object({ version: z.optional(text(40)) }),
  output: modelView,
});

/** Learns new weights from the people of the store; they are proposed, and count from when somebody uses them. */
export const learnModel = endpoint({
  method: 'POST',
  path: '/api/registry/model/learn',
  input: z.object({}),
  output: z.object({ started: z.literal(true) }),
});

export const useModel = endpoint({
  method: 'POST',
  path: '/api/registry/model/:version/use',
  input: z.object({ version: text(40) }),
  output: z.object({ version: z.string() }),
});

/** Compares everybody with everybody who is alike; goes on where it stopped. */
export const startSweep = endpoint({
  method: 'POST',
  path: '/api/registry/sweep',
  input: z.object({}),
  output: z.object({ started: z.literal(true) }),
});

export const rebuildIndex = endpoint({
  method: 'POST',
  path: '/api/registry/rebuild',
  input: z.object({}),
  output: z.object({ started: z.literal(true) }),
});

export { humanName, identifiersOf, provisionalTag } from './domain/draft-patient.ts';
export { temporaryCode } from './domain/temporary-code.ts';
export type { Field, Grade, Level };
export { couldBeMother } from './domain/could-be-mother.ts';
export { fitsDueDate, newbornPatient } from './domain/newborn.ts';
