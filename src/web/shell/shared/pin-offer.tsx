import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { sharedComputer } from '#kernel/shared-computer.ts';
import { useClient } from '#web/data/client-context.tsx';
import { RequestProblem } from '#web/data/problem.ts';
import { useWords } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { PinField } from './pin-field.tsx';
import './bar.css';

const key = ['shared-computer', 'mine'];

/** After a full sign-in at a shared computer: offers a PIN to who has none here. */
export function PinOffer() {
  const words = useWords();
  const client = useClient();
  const [open, setOpen] = useState(false);
  const [later, setLater] = useState(false);
  const mine = useQuery({ queryKey: key, queryFn: () => client.call(sharedComputer.mine, {}) });
  if (later || mine.data === undefined || !mine.data.mayHavePin || mine.data.hasPin) return null;
  return (
    <>
      <aside className="frame-note no-print" aria-label={words('pin.offer')}>
        <Notice tone="info" title={words('pin.offer')}>
          <p>{words('pin.offer.what')}</p>
          <p className="shared-bar">
            <Button look="main" onClick={() => setOpen(true)}>
              {words('pin.set')}
            </Button>
            <Button look="quiet" onClick={() => setLater(true)}>
              {words('pin.later')}
            </Button>
          </p>
        </Notice>
      </aside>
      {open && <PinSheet onClose={() => setOpen(false)} />}
    </>
  );
}

function PinSheet(props: { onClose: () => void }) {
  const words = useWords();
  const client = useClient();
  const queries = useQueryClient();
  const [pin, setPin] = useState('');
  const [repeat, setRepeat] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    if (pin.length < 6 || pin !== repeat) {
      setProblem(words(pin.length < 6 ? 'pin.short' : 'pin.differs'));
      return;
    }
    setBusy(true);
    try {
      await client.call(sharedComputer.setPin, { pin });
      await queries.invalidateQueries({ queryKey: key });
      props.onClose();
    } catch (error) {
      setProblem(
        (error instanceof RequestProblem ? error.sentence : undefined) ?? words('trouble.broken.title'),
      );
      setBusy(false);
    }
  };
  return (
    <Sheet title={words('pin.set')} onClose={props.onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p>{words('pin.rules')}</p>
        <PinField label={words('pin.new')} value={pin} onChange={setPin} error={problem} />
        <PinField label={words('pin.repeat')} value={repeat} onChange={setRepeat} />
        <Button look="main" type="submit" busy={busy}>
          {words('pin.save')}
        </Button>
      </form>
    </Sheet>
  );
}
