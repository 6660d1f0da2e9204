import { dayInVietnam, formatDay } from '#kernel/vietnam/date.ts';
import { useText } from '#web/text/text-context.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import type { ComplaintView } from '../../api.ts';
import type vi from '../access-log.vi.json';

const tones = { open: 'info', confirmed: 'care', explained: 'good', closed: 'plain' } as const;
const dayOf = (moment: string): string => formatDay(dayInVietnam(new Date(moment)));

/** What the person has reported, and what came of it. */
export function OwnComplaints(props: { complaints: readonly ComplaintView[] }) {
  const text = useText<typeof vi>();
  if (props.complaints.length === 0) return null;
  return (
    <Card title={text('complaints.title')} icon="inbox">
      <ul className="looks">
        {props.complaints.map((one) => (
          <li key={one.id} className="stack-tight">
            <p className="look-line">
              <span className="strong">{one.about || text('who.unknown')}</span>
              <Tag tone={tones[one.state]}>{text(`state.${one.state}`)}</Tag>
            </p>
            <p>
              {text('complaints.sent', {
                day: dayOf(one.raisedAt),
                ack: formatDay(one.acknowledgeBy),
                done: formatDay(one.doneBy),
              })}
              {one.acknowledgedAt !== undefined &&
                ` ${text('complaints.acknowledged', { day: dayOf(one.acknowledgedAt) })}`}
            </p>
            {one.reason !== undefined && <p>{text('complaints.answer', { reason: one.reason })}</p>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
