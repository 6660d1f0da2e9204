import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Choose } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { bookAtDesk, type DeskView } from '../../api.ts';
import type { BookedService } from '../../domain/services.ts';
import { useAct, useDesks } from '../queries.ts';
import { useBookingText, useServiceName } from './booking-text.ts';
import { showWhen } from './show-when.ts';
import { TimeChoice } from './time-choice.tsx';

/** The desk books for who stands there. */
export function BookHere(props: { personId: string; name: string; onClose: () => void }) {
  const text = useBookingText();
  const desks = useDesks();
  return (
    <Sheet title={text('here.title', { name: props.name })} onClose={props.onClose}>
      <View query={desks}>
        {(data) => {
          const open = data.desks.filter(({ active }) => active);
          return open.length === 0 ? (
            <Notice tone="info" title={text('rules.none')} />
          ) : (
            <Form {...props} desks={open} />
          );
        }}
      </View>
    </Sheet>
  );
}

function Form(props: { personId: string; desks: readonly DeskView[]; onClose: () => void }) {
  const text = useBookingText();
  const serviceName = useServiceName();
  const book = useAct(bookAtDesk);
  const [deskId, setDesk] = useState(props.desks[0]!.id);
  const desk = props.desks.find(({ id }) => id === deskId) ?? props.desks[0]!;
  const [wished, setService] = useState<BookedService>();
  const service = desk.services.find((code) => code === wished) ?? desk.services[0]!;
  const [startsAt, setTime] = useState<string>();
  return (
    <div className="stack">
      <Choose
        label={text('here.desk')}
        value={desk.id}
        options={props.desks.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => {
          setDesk(id);
          setTime(undefined);
        }}
      />
      <Choose
        label={text('new.service')}
        value={service}
        options={desk.services.map((code) => ({ value: code, label: serviceName(code) }))}
        onChange={setService}
      />
      <TimeChoice key={desk.id} deskId={desk.id} chosen={startsAt} onChoose={setTime} />
      {book.isError && <Trouble error={book.error} />}
      <p>
        <Button
          look="main"
          busy={book.isPending}
          disabled={startsAt === undefined}
          onClick={() =>
            startsAt !== undefined &&
            book.mutate(
              { personId: props.personId, deskId: desk.id, service, startsAt },
              { onSuccess: props.onClose },
            )
          }
        >
          {startsAt === undefined
            ? text('new.choose-time')
            : text('here.do', { at: showWhen(text, startsAt) })}
        </Button>
      </p>
    </div>
  );
}
