import { useCallback } from 'react';
import { Link } from 'wouter';
import { Card } from '#web/ui/card.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useBookingText } from '../../parts/booking-text.ts';
import { CodeField } from '../../parts/code-field.tsx';
import { LivePosition } from '../../parts/live-position.tsx';
import { useArrive } from '../../queries.ts';
import '../../parts/booking.css';

/** At the door: she scans the code that hangs there today and has her number. */
export default function ArrivePage() {
  const text = useBookingText();
  const arrive = useArrive();
  const { mutate } = arrive;
  const take = useCallback((code: string): void => mutate({ text: code }), [mutate]);
  return (
    <div className="stack booking">
      <header>
        <h1>{text('arrive.title')}</h1>
        <p className="quiet">{text('arrive.what')}</p>
      </header>
      <CodeField
        label={text('arrive.code')}
        hint={text('arrive.hint')}
        verb={text('arrive.do')}
        isBusy={arrive.isPending}
        onCode={take}
      />
      {arrive.isError && <Trouble error={arrive.error} />}
      {(arrive.data?.given ?? []).map(({ booking }) => (
        <Card key={booking.id} title={booking.person.name} icon="check">
          <p className="quiet">
            {booking.facility}, {booking.desk}
          </p>
          <LivePosition bookingId={booking.id} />
        </Card>
      ))}
      <p>
        <Link href="/booking">{text('new.back')}</Link>
      </p>
    </div>
  );
}
