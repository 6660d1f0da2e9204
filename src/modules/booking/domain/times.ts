import { weekDays, type WeekDay } from '#kernel/vietnam/opening-hours.ts';

/** One span of some days of the week in which a desk takes people. Clocks are those of Việt Nam; a span ends on its day. */
export interface DeskSpan {
  readonly days: readonly WeekDay[];
  readonly from: string;
  readonly to: string;
  /** Minutes for one person. */
  readonly minutes: number;
  /** People at once. */
  readonly places: number;
  /** Share kept for who comes without a booking, in hundredths. */
  readonly walkIns: number;
}

/** What a desk offers: its spans, and the days on which it is shut. */
export interface DeskRules {
  readonly spans: readonly DeskSpan[];
  readonly closed: readonly string[];
}

/** A time that can be booked. */
export interface OfferedTime {
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Places that may be booked then; those of walk-ins are taken off. */
  readonly places: number;
  /** People at once, walk-ins and all. */
  readonly atOnce: number;
}

/** How far ahead anybody books. Own rule, verify. */
export const horizonDays = 60;
/** How long a chosen time is kept for whoever fills in the rest. Own rule. */
export const holdMinutes = 5;
/** Open bookings that one person may have at one facility: whoever needs more talks to the desk. Own rule, verify. */
export const mostOpen = 6;
/** People of one family in one booking. Own rule. */
export const mostPeople = 6;

/** A moment of a day of Việt Nam (UTC+7 all year). */
export function momentOf(day: string, clock: string): Date {
  return new Date(`${day}T${clock}:00+07:00`);
}

/** The day of the week of a day. */
export function weekDayOf(day: string): WeekDay {
  return weekDays[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7]!;
}

/** Times that a desk offers on a day, in their order. Where two spans begin a time at once, the first counts. */
export function timesOf({ spans, closed }: DeskRules, day: string): OfferedTime[] {
  if (closed.includes(day)) return [];
  const weekDay = weekDayOf(day);
  const times = spans.filter(({ days }) => days.includes(weekDay)).flatMap((span) => timesOfSpan(span, day));
  const first = new Map(times.toReversed().map((time) => [time.startsAt.getTime(), time]));
  return [...first.values()].toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
}

/**
 * The share of walk-ins is spread over the span, so that it is kept also where one person is seen at a time: of ten times with one place and
 * a fifth for walk-ins, eight can be booked.
 */
function timesOfSpan({ from, to, minutes, places, walkIns }: DeskSpan, day: string): OfferedTime[] {
  const count = Math.floor((minutesOf(to) - minutesOf(from)) / minutes);
  const begins = momentOf(day, from).getTime();
  const upTo = (nth: number): number => Math.floor((nth * places * (100 - walkIns)) / 100);
  return Array.from({ length: Math.max(0, count) }, (_, nth) => ({
    startsAt: new Date(begins + nth * minutes * 60_000),
    endsAt: new Date(begins + (nth + 1) * minutes * 60_000),
    places: upTo(nth + 1) - upTo(nth),
    atOnce: places,
  })).filter((time) => time.places > 0);
}

/** The time that begins at a moment; undefined where the desk offers none then. */
export function timeAt(rules: DeskRules, day: string, at: Date): OfferedTime | undefined {
  return timesOf(rules, day).find(({ startsAt }) => startsAt.getTime() === at.getTime());
}

/** '07:30' in minutes. */
export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

/** True where a span ends before it begins or is shorter than one visit, or where two of one day overlap. */
export function areSpansWrong(spans: readonly DeskSpan[]): boolean {
  if (spans.some(({ from, to, minutes }) => minutesOf(to) - minutesOf(from) < minutes)) return true;
  return spans.some((one, at) =>
    spans
      .slice(at + 1)
      .some(
        (other) =>
          one.days.some((day) => other.days.includes(day)) && one.from < other.to && other.from < one.to,
      ),
  );
}
