import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import type { DeskView } from '../../../api.ts';
import { useBookingText, useServiceName } from '../../parts/booking-text.ts';
import { DeskForm } from '../../parts/desk-form.tsx';
import { useDesks } from '../../queries.ts';
import '../../parts/booking.css';

/** The desks of a facility: what for, when, how many at once, how many for who comes without a booking. */
export default function RulesPage() {
  const text = useBookingText();
  const desks = useDesks();
  const [isNew, setNew] = useState(false);
  return (
    <div className="stack booking">
      <header className="row-between">
        <h1>{text('rules.title')}</h1>
        <Link href="/reception">{text('desk.back')}</Link>
      </header>
      <p className="quiet">{text('rules.what')}</p>
      <View query={desks}>
        {(data) => (
          <>
            {data.desks.length === 0 && !isNew && (
              <Nothing icon="calendar" title={text('rules.none')}>
                <p>{text('rules.none.what')}</p>
              </Nothing>
            )}
            {data.desks.map((desk) => (
              <OneDesk key={desk.id} desk={desk} />
            ))}
            {isNew ? (
              <Card title={text('rules.new')} icon="calendar">
                <DeskForm onDone={() => setNew(false)} />
              </Card>
            ) : (
              <p>
                <Button look="main" onClick={() => setNew(true)}>
                  {text('rules.new')}
                </Button>
              </p>
            )}
          </>
        )}
      </View>
    </div>
  );
}

function OneDesk({ desk }: { desk: DeskView }) {
  const text = useBookingText();
  const service = useServiceName();
  const [isOpen, setOpen] = useState(false);
  return (
    <Card
      title={desk.name}
      icon="calendar"
      aside={
        <Button look="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {text(isOpen ? 'rules.close' : 'rules.change')}
          <span className="unseen"> {desk.name}</span>
        </Button>
      }
    >
      {isOpen ? (
        <DeskForm desk={desk} onDone={() => setOpen(false)} />
      ) : (
        <div className="stack-tight">
          <p>{desk.services.map(service).join(', ')}</p>
          <ul className="stack-tight">
            {desk.spans.map((span) => (
              <li key={`${span.days.join()}${span.from}`} className="quiet">
                {text('rules.span', {
                  days: span.days.map((day) => text(`week.${day}`)).join(', '),
                  from: span.from,
                  to: span.to,
                  minutes: span.minutes,
                  places: span.places,
                  walkIns: span.walkIns,
                })}
              </li>
            ))}
          </ul>
          <p className="row">
            {!desk.active && <Tag tone="care">{text('rules.shut')}</Tag>}
            {desk.unsettled > 0 && (
              <Tag tone="care">{text('rules.unsettled', { count: desk.unsettled })}</Tag>
            )}
          </p>
        </div>
      )}
    </Card>
  );
}
