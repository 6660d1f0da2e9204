import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { timeAt, type DeskRules } from './times.ts';

/** A given booking, as far as rules look at it. */
interface Given {
  readonly id: string;
  readonly startsAt: Date;
  readonly madeAt: Date;
  /** The desk has said that it takes her all the same. */
  readonly isKept: boolean;
}

/**
 * Bookings that the rules of a desk no longer cover: its time is offered no more, or more were given for it than it has places; then those that
 * were made last. Nobody loses a place by this: the desk settles each with the person.
 */
export function unsettledOf(rules: DeskRules, given: readonly Given[]): readonly string[] {
  const times = Map.groupBy(given, ({ startsAt }) => startsAt.getTime());
  return [...times].flatMap(([at, bookings]) => {
    const start = new Date(at);
    const places = timeAt(rules, dayInVietnam(start), start)?.places ?? 0;
    return bookings
      .toSorted((a, b) => a.madeAt.getTime() - b.madeAt.getTime() || (a.id < b.id ? -1 : 1))
      .slice(places)
      .filter(({ isKept }) => !isKept)
      .map(({ id }) => id);
  });
}
