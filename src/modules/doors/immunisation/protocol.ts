import * as z from 'zod/mini';

const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/u));
const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));
const number = z.string().check(z.regex(/^\d{12}$/u));

/**
 * Whose dose it is: by her own number, and a baby without one by its mother's number, its day of birth and the order of birth.
 * @source QĐ 3891/QĐ-BYT 2025 (data set of 44 fields, 20 of them mandatory; the key of a baby is from a summary, verify)
 */
export const dosePerson = z.object({
  number: z.optional(number),
  motherNumber: z.optional(number),
  birthOrder: z.optional(z.int().check(z.minimum(1), z.maximum(9))),
  birthDate: day,
  name: text(200),
  sex: z.enum(['male', 'female']),
});
export type DosePerson = z.infer<typeof dosePerson>;

/**
 * A dose as it goes over the line: the five mandatory facts of a dose and what tells whose it is. Own convention, verify: names of fields,
 * paths and answers of the national system are not published.
 */
const doseFacts = z.object({
  person: dosePerson,
  /** Own code of the dose in the national schedule, where it is one of it. */
  doseCode: z.optional(text(20)),
  cvx: z.optional(text(4)),
  vaccine: text(200),
  antigens: z.array(text(40)).check(z.maxLength(12)),
  on: day,
  doseNumber: z.optional(z.int().check(z.minimum(1), z.maximum(20))),
  lot: z.optional(text(60)),
  facilityCode: z.optional(text(20)),
  facilityName: z.optional(text(200)),
});

/** A dose that Sen tells of; `ref` names it for good: sent again it is the same. */
export const sentDose = z.extend(doseFacts, { ref: text(80) });
export type SentDose = z.infer<typeof sentDose>;

/** What became of a dose that was sent. */
export const sentResult = z.object({
  ref: text(80),
  outcome: z.enum(['accepted', 'known', 'refused']),
  /** The national system's own id of the dose. */
  id: z.optional(text(80)),
  /** Why it was refused: a code of the other side. */
  because: z.optional(text(80)),
});
export type SentResult = z.infer<typeof sentResult>;

/** An answer to a message of doses. */
export const sentAnswer = z.object({
  requestId: text(80),
  results: z.array(sentResult).check(z.maxLength(1000)),
});

/** A dose that the national system knows, mostly from a private practice. */
export const nationalDose = z.extend(doseFacts, { id: text(80) });
export type NationalDose = z.infer<typeof nationalDose>;

/** What it pushes. */
export const nationalUpdate = z.object({
  id: text(100),
  at: z.iso.datetime({ offset: true }),
  kind: z.enum(['dose-given', 'dose-withdrawn']),
  dose: nationalDose,
});
export type NationalUpdate = z.infer<typeof nationalUpdate>;

/** Where doses are told. Own convention, verify. */
export const dosesPath = '/v1/doses';
export const mostDoses = 200;
