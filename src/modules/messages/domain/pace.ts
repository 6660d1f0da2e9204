import { dayInVietnam } from '#kernel/vietnam/date.ts';

/** When and how often an account lets itself be interrupted. Minutes of the day in Viet Nam; both the same: no quiet hours. */
export interface Pace {
  readonly quietFrom: number;
  readonly quietTo: number;
  /** Interruptions of one day that are not urgent. */
  readonly most: number;
}

/** @source own rule, verify */
export const usualPace: Pace = { quietFrom: 21 * 60, quietTo: 7 * 60, most: 3 };

/** What comes within this time of an interruption waits for the next one, so that several are one. */
export const gatherMs = 30 * 60_000;
const dayMs = 86_400_000;
const minuteMs = 60_000;

/** The first moment from `at` on that is not quiet. */
export function afterQuiet(at: Date, { quietFrom, quietTo }: Pace): Date {
  if (quietFrom === quietTo) return at;
  const dayStart = startOfDay(at).getTime();
  const minute = (at.getTime() - dayStart) / minuteMs;
  const isQuiet =
    quietFrom < quietTo ? minute >= quietFrom && minute < quietTo : minute >= quietFrom || minute < quietTo;
  if (!isQuiet) return at;
  const end = dayStart + quietTo * minuteMs;
  return new Date(end > at.getTime() ? end : end + dayMs);
}

/** When a notice may go out: at once where it is urgent, else after the last interruption has had its time and outside quiet hours. */
export function dueAt(at: { now: Date; lastAt?: Date | undefined; urgent: boolean }, pace: Pace): Date {
  const { now, lastAt, urgent } = at;
  if (urgent) return now;
  const gathered =
    lastAt === undefined ? now : new Date(Math.max(now.getTime(), lastAt.getTime() + gatherMs));
  return afterQuiet(gathered, pace);
}

/** Midnight in Viet Nam before a moment. */
export function startOfDay(at: Date): Date {
  return new Date(`${dayInVietnam(at)}T00:00:00+07:00`);
}

/** A notice that waits for one account. */
export interface Waiting {
  readonly noticeId: string;
  readonly urgent: boolean;
}

/**
 * What of all that is due is told now and what stays in the inbox for good: urgent ones always; the others together, where the day's budget is not
 * used up; in quiet hours they wait on.
 */
export function settleTurn<T extends Waiting>(
  due: readonly T[],
  toldToday: number,
  now: Date,
  pace: Pace,
): { readonly tell: readonly T[]; readonly keep: readonly T[]; readonly wait?: Date } {
  const urgent = due.filter((one) => one.urgent);
  const others = due.filter((one) => !one.urgent);
  if (others.length === 0) return { tell: urgent, keep: [] };
  const awake = afterQuiet(now, pace);
  if (awake > now) return { tell: urgent, keep: [], wait: awake };
  if (toldToday >= pace.most) return { tell: urgent, keep: others };
  return { tell: due, keep: [] };
}
