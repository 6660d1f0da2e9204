/**
 * How long ties last, in days. That access ends with the care is law; the numbers are an own rule, verify.
 * @source Law 15/2023/QH15 Art. 69; Law 91/2025/QH15 (data are kept to what the purpose needs)
 */
export const tieDays = {
  /** After a visit's end the facility counts as treating for so long: results come late, letters are written. */
  grace: 7,
  /** After a visit's end what was treated may be looked at again for so long. */
  treated: 365,
  /** A visit that nobody ends ends by itself so long after it was last written. */
  openVisit: 365,
  /** A referral opens the record from its day for so long. */
  referral: 90,
  /** A consultation opens the record for so long after its end. */
  consulted: 30,
} as const;

const dayMs = 86_400_000;

/** So many days after a time. */
export function daysAfter(ms: number, days: number): Date {
  return new Date(ms + days * dayMs);
}
