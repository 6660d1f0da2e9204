import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { settleBooking, type DeskLine } from '../../api.ts';
import { useAct } from '../queries.ts';
import { useBookingText } from './booking-text.ts';
import { showWhen } from './show-when.ts';
import { TimeChoice } from './time-choice.tsx';

interface Acted {
  readonly line: DeskLine;
  readonly onClose: () => void;
}

/** What a desk does to a booking: another time, cancelled, or taken although the rules hold no place for it. */
export function DeskActs({ line, mayKeep = false }: { line: DeskLine; mayKeep?: boolean }) {
  const text = useBookingText();
  const settle = useAct(settleBooking);
  const [open, setOpen] = useState<'move' | 'cancel'>();
  const close = (): void => setOpen(undefined);
  const whose = <span className="unseen"> {line.person.name}</span>;
  return (
    <div className="row">
      {mayKeep && (
        <Button busy={settle.isPending} onClick={() => settle.mutate({ id: line.id, act: 'keep' })}>
          {text('settle.keep')}
          {whose}
        </Button>
      )}
      <Button look={mayKeep ? 'plain' : 'quiet'} onClick={() => setOpen('move')}>
        {text('one.move')}
        {whose}
      </Button>
      <Button look="quiet" onClick={() => setOpen('cancel')}>
        {text('one.cancel')}
        {whose}
      </Button>
      {settle.isError && <Trouble error={settle.error} />}
      {open === 'move' && <MoveSheet line={line} onClose={close} />}
      {open === 'cancel' && <CancelSheet line={line} onClose={close} />}
    </div>
  );
}

function MoveSheet({ line, onClose }: Acted) {
  const text = useBookingText();
  const settle = useAct(settleBooking);
  const [startsAt, choose] = useState<string>();
  return (
    <Sheet title={text('move.title')} onClose={onClose}>
      <div className="stack">
        <p>
          {line.person.name}. {text('move.now', { at: showWhen(text, line.startsAt) })}
        </p>
        <TimeChoice deskId={line.deskId} chosen={startsAt} onChoose={choose} />
        {settle.isError && <Trouble error={settle.error} />}
        <p className="quiet">{text('settle.told')}</p>
        <p>
          <Button
            look="main"
            busy={settle.isPending}
            disabled={startsAt === undefined}
            onClick={() =>
              startsAt !== undefined &&
              settle.mutate({ id: line.id, act: 'move', startsAt }, { onSuccess: onClose })
            }
          >
            {text('move.do')}
          </Button>
        </p>
      </div>
    </Sheet>
  );
}

function CancelSheet({ line, onClose }: Acted) {
  const text = useBookingText();
  const settle = useAct(settleBooking);
  return (
    <Sheet title={text('cancel.title')} onClose={onClose}>
      <div className="stack">
        <p>
          {line.person.name} · {showWhen(text, line.startsAt)}
        </p>
        <p className="quiet">{text('settle.told')}</p>
        {settle.isError && <Trouble error={settle.error} />}
        <p>
          <Button
            look="danger"
            busy={settle.isPending}
            onClick={() => settle.mutate({ id: line.id, act: 'cancel' }, { onSuccess: onClose })}
          >
            {text('cancel.do')}
          </Button>
        </p>
      </div>
    </Sheet>
  );
}
