import { dayOf } from '#kernel/display/show-date.ts';
import { addDays, dayNumber } from '#kernel/vietnam/calendar-days.ts';
import type { Entry, Spread } from '../api.ts';
import { pressurePair } from './pressure-pair.ts';

/** The Monday of the week of a day in Viet Nam. 1970-01-01 was a Thursday. */
export function mondayOf(day: string): string {
  return addDays(day, -((dayNumber(day) + 3) % 7));
}

/**
 * Under what a reading that somebody took at home stands with the others of its week: what it is, its unit, its week, its year. Undefined
 * for everything else. A week across New Year is two, because the reader asks by year.
 */
export function weekKey(entry: Entry): string | undefined {
  const { kind, marks, visit, at = '', status, loinc, title, measure } = entry;
  if (kind !== 'vital' && kind !== 'test') return undefined;
  if (!marks.includes('own') || visit !== undefined || status !== undefined) return undefined;
  const pair = pressurePair(entry.parts);
  if (measure === undefined && pair === undefined) return undefined;
  const day = dayOf(at);
  if (day.length !== 10 || Number.isNaN(dayNumber(day))) return undefined;
  const unit = pair === undefined ? (measure?.unit ?? '') : 'pair';
  return ['week', loinc ?? title, unit, mondayOf(day), day.slice(0, 4)].join('|');
}

/** Lowest and highest of a week, a pressure's upper and lower number apart; numbers as they were written. Newest reading first. */
export function spreadOf(lines: readonly Entry[]): Spread {
  const [first] = lines as readonly [Entry];
  const pair = pressurePair(first.parts);
  const columns =
    pair === undefined
      ? [lines.flatMap(({ measure }) => measure?.value ?? [])]
      : [0, 1].map((place) =>
          lines.flatMap(({ parts }) => pressurePair(parts)?.[place]?.measure.value ?? []),
        );
  const unit = pair === undefined ? first.measure?.unit : pair[0].measure.unit;
  return {
    from: lines.at(-1)?.at ?? '',
    ranges: columns.map((values) => {
      const ordered = values.toSorted((a, b) => Number(a) - Number(b));
      return { low: ordered[0] ?? '', high: ordered.at(-1) ?? '' };
    }),
    ...(unit === undefined ? {} : { unit }),
  };
}
