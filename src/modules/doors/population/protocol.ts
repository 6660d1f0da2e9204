import * as z from 'zod/mini';

/** A day as far as the register knows it: '1956', '1956-03' or '1956-03-12'. */
const knownDay = z.string().check(z.regex(/^\d{4}(-\d{2}(-\d{2})?)?$/u));
const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));

/**
 * A person as the national population database tells her. Own convention, verify: the state's protocol is not published; names of fields,
 * paths and the shape of an answer are ours.
 */
export const populationPerson = z.object({
  /** The number that was asked for. */
  number: z.string().check(z.regex(/^\d{12}$/u)),
  name: text(200),
  birthDate: knownDay,
  sex: z.enum(['male', 'female']),
  state: z.enum(['living', 'dead']),
  diedOn: z.optional(knownDay),
  address: z.optional(
    z.object({
      line: z.optional(text(200)),
      /** Codes and names of since July 2025. */
      communeCode: z.optional(text(5)),
      commune: z.optional(text(100)),
      provinceCode: z.optional(text(2)),
      province: z.optional(text(100)),
    }),
  ),
  /** Since when she has lived there. */
  movedOn: z.optional(knownDay),
  /** Numbers that were cancelled in favour of this one. */
  formerNumbers: z.array(z.string()).check(z.maxLength(20)),
  /** Where the number asked for was cancelled: the one that is hers now. */
  numberNow: z.optional(z.string().check(z.regex(/^\d{12}$/u))),
});
export type PopulationPerson = z.infer<typeof populationPerson>;

/** What it pushes: which number, what happened, and where something replaced something else, what. */
export const populationUpdate = z.object({
  id: text(100),
  at: z.iso.datetime({ offset: true }),
  kind: z.enum(['moved', 'died', 'number-changed', 'corrected']),
  number: z.string().check(z.regex(/^\d{12}$/u)),
  person: z.optional(populationPerson),
});
export type PopulationUpdate = z.infer<typeof populationUpdate>;
