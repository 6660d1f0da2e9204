import * as z from 'zod/mini';

const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/u));
const knownDay = z.string().check(z.regex(/^\d{4}(-\d{2}(-\d{2})?)?$/u));
const tenDigits = z.string().check(z.regex(/^\d{10}$/u));
const card = z.string().check(z.regex(/^[A-Z]{2}[1-5]\d{12}$/u));

/**
 * An insured person as social insurance tells her. Own convention, verify: the real service answers codes of its own (00 valid, 01 expired
 * ...), whose texts are not settled.
 */
export const insuredPerson = z.object({
  /** Ten digits (mã số BHXH): the number that was asked for, or the last ten of the card that was. */
  number: tenDigits,
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  birthDate: knownDay,
  sex: z.enum(['male', 'female']),
  state: z.enum(['valid', 'expired', 'not-yet', 'suspended']),
  /** The fifteen characters that are valid now, or were last. */
  card,
  validFrom: day,
  validTo: day,
  /** Facility of first registration (mã ĐKBĐ). */
  facilityCode: z.string().check(z.regex(/^\d{5}$/u)),
  facilityName: z.optional(z.string().check(z.maxLength(200))),
  /** Cards before this one, newest first. */
  formerCards: z.array(card).check(z.maxLength(50)),
  /** Where two numbers were found to be one person's and this one was given up: the one that is hers now. */
  numberNow: z.optional(tenDigits),
});
export type InsuredPerson = z.infer<typeof insuredPerson>;

export const insuranceUpdate = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(100)),
  at: z.iso.datetime({ offset: true }),
  kind: z.enum(['card-changed', 'number-changed', 'ended']),
  number: tenDigits,
  person: z.optional(insuredPerson),
});
export type InsuranceUpdate = z.infer<typeof insuranceUpdate>;
