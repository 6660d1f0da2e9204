import * as z from 'zod/mini';
import { normalizePhone } from '#kernel/vietnam/phone.ts';
import {
  careLevels,
  departments,
  facilityKinds,
  keysOf,
  openingStates,
  ownerships,
  serviceKinds,
} from './facility-words.ts';
import { isClock, weekDays } from '#kernel/vietnam/opening-hours.ts';

/** True for what looks like an e-mail address. */
export function isMail(text: string): boolean {
  return /^[^\s@]{1,64}@[^\s@.]{1,63}(?:\.[^\s@.]{1,63}){1,5}$/u.test(text);
}

const words = (most: number) => z.string().check(z.trim(), z.maxLength(most));
const clock = z.string().check(z.refine(isClock));

export const hoursShape = z
  .object({ days: z.array(z.enum(weekDays)).check(z.minLength(1)), from: clock, to: clock })
  .check(z.refine(({ from, to }) => from < to));

/** Codes of a facility beside its own: each is issued by somebody else and none stands for another. */
export const facilityCodesShape = z.object({
  /** Business registration. */
  registration: z.optional(words(50)),
  /** Operating licence (GPHĐ). */
  licence: z.optional(words(50)),
  /** Facility id for pushing health checks, 13 digits. @source QĐ 1551/QĐ-BYT 2026 */
  healthCheck: z.optional(z.string().check(z.trim(), z.regex(/^\d{13}$/u))),
  /** Code in the national e-prescription system. */
  prescription: z.optional(words(50)),
});

/** A facility as it is filled in and shown. */
export const facilityForm = z.object({
  /** Five digits. @source QĐ 384/QĐ-BYT 2019 */
  code: z.string().check(z.trim(), z.regex(/^\d{5}$/u)),
  name: z.string().check(z.trim(), z.minLength(3), z.maxLength(300)),
  kind: z.enum(keysOf(facilityKinds)),
  level: z.optional(z.enum(keysOf(careLevels))),
  ownership: z.optional(z.enum(keysOf(ownerships))),
  codes: facilityCodesShape,
  line: z.optional(words(300)),
  /** Commune of since July 2025. */
  commune: z.string().check(z.trim(), z.regex(/^\d{5}$/u)),
  phone: z.optional(words(40).check(z.refine((text) => text === '' || normalizePhone(text) !== undefined))),
  email: z.optional(words(200).check(z.refine((text) => text === '' || isMail(text)))),
  web: z.optional(words(300).check(z.regex(/^$|^https?:\/\/\S+$/u))),
  latitude: z.optional(z.number().check(z.minimum(6), z.maximum(24))),
  longitude: z.optional(z.number().check(z.minimum(101), z.maximum(118))),
  state: z.enum(keysOf(openingStates)),
  note: z.optional(words(500)),
  hours: z.array(hoursShape).check(z.maxLength(20)),
  services: z.array(z.enum(keysOf(serviceKinds))),
  beds: z.array(
    z.object({
      department: z.enum(keysOf(departments)),
      count: z.int().check(z.minimum(0), z.maximum(5000)),
    }),
  ),
});
export type FacilityForm = z.infer<typeof facilityForm>;

/** The form as it is stored: one writing of a telephone number, lists in their order. What says the same is then the same. */
export function tidyFacility(form: FacilityForm): FacilityForm {
  const { phone } = form;
  return {
    ...form,
    ...(phone !== undefined && { phone: normalizePhone(phone) ?? phone }),
    services: keysOf(serviceKinds).filter((service) => form.services.includes(service)),
    beds: keysOf(departments).flatMap((department) => {
      const count = form.beds.find((one) => one.department === department)?.count ?? 0;
      return count === 0 ? [] : [{ department, count }];
    }),
  };
}
