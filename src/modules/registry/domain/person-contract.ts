import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';
import { day, numberKind, personId, personLine, place, text } from '../api.ts';

/** Somebody by the id of her record. */
export const onePerson = z.object({ id: personId });
const done = z.object({ person: personLine });
export const wholeDay = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/u));

/** The photo or PDF that shows it, sent before: the id of its DocumentReference. */
export const paperId = z.optional(personId);

const period = z.object({ start: z.optional(z.string()), end: z.optional(z.string()) });
const dated = { use: z.optional(z.string()), period: z.optional(period) };

/** How somebody stands to the head of a home. @source own list after the household register (quan hệ với chủ hộ), verify */
export const householdRoles = [
  'head',
  'spouse',
  'child',
  'parent',
  'grandparent',
  'grandchild',
  'sibling',
  'other',
] as const;
export type HouseholdRole = (typeof householdRoles)[number];
const householdRole = z.enum(householdRoles);

/** Who somebody is to a person: parents, those who speak for her, her family, who settles what she left. */
export const tieKinds = [
  'mother',
  'father',
  'guardian',
  'carer',
  'spouse',
  'child',
  'relative',
  'executor',
] as const;
export type TieKind = (typeof tieKinds)[number];

const memberLine = z.extend(personLine, {
  role: z.optional(householdRole),
  start: z.optional(z.string()),
  end: z.optional(z.string()),
});
export type MemberLine = z.infer<typeof memberLine>;

const tieLine = z.object({
  id: z.string(),
  kind: z.enum(tieKinds),
  person: personLine,
  start: z.optional(z.string()),
  end: z.optional(z.string()),
  /** False where it was taken back or its last day is past. */
  isActive: z.boolean(),
});
export type TieLine = z.infer<typeof tieLine>;

const pregnancyLine = z.object({
  id: z.string(),
  state: z.enum(['running', 'born', 'ended']),
  start: z.optional(z.string()),
  end: z.optional(z.string()),
  dueDate: z.optional(z.string()),
  fetuses: z.optional(z.number()),
  children: z.array(personLine),
});
export type PregnancyLine = z.infer<typeof pregnancyLine>;

/** Who somebody is and was, and whom she belongs to. */
export const personView = z.object({
  person: personLine,
  names: z.array(z.object({ text: z.string(), ...dated })),
  numbers: z.array(z.object({ system: z.string(), value: z.string(), ...dated })),
  addresses: z.array(z.object({ text: z.string(), ...dated })),
  phones: z.array(z.string()),
  deceased: z.optional(z.string()),
  /** What was recorded of her once and is not any more, with the day it was put right. */
  formerly: z.array(
    z.object({ field: z.enum(['birthDate', 'gender', 'phone']), value: z.string(), until: z.string() }),
  ),
  /** Corrections with their reasons, the latest first. */
  changes: z.array(
    z.object({
      at: z.string(),
      by: z.string(),
      what: z.string(),
      reason: z.string(),
      hasPaper: z.boolean(),
    }),
  ),
  mother: z.optional(personLine),
  children: z.array(personLine),
  /** Whom the record names beside the mother: those who speak for her, family, who settles what she left. */
  ties: z.array(tieLine),
  household: z.optional(
    z.object({
      id: z.string(),
      role: z.optional(householdRole),
      /** Since when she lives there. */
      start: z.optional(z.string()),
      members: z.array(memberLine),
      former: z.array(memberLine),
    }),
  ),
  /** Undefined where the reader may know nothing of pregnancies. */
  pregnancies: z.optional(z.array(pregnancyLine)),
  mayWrite: z.boolean(),
});
export type PersonView = z.infer<typeof personView>;

export const readPerson = endpoint({
  method: 'GET',
  path: '/api/registry/people/:id',
  input: onePerson,
  output: personView,
});

/** Puts right what was recorded wrongly; what stood before stays in the history and, for a name, as an old one. */
export const correctPerson = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/correct',
  input: z.extend(onePerson, {
    name: z.optional(text(200)),
    birthDate: z.optional(day),
    gender: z.optional(z.enum(['male', 'female', 'other', 'unknown'])),
    phone: z.optional(text(30)),
    /** Why, and what paper shows it. */
    reason: text(400),
    paperId,
  }),
  output: done,
});

/** The new home. `household`: the others of the home move too, or she leaves it, or nothing is said of it. */
export const movePerson = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/move',
  input: z.extend(onePerson, {
    address: place,
    from: day,
    household: z._default(z.enum(['stays', 'moves', 'is-left']), 'stays'),
    paperId,
  }),
  output: done,
});

/** A number that came later, or took the place of another: the former keeps use 'old' and the end of its period. */
export const linkNumber = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/number',
  input: z.extend(onePerson, { kind: numberKind, value: text(30), from: z.optional(day), paperId }),
  output: done,
});

export const recordDeath = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/death',
  input: z.extend(onePerson, { on: day, reason: text(400), paperId }),
  output: z.extend(done, {
    /** Named relatives, who may see the record of the dead from that day on. */
    relatives: z.array(tieLine),
  }),
});

export const linkMother = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/mother',
  input: z.extend(onePerson, { motherId: personId }),
  output: done,
});

/** Names somebody who belongs to a person or speaks for her, from one day to another. */
export const nameTie = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/ties',
  input: z.extend(onePerson, {
    kind: z.enum(tieKinds),
    otherId: personId,
    from: z.optional(wholeDay),
    to: z.optional(wholeDay),
    reason: text(400),
    paperId,
  }),
  output: z.object({ tieId: z.string() }),
});

export const endTie = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/ties/:tieId/end',
  input: z.extend(onePerson, { tieId: personId, on: wholeDay, reason: text(400) }),
  output: z.object({ done: z.literal(true) }),
});

/** Puts people who live under one roof into one household; where the other one has none, a new one. */
export const joinHousehold = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/household',
  input: z.extend(onePerson, {
    withPersonId: personId,
    role: z.optional(householdRole),
    from: z.optional(wholeDay),
  }),
  output: z.object({ householdId: z.string() }),
});

export const leaveHousehold = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/household/leave',
  input: z.extend(onePerson, { on: day }),
  output: z.object({ done: z.literal(true) }),
});

/** How she stands to the head of her home; a new head takes the place of the former one, who becomes 'other'. */
export const setHouseholdRole = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/household/role',
  input: z.extend(onePerson, { role: householdRole }),
  output: z.object({ done: z.literal(true) }),
});

/** Opens the file of a pregnancy; where one is running already, that one is changed. */
export const openPregnancy = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/pregnancies',
  input: z.extend(onePerson, {
    dueDate: z.optional(wholeDay),
    fetuses: z.optional(z.int().check(z.minimum(1), z.maximum(8))),
  }),
  output: z.object({ pregnancyId: z.string() }),
});

/** A birth: each child is registered, linked to her mother and to the pregnancy, and comes into the mother's home. */
export const recordBirth = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/pregnancies/:pregnancyId/birth',
  input: z.extend(onePerson, {
    pregnancyId: personId,
    on: wholeDay,
    children: z
      .array(z.object({ gender: z.enum(['male', 'female', 'unknown']), name: z.optional(text(200)) }))
      .check(z.minLength(1), z.maxLength(8)),
  }),
  output: z.object({
    children: z.array(z.object({ person: personLine, temporaryCode: z.string() })),
  }),
});

/** A pregnancy that ended without a child who lives. */
export const endPregnancy = endpoint({
  method: 'POST',
  path: '/api/registry/people/:id/pregnancies/:pregnancyId/end',
  input: z.extend(onePerson, { pregnancyId: personId, on: wholeDay }),
  output: z.object({ done: z.literal(true) }),
});
