import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { QrPicture } from '#web/ui/qr-picture.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { cancelBooking, moveBooking, type BookingView } from '../../api.ts';
import { useAct, useCode } from '../queries.ts';
import { useBookingText, useServiceName } from './booking-text.ts';
import { LivePosition } from './live-position.tsx';
import { showWhen } from './show-when.ts';
import { TimeChoice } from './time-choice.tsx';

/** One booking with what can be done with it. */
export function OneBooking({ booking }: { booking: BookingView }) {
  const text = useBookingText();
  const service = useServiceName();
  const [open, setOpen] = useState<'code' | 'move' | 'cancel'>();
  const close = (): void => setOpen(undefined);
  return (
    <article className="booking-one">
      <p className="row">
        <strong className="booking-when">{showWhen(text, booking.startsAt)}</strong>
        {booking.soon && <Tag tone="info">{text('mine.soon')}</Tag>}
        {booking.byDesk === 'moved' && <Tag tone="care">{text('mine.moved')}</Tag>}
      </p>
      <p>
        {booking.person.name} · {service(booking.service)}
      </p>
      <p className="quiet">
        {[`${booking.facility}, ${booking.desk}`, booking.address].filter(Boolean).join(' · ')}
      </p>
      {booking.state === 'arrived' ? (
        <LivePosition bookingId={booking.id} />
      ) : (
        <p className="row">
          <Button icon="scan" onClick={() => setOpen('code')}>
            {text('one.code')}
          </Button>
          <Button onClick={() => setOpen('move')}>{text('one.move')}</Button>
          <Button look="quiet" onClick={() => setOpen('cancel')}>
            {text('one.cancel')}
          </Button>
        </p>
      )}
      {open === 'code' && <CodeSheet booking={booking} onClose={close} />}
      {open === 'move' && <MoveSheet booking={booking} onClose={close} />}
      {open === 'cancel' && <CancelSheet booking={booking} onClose={close} />}
    </article>
  );
}

interface Opened {
  readonly booking: BookingView;
  readonly onClose: () => void;
}

function CodeSheet({ booking, onClose }: Opened) {
  const text = useBookingText();
  const code = useCode(booking.id);
  return (
    <Sheet title={text('code.title')} onClose={onClose}>
      <View query={code}>
        {(data) => (
          <div className="stack">
            <QrPicture text={data.code} label={text('code.label')} />
            <p className="strong">{booking.person.name}</p>
            <p>{showWhen(text, booking.startsAt)}</p>
            <p className="quiet">{text('code.what')}</p>
          </div>
        )}
      </View>
    </Sheet>
  );
}

function MoveSheet({ booking, onClose }: Opened) {
  const text = useBookingText();
  const move = useAct(moveBooking);
  const [startsAt, choose] = useState<string>();
  return (
    <Sheet title={text('move.title')} onClose={onClose}>
      <div className="stack">
        <p>{text('move.now', { at: showWhen(text, booking.startsAt) })}</p>
        <TimeChoice deskId={booking.deskId} chosen={startsAt} onChoose={choose} />
        {startsAt !== undefined && <p className="strong">{showWhen(text, startsAt)}</p>}
        {move.isError && <Trouble error={move.error} />}
        <p className="row">
          <Button
            look="main"
            busy={move.isPending}
            disabled={startsAt === undefined}
            onClick={() =>
              startsAt !== undefined && move.mutate({ id: booking.id, startsAt }, { onSuccess: onClose })
            }
          >
            {text('move.do')}
          </Button>
        </p>
        <p className="quiet">{text('move.safe')}</p>
      </div>
    </Sheet>
  );
}

function CancelSheet({ booking, onClose }: Opened) {
  const text = useBookingText();
  const cancel = useAct(cancelBooking);
  return (
    <Sheet title={text('cancel.title')} onClose={onClose}>
      <div className="stack">
        <p>
          {booking.person.name} · {showWhen(text, booking.startsAt)}
        </p>
        <Notice tone="info" title={text('cancel.what')} />
        {cancel.isError && <Trouble error={cancel.error} />}
        <p className="row">
          <Button
            look="danger"
            busy={cancel.isPending}
            onClick={() => cancel.mutate({ id: booking.id }, { onSuccess: onClose })}
          >
            {text('cancel.do')}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {text('cancel.keep')}
          </Button>
        </p>
      </div>
    </Sheet>
  );
}
