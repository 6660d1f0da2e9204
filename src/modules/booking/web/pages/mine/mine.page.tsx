import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import { confirmHold, leaveWaiting, releaseHold, type BookingView, type WaitingView } from '../../../api.ts';
import { useBookingText, useServiceName } from '../../parts/booking-text.ts';
import { DueShots } from '../../parts/due-shots.tsx';
import { OneBooking } from '../../parts/one-booking.tsx';
import { showWeekDay, showWhen } from '../../parts/show-when.ts';
import { useAct, useMine } from '../../queries.ts';
import '../../parts/booking.css';

/** All bookings of the family: what is kept for her now, what is ahead, who waits, what is due to the children. */
export default function MinePage() {
  const text = useBookingText();
  const mine = useMine();
  return (
    <div className="stack booking">
      <header className="row-between">
        <h1>{text('mine.title')}</h1>
        <p className="row">
          <Link href="/booking/new" className="button button-main">
            {text('mine.new')}
          </Link>
          <Link href="/booking/arrive" className="button button-plain">
            {text('mine.arrive')}
          </Link>
        </p>
      </header>
      <View query={mine}>
        {({ bookings, waiting }) => (
          <>
            <Offers offers={bookings.filter(({ state }) => state === 'held')} />
            <Ahead bookings={bookings.filter(isAhead)} />
            <Waiting waiting={waiting} />
            <DueShots bookings={bookings} />
            <Past bookings={bookings.filter((one) => !isAhead(one) && one.state !== 'held').toReversed()} />
          </>
        )}
      </View>
    </div>
  );
}

const isAhead = ({ state }: BookingView): boolean => state === 'booked' || state === 'arrived';

/** Places that are kept for a short time: offered to who waited, or chosen and not confirmed yet. */
function Offers({ offers }: { offers: readonly BookingView[] }) {
  const text = useBookingText();
  const service = useServiceName();
  const confirm = useAct(confirmHold);
  const release = useAct(releaseHold);
  return offers.map((offer) => (
    <Notice key={offer.id} tone="care" title={text(offer.offered ? 'offer.title' : 'held.title')} live>
      <p>
        {offer.person.name} · {service(offer.service)} · {showWhen(text, offer.startsAt)}
      </p>
      <p>
        {offer.facility}, {offer.desk}
      </p>
      <p className="quiet">
        {text('offer.until', { at: showWhen(text, offer.heldUntil ?? offer.startsAt) })}
      </p>
      <p className="row">
        <Button
          look="main"
          busy={confirm.isPending}
          onClick={() => confirm.mutate({ groupId: offer.groupId })}
        >
          {text('offer.take')}
        </Button>
        <Button
          look="quiet"
          busy={release.isPending}
          onClick={() => release.mutate({ groupId: offer.groupId })}
        >
          {text('offer.leave')}
        </Button>
      </p>
      {confirm.isError && <Trouble error={confirm.error} />}
    </Notice>
  ));
}

function Ahead({ bookings }: { bookings: readonly BookingView[] }) {
  const text = useBookingText();
  return (
    <Card title={text('ahead.title')} icon="calendar">
      {bookings.length === 0 ? (
        <Nothing icon="calendar" title={text('ahead.none')}>
          <p>{text('ahead.none.what')}</p>
        </Nothing>
      ) : (
        <ul className="line-list">
          {bookings.map((booking) => (
            <li key={booking.id}>
              <OneBooking booking={booking} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Waiting({ waiting }: { waiting: readonly WaitingView[] }) {
  const text = useBookingText();
  const service = useServiceName();
  const leave = useAct(leaveWaiting);
  if (waiting.length === 0) return null;
  return (
    <Card title={text('waiting.title')} icon="people">
      <p className="quiet">{text('waiting.what')}</p>
      <ul className="line-list">
        {waiting.map((one) => (
          <li key={one.id} className="line-between">
            <div className="line-words">
              <p className="strong">
                {one.person.name} · {service(one.service)}
              </p>
              <p className="quiet small">
                {one.facility}, {one.desk}
              </p>
              <p className="quiet small">
                {text('waiting.days', {
                  from: showWeekDay(text, one.fromDay),
                  to: showWeekDay(text, one.toDay),
                })}
              </p>
              <p className="small">
                {one.state === 'offered'
                  ? text('waiting.offered')
                  : text('waiting.before', { count: one.before })}
              </p>
            </div>
            <Button look="quiet" busy={leave.isPending} onClick={() => leave.mutate({ id: one.id })}>
              {text('waiting.leave')}
            </Button>
          </li>
        ))}
      </ul>
      {leave.isError && <Trouble error={leave.error} />}
    </Card>
  );
}

function Past({ bookings }: { bookings: readonly BookingView[] }) {
  const text = useBookingText();
  const service = useServiceName();
  const [isOpen, setOpen] = useState(false);
  if (bookings.length === 0) return null;
  return (
    <Card
      title={text('past.title')}
      icon="timeline"
      aside={
        <Button look="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {text(isOpen ? 'past.close' : 'past.open', { count: bookings.length })}
        </Button>
      }
    >
      {isOpen && (
        <ul className="line-list">
          {bookings.map(({ id, person, service: code, startsAt, facility, state, byDesk }) => (
            <li key={id} className="line-between">
              <div className="line-words">
                <p>
                  {person.name} · {service(code)}
                </p>
                <p className="quiet small">
                  {showWhen(text, startsAt)} · {facility}
                </p>
              </div>
              <span className="small">
                {text(byDesk === 'cancelled' ? 'state.by-desk' : `state.${state}`)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
