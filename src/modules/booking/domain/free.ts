import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { horizonDays, timesOf, type DeskRules, type OfferedTime } from './times.ts';

/** How many places of a time are taken, by the moment at which it begins. */
export type Taken = ReadonlyMap<number, number>;

/** A time with what is left of it. */
export interface FreeTime extends OfferedTime {
  readonly free: number;
}

/** Times of a day that have not begun, each with what is left of it. */
export function freeTimes(rules: DeskRules, day: string, taken: Taken, now: Date): FreeTime[] {
  return timesOf(rules, day)
    .filter(({ startsAt }) => startsAt > now)
    .map((time) => ({ ...time, free: Math.max(0, time.places - (taken.get(time.startsAt.getTime()) ?? 0)) }));
}

/** The last day that can be booked. */
export function lastDay(now: Date): string {
  return addDays(dayInVietnam(now), horizonDays);
}

/** True for a day between today and the last that can be booked. */
export function isBookable(day: string, now: Date): boolean {
  return day >= dayInVietnam(now) && day <= lastDay(now);
}

/** The first time with a place left within some days from a day on; undefined where there is none. */
export function firstFree(
  rules: DeskRules,
  taken: Taken,
  now: Date,
  from: string,
  days: number,
): FreeTime | undefined {
  for (let ahead = 0; ahead <= days; ahead += 1) {
    const found = freeTimes(rules, addDays(from, ahead), taken, now).find(({ free }) => free > 0);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Places for the people of a family, one after the other from a time on: as many in each as it has left, and no time further than one visit
 * from the last, so that nobody waits for the others. Undefined where they do not all fit so.
 */
export function seatsFrom(
  times: readonly FreeTime[],
  startsAt: Date,
  people: number,
): readonly OfferedTime[] | undefined {
  const first = times.findIndex((time) => time.startsAt.getTime() === startsAt.getTime());
  if (first < 0) return undefined;
  const seats: OfferedTime[] = [];
  for (const time of times.slice(first)) {
    const last = seats.at(-1);
    const gap = last === undefined ? 0 : time.startsAt.getTime() - last.endsAt.getTime();
    if (gap > time.endsAt.getTime() - time.startsAt.getTime()) return undefined;
    // Who chose a time begins with it.
    if (last === undefined && time.free === 0) return undefined;
    for (let nth = 0; nth < time.free && seats.length < people; nth += 1) seats.push(time);
    if (seats.length === people) return seats;
  }
  return undefined;
}

/** Until when a freed place is kept for who waits: two hours, but not so long that nobody could use it. Undefined where it is too late. */
export function offerUntil(startsAt: Date, now: Date): Date | undefined {
  const latest = startsAt.getTime() - offerEndsBeforeMs;
  const until = Math.min(now.getTime() + offerMs, latest);
  return until - now.getTime() < shortestOfferMs ? undefined : new Date(until);
}

/** Own rules, verify. */
const offerMs = 2 * 3_600_000;
const offerEndsBeforeMs = 30 * 60_000;
const shortestOfferMs = 10 * 60_000;
