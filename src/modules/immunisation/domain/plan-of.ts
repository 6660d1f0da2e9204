import { addDays } from '#kernel/vietnam/calendar-days.ts';
import type { Forecast } from './forecast.ts';
import { findSeries, seriesFor } from './national-schedule.ts';

/** A dose that is to be given next in its series, by days that do not depend on the day of asking. */
export interface PlannedDose {
  readonly code: string;
  readonly earliestOn: string;
  readonly dueOn: string;
  readonly overdueOn: string;
  readonly latestOn?: string;
}

/** What a list of who is due needs of one person; the days stay true as time goes by, until `replanOn`. */
export interface Plan {
  readonly doses: readonly PlannedDose[];
  readonly dueOn?: string | undefined;
  /** The first day on which something is late that everybody has a right to. */
  readonly overdueOn?: string | undefined;
  readonly replanOn?: string | undefined;
}

/** The plan of a forecast. */
export function planOf(found: Pick<Forecast, 'doses'>): Plan {
  const doses = nextDoses(found);
  return {
    doses,
    dueOn: first(doses.map(({ dueOn }) => dueOn)),
    overdueOn: first(doses.flatMap(({ code, overdueOn }) => (isCompulsory(code) ? [overdueOn] : []))),
    replanOn: first(doses.flatMap(({ latestOn }) => (latestOn === undefined ? [] : [addDays(latestOn, 1)]))),
  };
}

/** The next dose of each series that she may have. */
export function nextDoses({ doses }: Pick<Forecast, 'doses'>): PlannedDose[] {
  return doses.flatMap((dose) => {
    const isNext = dose.state === 'overdue' || dose.state === 'due' || dose.state === 'later';
    // What is put off until a known day is planned for that day.
    const isPutOff =
      dose.state === 'postponed' &&
      dose.earliestOn !== undefined &&
      dose.reasons.every(({ code, day }) => !untilUnknown.has(code) || day !== undefined);
    const { code, earliestOn, dueOn, overdueOn, latestOn } = dose;
    if (!(isNext || isPutOff) || earliestOn === undefined || dueOn === undefined || overdueOn === undefined)
      return [];
    return [{ code, earliestOn, dueOn, overdueOn, ...(latestOn !== undefined && { latestOn }) }];
  });
}

/** Those of a plan that are due on a day and not too late yet. */
export function dosesDueOn(doses: readonly PlannedDose[], on: string): PlannedDose[] {
  return doses.filter(({ dueOn, latestOn }) => dueOn <= on && (latestOn === undefined || latestOn >= on));
}

/** Only what everybody has a right to is late. */
function isCompulsory(code: string): boolean {
  return seriesFor({ doseCode: code }, 0).some((series) => findSeries(series)?.obligation === 'compulsory');
}

const untilUnknown: ReadonlySet<string> = new Set(['pregnant', 'steroids', 'low-birth-weight']);

function first(days: readonly string[]): string | undefined {
  return days.toSorted()[0];
}
