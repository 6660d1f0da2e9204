import { addMonths } from '#kernel/vietnam/calendar-days.ts';
import type { Circumstance, Reason } from './facts.ts';
import type { Series } from './schedule.ts';

/** What keeps a vaccine from being given: for good, or until a day; without a day nobody knows yet until when. */
export interface Hindrance {
  readonly isForGood: boolean;
  readonly until?: string;
  readonly reason: Reason;
}

/** Months to wait with live vaccines after immunoglobulin. @source QĐ 1575/QĐ-BYT 2023 */
const monthsAfterImmunoglobulin = 3;

/**
 * What keeps a series from being given to somebody now. Which series a severe reaction and immunodeficiency shut is from general knowledge,
 * verify.
 * @source QĐ 1575/QĐ-BYT 2023 (immunoglobulin, corticosteroids, birth weight under 2,000 g)
 */
export function hindrancesOf(series: Series, circumstances: readonly Circumstance[]): readonly Hindrance[] {
  const isLive = series.live !== 'inactivated';
  const isExcepted = series.code === 'HEPB0' && circumstances.some(({ kind }) => kind === 'mother-hbsag');
  return circumstances.flatMap((one): Hindrance[] => {
    switch (one.kind) {
      case 'severe-reaction':
        return one.series === series.code ? [{ isForGood: true, reason: { code: 'severe-reaction' } }] : [];
      case 'immunodeficiency':
        return isLive ? [{ isForGood: true, reason: { code: 'immunodeficiency' } }] : [];
      case 'pregnant':
        return isLive ? [waiting('pregnant', one.until)] : [];
      case 'immunoglobulin':
        return isLive ? [waiting('immunoglobulin', addMonths(one.on, monthsAfterImmunoglobulin))] : [];
      case 'steroids':
        return isLive ? [waiting('steroids', one.until)] : [];
      case 'low-birth-weight':
        return isExcepted ? [] : [waiting('low-birth-weight', one.until)];
      case 'mother-hbsag':
      case 'area':
        return [];
    }
  });
}

function waiting(code: Reason['code'], until: string | undefined): Hindrance {
  return {
    isForGood: false,
    reason: { code, ...(until !== undefined && { day: until }) },
    ...(until !== undefined && { until }),
  };
}
