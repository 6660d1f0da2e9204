import { useCallback } from 'react';
import { Link } from 'wouter';
import { CodeField, codeWords } from '#web/scan/code-field.tsx';
import { Card } from '#web/ui/card.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useBookingText } from '../../parts/booking-text.ts';
import { LivePosition } from '../../parts/live-position.tsx';
import { useArrive } from '../../queries.ts';
import '../../parts/booking.css';

/** At the door: she scans the code that hangs there today and has her number. */
export default function ArrivePage() {
  const text = useBookingText();
  const arrive = useArrive();
  const { mutateAsync } = arrive;
  const take = useCallback(
    async (code: string) => {
      await mutateAsync({ text: code });
      return true;
    },
    [mutateAsync],
  );
  return (
    <div className="stack booking">
      <header>
        <h1>{text('arrive.title')}</h1>
        <p className="quiet">{text('arrive.what')}</p>
      </header>
      <CodeField
        words={codeWords(text, {
          label: text('arrive.code'),
          hint: text('arrive.hint'),
          verb: text('arrive.do'),
        })}
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
