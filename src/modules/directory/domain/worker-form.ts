import * as z from 'zod/mini';

const words = (most: number) => z.string().check(z.trim(), z.maxLength(most));
const day = z.iso.date();

export const licenceShape = z
  .object({
    number: z.string().check(z.trim(), z.minLength(3), z.maxLength(100)),
    /** What she may practise, in the issuer's words. */
    scope: z.optional(words(500)),
    from: z.optional(day),
    to: z.optional(day),
    issuer: z.optional(words(200)),
  })
  .check(z.refine(({ from, to }) => from === undefined || to === undefined || from <= to));
export type LicenceForm = z.infer<typeof licenceShape>;

/** Where she works and as what. */
export const postShape = z.object({
  facilityId: z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u)),
  title: words(200),
  /** Nurse, doctor of internal medicine, …, in words. */
  specialty: z.optional(words(200)),
  from: z.optional(day),
  to: z.optional(day),
});
export type PostForm = z.infer<typeof postShape>;

/** A health worker as she is filled in. Birth date and home are nobody's business here and are not asked. */
export const workerForm = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  sex: z.optional(z.enum(['male', 'female'])),
  /** Personal number: kept sealed outside the record, to tell people apart. */
  personalNumber: z.optional(z.string().check(z.trim(), z.regex(/^\d{12}$/u))),
  /** Code in the national e-prescription system. */
  prescriber: z.optional(words(50)),
  licences: z.array(licenceShape).check(z.maxLength(20)),
  posts: z.array(postShape).check(z.maxLength(30)),
});
export type WorkerForm = z.infer<typeof workerForm>;
