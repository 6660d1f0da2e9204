import { useState } from 'react';
import { Link } from 'wouter';
import { useEndpoint } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choice } from '#web/ui/field.tsx';
import { QrPicture } from '#web/ui/qr-picture.tsx';
import { View } from '#web/ui/view.tsx';
import { readDoorCode } from '../../../api.ts';
import { useBookingText } from '../../parts/booking-text.ts';
import { showWeekDay } from '../../parts/show-when.ts';
import '../../parts/booking.css';

/** The code that people scan when they come; of one day, so that a picture of it opens nothing tomorrow. */
export default function DoorPage() {
  const text = useBookingText();
  const [day, setDay] = useState<'today' | 'tomorrow'>('today');
  const code = useEndpoint(readDoorCode, { day });
  return (
    <div className="stack">
      <header className="row-between no-print">
        <h1>{text('door.title')}</h1>
        <Link href="/reception">{text('desk.back')}</Link>
      </header>
      <div className="row no-print">
        <Choice
          label={text('door.day')}
          name="door-day"
          value={day}
          options={(['today', 'tomorrow'] as const).map((value) => ({ value, label: text(`door.${value}`) }))}
          onChange={setDay}
        />
        <Button icon="print" onClick={() => print()}>
          {text('door.print')}
        </Button>
      </div>
      <View query={code}>
        {(data) => (
          <section className="booking-door" aria-label={text('door.title')}>
            <p className="booking-when strong">{data.facility}</p>
            <QrPicture text={data.code} label={text('door.label')} />
            <p className="strong">{text('door.words')}</p>
            <p>{showWeekDay(text, data.day)}</p>
          </section>
        )}
      </View>
    </div>
  );
}
