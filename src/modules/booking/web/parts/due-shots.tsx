import { Link } from 'wouter';
import { ageOn } from '#kernel/display/show-age.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { Card, Tag } from '#web/ui/card.tsx';
import { useNow } from '#web/ui/now.ts';
import type { BookedPerson, BookingView } from '../../api.ts';
import { useForecast, usePeople } from '../queries.ts';
import { useBookingText } from './booking-text.ts';

const childYears = 18;

/** When each child's next vaccination is due, with a way to book it. */
export function DueShots({ bookings }: { bookings: readonly BookingView[] }) {
  const text = useBookingText();
  const now = useNow();
  const people = usePeople();
  const children = (people.data?.people ?? []).filter(({ self, birthDate }) => {
    const age = ageOn(birthDate, now);
    return !self && age !== undefined && (age.unit !== 'year' || age.n < childYears);
  });
  if (children.length === 0) return null;
  return (
    <Card title={text('due.title')} icon="immunisation">
      <ul className="line-list">
        {children.map((child) => (
          <li key={child.id} className="line-between">
            <Child
              child={child}
              isBooked={bookings.some(
                ({ person, service, state }) =>
                  person.id === child.id && service === 'immunisation' && state === 'booked',
              )}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Child({ child, isBooked }: { child: BookedPerson; isBooked: boolean }) {
  const text = useBookingText();
  const forecast = useForecast(child.id);
  const due = forecast.data?.nextDueOn;
  const words = (): string => {
    if (forecast.isPending) return text('due.looking');
    if (forecast.data?.entries === 'ask') return text('due.entries');
    if (due === undefined) return text('due.nothing');
    return text(forecast.data?.isNextLate === true ? 'due.late' : 'due.next', { day: showDay(due) });
  };
  return (
    <>
      <div className="line-words">
        <p className="strong">{child.name}</p>
        <p>{words()}</p>
      </div>
      {isBooked ? (
        <Tag tone="good" icon="check">
          {text('due.booked')}
        </Tag>
      ) : (
        due !== undefined && (
          <Link
            className="button button-plain"
            href={`/booking/new?service=immunisation&person=${encodeURIComponent(child.id)}`}
          >
            {text('due.book')}
          </Link>
        )
      )}
    </>
  );
}
