import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { addWorkingDays } from '#kernel/vietnam/law-clock.ts';

/**
 * Working days within which a facility answers a person whom it has in charge. A written question is never the way in an emergency.
 * @source own rule, no law names a time; verify with the facilities
 */
export const answerWorkingDays = 2;

/** The day by whose end an answer is expected, 'YYYY-MM-DD' in Viet Nam. Holidays are not known here and count as working days; the page says that it may take longer then. */
export function expectedBy(askedAt: Date): string {
  return addWorkingDays(dayInVietnam(askedAt), answerWorkingDays);
}

/** True where the expected day is over and nobody has answered. */
export function isLate(dueOn: string, now: Date): boolean {
  return dayInVietnam(now) > dueOn;
}
