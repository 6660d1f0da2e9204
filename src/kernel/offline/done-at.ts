import { AppError } from '../errors.ts';
import { addDays } from '../vietnam/calendar-days.ts';
import { dayInVietnam } from '../vietnam/date.ts';

/** A clock that runs ahead by more than this is wrong. */
const aheadMs = 5 * 60_000;
/** What a device tells later than this is looked at by a person: it works for 30 days without a network. Own rule, verify. */
const mostDaysAgo = 45;

/**
 * When something was done that a device tells of later; now where it does not say. Errors: request.invalid for what has not come yet, or lies too
 * far back.
 * @param path the element of the input
 */
export function doneAt(at: string | undefined, now: Date, path = 'at'): Date {
  const when = at === undefined ? now : new Date(at);
  if (when.getTime() > now.getTime() + aheadMs) throw fault(path, ahead);
  if (now.getTime() - when.getTime() > mostDaysAgo * 86_400_000) throw fault(path, tooLong);
  return when > now ? now : when;
}

/** The same of a day, 'YYYY-MM-DD'. */
export function doneOn(on: string, now: Date, path = 'on'): string {
  const today = dayInVietnam(now);
  if (on > today) throw fault(path, ahead);
  if (on < addDays(today, -mostDaysAgo)) throw fault(path, tooLong);
  return on;
}

const ahead = { vi: 'Thời điểm này chưa tới.', en: 'This time has not come yet.' };
const tooLong = {
  vi: `Việc này đã quá ${mostDaysAgo} ngày. Hãy báo người phụ trách.`,
  en: `This was more than ${mostDaysAgo} days ago. Tell whoever is in charge.`,
};

function fault(path: string, text: typeof ahead): AppError {
  return new AppError('request.invalid', { issues: [{ path, text }] });
}
