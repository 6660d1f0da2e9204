import { dayInVietnam } from './date.ts';

/** A deadline of the law on a person's request, and since when it holds. */
interface Deadline {
  readonly validFrom: string;
  readonly validTo?: string;
  /** Working days until she must hear that her request arrived. */
  readonly acknowledgeWorkingDays: number;
  /** Days until it must be done. */
  readonly doneDays: number;
  /** Days by which it may be put off once, with a reason. */
  readonly extensionDays: number;
}

/**
 * Requests to access and to correct. A person who says that a look into her record was wrong asks for what the law calls her right to know and to
 * complain; the same times are used for that.
 * @source Law 91/2025/QH15 (the right to have data corrected); NĐ 356/2025/NĐ-CP (2 working days to acknowledge, 10 days to do, put off by 10 at
 * most), as catalogued, verify; that a complaint follows the same times is Sen's own rule, verify
 */
const deadlines: readonly Deadline[] = [
  { validFrom: '2026-01-01', acknowledgeWorkingDays: 2, doneDays: 10, extensionDays: 10 },
];

/**
 * When a request must be acknowledged and done, as days of Viet Nam, and the last day to which it may be put off. Holidays are counted as
 * working days: the earlier day is safe.
 */
export function clockOf(raisedAt: Date): {
  readonly acknowledgeBy: string;
  readonly doneBy: string;
  readonly extendedBy: string;
} {
  const raisedOn = dayInVietnam(raisedAt);
  const deadline =
    deadlines.findLast(
      ({ validFrom, validTo }) => validFrom <= raisedOn && (validTo ?? '9999') >= raisedOn,
    ) ?? deadlines[0]!;
  return {
    acknowledgeBy: addWorkingDays(raisedOn, deadline.acknowledgeWorkingDays),
    doneBy: addDays(raisedOn, deadline.doneDays),
    extendedBy: addDays(raisedOn, deadline.doneDays + deadline.extensionDays),
  };
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The day after `days` working days; Saturday and Sunday are none. */
export function addWorkingDays(day: string, days: number): string {
  let at = day;
  for (let left = days; left > 0;) {
    at = addDays(at, 1);
    const weekday = new Date(`${at}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return at;
}
