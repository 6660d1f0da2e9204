const dayMs = 86_400_000;
/** Việt Nam is seven hours ahead of UTC all year. */
const aheadMs = 7 * 3_600_000;

/** One week by the calendar of reports: Monday to Sunday in Việt Nam. */
export interface Week {
  /** '2026-W47' */
  readonly name: string;
  /** First day and the day after the last, 'YYYY-MM-DD'. */
  readonly from: string;
  readonly to: string;
}

/** The week in which a moment lies. @source ISO 8601; reports of infectious diseases count the same weeks */
export function weekOf(at: Date): Week {
  const day = Math.floor((at.getTime() + aheadMs) / dayMs);
  // The first day of 1970 was a Thursday.
  const monday = day - ((day + 3) % 7);
  const thursday = new Date((monday + 3) * dayMs);
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1) / dayMs;
  const number = Math.floor((monday + 3 - newYear) / 7) + 1;
  return {
    name: `${thursday.getUTCFullYear()}-W${String(number).padStart(2, '0')}`,
    from: dayText(monday),
    to: dayText(monday + 7),
  };
}

/** The last weeks, oldest first, the one under way as the last. */
export function lastWeeks(now: Date, count: number): Week[] {
  return Array.from({ length: count }, (_, at) =>
    weekOf(new Date(now.getTime() - (count - 1 - at) * 7 * dayMs)),
  );
}

const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
