import { useState } from 'react';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { Choose } from '#web/ui/field.tsx';
import { useNow } from '#web/ui/now.ts';
import { useStationText } from './station-text.ts';

const monthsShown = 18;

/** The last months, the one under way first; the former one is chosen, since it is the one to close. */
export function usePeriod(isFormer = false): readonly [string, (period: string) => void, readonly string[]] {
  const now = useNow();
  const months = monthsBack(dayInVietnam(now).slice(0, 7));
  const [period, choose] = useState(months[isFormer ? 1 : 0]!);
  return [period, choose, months];
}

function monthsBack(last: string): string[] {
  const [year = 0, month = 0] = last.split('-').map(Number);
  return Array.from({ length: monthsShown }, (_, back) => {
    const at = year * 12 + month - 1 - back;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
  });
}

/** '2026-11' as '11/2026'. */
export const showPeriod = (period: string): string => period.split('-').toReversed().join('/');

export function PeriodField(props: {
  period: string;
  months: readonly string[];
  onChoose: (period: string) => void;
}) {
  const text = useStationText();
  return (
    <Choose
      label={text('period')}
      value={props.period}
      options={props.months.map((value) => ({ value, label: showPeriod(value) }))}
      onChange={props.onChoose}
    />
  );
}
