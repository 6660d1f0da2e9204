import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { DeskLine } from '../../api.ts';
import { useUnsettled } from '../queries.ts';
import { useBookingText, useServiceName } from './booking-text.ts';
import { DeskActs } from './desk-acts.tsx';
import { showWhen } from './show-when.ts';

/** Bookings that a change of rules left without a place: each is kept, moved or cancelled by somebody, never by itself. */
export function SettleList() {
  const text = useBookingText();
  const [cursor, setCursor] = useState<string>();
  const unsettled = useUnsettled(cursor);
  if (unsettled.isError) return <Trouble error={unsettled.error} />;
  const { lines = [], next } = unsettled.data ?? {};
  if (lines.length === 0 && cursor === undefined) return null;
  return (
    <Card title={text('settle.title')} icon="warning" tone="care">
      <p>{text('settle.what')}</p>
      <ul className="line-list">
        {lines.map((line) => (
          <li key={line.id} className="line-between">
            <Line line={line} />
          </li>
        ))}
      </ul>
      <p className="row">
        {cursor !== undefined && (
          <Button look="quiet" onClick={() => setCursor(undefined)}>
            {text('place.begin')}
          </Button>
        )}
        {next !== undefined && <Button onClick={() => setCursor(next)}>{text('desk.later')}</Button>}
      </p>
    </Card>
  );
}

function Line({ line }: { line: DeskLine }) {
  const text = useBookingText();
  const service = useServiceName();
  return (
    <>
      <div className="line-words">
        <p className="strong">{line.person.name}</p>
        <p className="quiet small">
          {showWhen(text, line.startsAt)} · {service(line.service)} · {line.desk}
        </p>
      </div>
      <DeskActs line={line} mayKeep />
    </>
  );
}
