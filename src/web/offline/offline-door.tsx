import { useState } from 'react';
import type { Me } from '#web/shell/me.ts';
import { Button } from '#web/ui/button.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Mark } from '#web/ui/icon.tsx';
import { readCards } from './device-cards.ts';
import { useOfflineWords } from './offline-words.ts';
import { CodeRefused, openByCode } from './open-device-store.ts';

/** The way in where there is no network and this computer holds somebody's store: her code opens it. */
export function OfflineDoor(props: { onOpened: (me: Me) => void }) {
  const words = useOfflineWords();
  const cards = readCards();
  const [id, setId] = useState(cards[0]?.id ?? '');
  const [code, setCode] = useState('');
  const [left, setLeft] = useState<number>();
  const [isBusy, setBusy] = useState(false);
  const card = cards.find((one) => one.id === id);
  const isClosed = card?.underCode === undefined || left === 0;
  const open = async () => {
    if (card === undefined) return;
    setBusy(true);
    try {
      props.onOpened(await openByCode(card, code));
    } catch (error) {
      if (!(error instanceof CodeRefused)) throw error;
      setLeft(error.left);
      setCode('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="welcome">
      <main className="welcome-middle">
        <Mark size={56} />
        <h1>{words('door.title')}</h1>
        <p className="lead">{words('door.lead')}</p>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void open();
          }}
        >
          {cards.length > 1 ? (
            <Choose
              label={words('door.worker')}
              value={id}
              options={cards.map((one) => ({ value: one.id, label: one.worker }))}
              onChange={(next) => {
                setId(next);
                setLeft(undefined);
              }}
            />
          ) : (
            <p className="strong">{card?.worker}</p>
          )}
          {isClosed ? (
            <p role="alert">{words('door.ended')}</p>
          ) : (
            <>
              <TextField
                label={words('door.code')}
                type="password"
                autoComplete="off"
                value={code}
                required
                error={left === undefined ? undefined : words('door.wrong', { left })}
                onChange={(event) => setCode(event.target.value)}
              />
              <Button look="main" type="submit" busy={isBusy}>
                {words('door.open')}
              </Button>
            </>
          )}
          <Button onClick={() => location.reload()}>{words('door.again')}</Button>
        </form>
      </main>
    </div>
  );
}
