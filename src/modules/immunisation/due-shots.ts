import { AppError } from '#kernel/errors.ts';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { DueShots } from './domain/due-shots.ts';
import { entriesOf } from './domain/entries.ts';
import { forecast } from './domain/forecast.ts';
import { findSeries } from './domain/national-schedule.ts';
import { factsOf } from './routes/read-forecast.ts';

/** So far ahead somebody is told of a dose. */
const aheadDays = 30;

/** Doses that are late, due, or due within a month, one of each kind of vaccine. */
export function makeDueShots(ctx: Context): DueShots {
  return {
    async of(patientId) {
      const today = dayInVietnam(ctx.now());
      const facts = await factsOf(ctx, patientId).catch((error: unknown) => {
        // Whose birth is not known has no schedule.
        if (error instanceof AppError && error.code === 'immunisation.birth-unknown') return undefined;
        throw error;
      });
      if (facts === undefined) return { doses: [], because: 'birth-unknown' };
      const entries = entriesOf(facts, today);
      if (entries === 'ask') return { doses: [], because: 'no-entries' };
      if (entries === 'silent') return { doses: [] };
      const seen = new Set<string>();
      const doses = forecast(facts, today).doses.flatMap(({ series, state, dueOn }) => {
        const isOpen = state === 'overdue' || state === 'due' || state === 'later';
        if (!isOpen || dueOn === undefined || dueOn > addDays(today, aheadDays) || seen.has(series))
          return [];
        seen.add(series);
        const { vi, en } = findSeries(series)!;
        return [{ title: { vi, en }, on: dueOn, isLate: state === 'overdue' }];
      });
      return { doses };
    },
  };
}
