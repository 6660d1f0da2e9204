import * as z from 'zod/mini';

export const personId = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
/** Words of a length at most, without spaces around. */
export const text = (most: number) => z.string().check(z.trim(), z.maxLength(most));
/** 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'. */
export const day = z.string().check(z.regex(/^\d{4}(-\d{2}(-\d{2})?)?$/u));

export const place = z.object({
  /** House, street, village. */
  line: z.optional(text(200)),
  commune: z.optional(z.string().check(z.regex(/^\d{5}$/u))),
  province: z.optional(z.string().check(z.regex(/^\d{2}$/u))),
});

export const numberKind = z.enum(['personal', 'old-card', 'passport', 'insurance']);
export type NumberKind = z.infer<typeof numberKind>;

/** A person as a desk states her; everything may be unknown, but not all of it. */
export const personDraft = z.object({
  name: z.optional(text(200)),
  birthDate: z.optional(day),
  gender: z.optional(z.enum(['male', 'female', 'other', 'unknown'])),
  phone: z.optional(text(30)),
  address: z.optional(place),
  numbers: z._default(
    z.array(z.object({ kind: numberKind, value: text(30) })).check(z.maxLength(8)),
    () => [],
  ),
  /** Why there is no number: chooses nothing, is kept as a mark. */
  without: z.optional(z.enum(['newborn', 'unknown', 'foreigner', 'not-issued'])),
  motherId: z.optional(personId),
});
export type PersonDraft = z.infer<typeof personDraft>;
