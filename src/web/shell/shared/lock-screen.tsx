import { useState } from 'react';
import { sharedComputer, type SharedHere } from '#kernel/shared-computer.ts';
import type { Client } from '#web/data/client.ts';
import { RequestProblem } from '#web/data/problem.ts';
import { useWords } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Icon, Mark } from '#web/ui/icon.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { PinField } from './pin-field.tsx';
import './lock-screen.css';

type Worker = SharedHere['workers'][number];

/** The covered screen of a shared computer: press a name, type the PIN. Nothing of the work before is on it. */
export function LockScreen(props: {
  here: SharedHere;
  client: Client;
  onUnlocked: () => void;
  onSwitched: () => void;
  onFullSignIn: () => void;
}) {
  const words = useWords();
  const { here, client } = props;
  const [worker, setWorker] = useState<Worker>();
  const [leaving, setLeaving] = useState(false);
  const fullSignIn = () => {
    setLeaving(true);
    client.call(sharedComputer.leave, {}).then(props.onFullSignIn, props.onFullSignIn);
  };
  return (
    <main className="lock" aria-labelledby="lock-title">
      <div className="lock-inside">
        <Mark size={48} />
        <h1 id="lock-title">{words('lock.title')}</h1>
        <p className="quiet">{here.name}</p>
        {worker ? (
          <PinForm key={worker.accountId} {...props} worker={worker} onBack={() => setWorker(undefined)} />
        ) : (
          <>
            {here.workers.length > 0 ? (
              <ul className="lock-people">
                {here.workers.map((one) => (
                  <li key={one.accountId}>
                    <button type="button" className="lock-person" onClick={() => setWorker(one)}>
                      <Icon name="person" size={24} />
                      <span>{one.name}</span>
                    </button>
                  </li>
                ))}
              </ul>
            ) : (
              <p>{words('lock.nobody')}</p>
            )}
            <Button busy={leaving} look={here.workers.length > 0 ? 'plain' : 'main'} onClick={fullSignIn}>
              {words('lock.full')}
            </Button>
          </>
        )}
      </div>
    </main>
  );
}

function PinForm(props: {
  worker: Worker;
  client: Client;
  onBack: () => void;
  onUnlocked: () => void;
  onSwitched: () => void;
}) {
  const words = useWords();
  const { worker, client } = props;
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ code: string | undefined; sentence: string }>();
  const submit = async (whole: string) => {
    setBusy(true);
    try {
      const { outcome } = await client.call(sharedComputer.switchTo, {
        accountId: worker.accountId,
        pin: whole,
      });
      if (outcome === 'unlocked') props.onUnlocked();
      else props.onSwitched();
    } catch (error) {
      const told = error instanceof RequestProblem ? error : undefined;
      const sentence = [told?.sentence ?? words('trouble.broken.title'), told?.findings[0]?.sentence]
        .filter((text) => text !== undefined)
        .join(' ');
      setProblem({ code: told?.code, sentence });
      setPin('');
      setBusy(false);
    }
  };
  const isOver = problem?.code === 'computer.pin-ended';
  return (
    <form
      className="lock-pin"
      onSubmit={(event) => {
        event.preventDefault();
        if (pin.length === 6) void submit(pin);
      }}
    >
      <h2>{worker.name}</h2>
      {isOver ? (
        <Notice tone="care" live>
          <p>{problem.sentence}</p>
        </Notice>
      ) : (
        <PinField
          isFirst
          label={words('lock.pin')}
          value={pin}
          error={problem?.sentence}
          disabled={busy}
          onChange={setPin}
          onWhole={(whole) => void submit(whole)}
        />
      )}
      <Button look="quiet" icon="back" onClick={props.onBack}>
        {words('lock.back')}
      </Button>
    </form>
  );
}
