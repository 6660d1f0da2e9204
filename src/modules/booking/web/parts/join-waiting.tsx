import { useState } from 'react';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { Button } from '#web/ui/button.tsx';
import { Choose } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useNow } from '#web/ui/now.ts';
import { Trouble } from '#web/ui/view.tsx';
import { joinWaiting, type BookedPerson } from '../../api.ts';
import type { BookedService } from '../../domain/services.ts';
import { useAct } from '../queries.ts';
import { useBookingText } from './booking-text.ts';

const spans = ['7', '14', '30'] as const;

/** Nothing that fits: who waits is offered what others give back. One person at a time, since places come back one by one. */
export function JoinWaiting(props: {
  deskId: string;
  service: BookedService;
  people: readonly BookedPerson[];
}) {
  const text = useBookingText();
  const now = useNow();
  const join = useAct(joinWaiting);
  const [days, setDays] = useState<(typeof spans)[number]>('14');
  const [person] = props.people;
  if (person === undefined || props.people.length > 1) return null;
  const today = dayInVietnam(now);
  return (
    <details className="booking-wait">
      <summary>{text('join.title')}</summary>
      <div className="stack">
        <p className="quiet">{text('join.what')}</p>
        <Choose
          label={text('join.days')}
          value={days}
          options={spans.map((value) => ({ value, label: text('join.span', { days: value }) }))}
          onChange={setDays}
        />
        {join.isError && <Trouble error={join.error} />}
        {join.isSuccess && <Notice tone="good" title={text('join.done')} live />}
        <p>
          <Button
            busy={join.isPending}
            onClick={() =>
              join.mutate({
                deskId: props.deskId,
                service: props.service,
                personId: person.id,
                fromDay: today,
                toDay: addDays(today, Number(days)),
              })
            }
          >
            {text('join.do', { name: person.name })}
          </Button>
        </p>
      </div>
    </details>
  );
}
