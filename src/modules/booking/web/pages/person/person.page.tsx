import { useState } from 'react';
import type { PageProps } from '#web/shell/define-page.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { View } from '#web/ui/view.tsx';
import { BookHere } from '../../parts/book-here.tsx';
import { useBookingText, useServiceName } from '../../parts/booking-text.ts';
import { DeskActs } from '../../parts/desk-acts.tsx';
import { showWhen } from '../../parts/show-when.ts';
import { usePersonAtDesk } from '../../queries.ts';
import '../../parts/booking.css';

/** What one person has booked here, and a place for her: for who rings, and for who has no telephone. */
export default function PersonPage({ params }: PageProps) {
  const text = useBookingText();
  const service = useServiceName();
  const personId = params['patientId'] ?? '';
  const booked = usePersonAtDesk(personId);
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="stack booking">
      <h1>{text('person.title')}</h1>
      <View query={booked}>
        {({ name, lines }) => (
          <Card title={text('ahead.title')} icon="calendar">
            {lines.length === 0 && <p className="quiet">{text('person.none')}</p>}
            <ul className="line-list">
              {lines.map((line) => (
                <li key={line.id} className="line-between">
                  <div className="line-words">
                    <p className="strong">{showWhen(text, line.startsAt)}</p>
                    <p className="quiet small">
                      {service(line.service)} · {line.desk}
                    </p>
                  </div>
                  <DeskActs line={line} />
                </li>
              ))}
            </ul>
            <p>
              <Button look="main" onClick={() => setOpen(true)}>
                {text('desk.book')}
              </Button>
            </p>
            {isOpen && <BookHere personId={personId} name={name} onClose={() => setOpen(false)} />}
          </Card>
        )}
      </View>
    </div>
  );
}
