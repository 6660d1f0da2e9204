import { useEffect, useState, type FormEvent } from 'react';
import { askForPasskey, canUsePasskeys } from '#web/data/passkey.ts';
import type { Client } from '#web/data/client.ts';
import { RequestProblem } from '#web/data/problem.ts';
import { useWords } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import type { StepUp, StepUpAsk, StepUpProof } from './step-up.ts';

/**
 * Asks the person to show again who she is, over whatever she is at: the page behind stays as it is, and the call that asked is repeated
 * when she has. The client that is given must be one that does not open this sheet itself.
 */
export function StepUpSheet(props: { client: Client; stepUp: StepUp; onEnd: (confirmed: boolean) => void }) {
  const words = useWords();
  const { client, stepUp, onEnd } = props;
  const [ask, setAsk] = useState<StepUpAsk>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    client.call(stepUp.begin, {}).then(setAsk, setProblem);
  }, [client, stepUp]);

  const show = async (prove: () => Promise<StepUpProof>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await client.call(stepUp.confirm, await prove());
      onEnd(true);
    } catch (error) {
      setProblem(error);
      setBusy(false);
      // What was asked is used up by the try.
      await client.call(stepUp.begin, {}).then(setAsk, () => undefined);
    }
  };

  return (
    <Sheet title={words('step-up.title')} onClose={() => onEnd(false)}>
      <p>{words('step-up.what')}</p>
      {problem !== undefined && <Failed problem={problem} />}
      {ask === undefined ? (
        problem === undefined && <Skeleton lines={3} />
      ) : (
        <Ways ask={ask} busy={busy} show={show} />
      )}
    </Sheet>
  );
}

function Failed(props: { problem: unknown }) {
  const words = useWords();
  const known = props.problem instanceof RequestProblem ? props.problem : undefined;
  if (known && known.trouble !== 'wrong') return <Trouble error={known} />;
  return (
    <Notice tone="danger" live>
      <p>{known?.findings[0]?.sentence ?? words('step-up.failed')}</p>
    </Notice>
  );
}

function Ways(props: {
  ask: StepUpAsk;
  busy: boolean;
  show: (prove: () => Promise<StepUpProof>) => Promise<void>;
}) {
  const words = useWords();
  const { ask, busy, show } = props;
  const hasPasskey = ask.ask !== undefined && canUsePasskeys(ask.passkeyHost);
  const typed = ask.methods.includes('totp')
    ? 'totp'
    : ask.methods.includes('password')
      ? 'password'
      : undefined;
  const usePasskey = () =>
    void show(async () => ({ method: 'passkey', response: { ...(await askForPasskey(ask.ask ?? {})) } }));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get('shown');
    const text = typeof given === 'string' ? given : '';
    if (text === '') return;
    void show(async () =>
      typed === 'totp' ? { method: 'totp', code: text } : { method: 'password', password: text },
    );
  };
  return (
    <div className="stack">
      {hasPasskey && (
        <p>
          <Button look="main" icon="key" busy={busy} onClick={usePasskey}>
            {words('step-up.passkey')}
          </Button>
        </p>
      )}
      {typed !== undefined && (
        <form className="stack" onSubmit={submit}>
          <TextField
            key={typed}
            label={words(typed === 'totp' ? 'step-up.code' : 'step-up.password')}
            name="shown"
            type={typed === 'totp' ? 'text' : 'password'}
            inputMode={typed === 'totp' ? 'numeric' : 'text'}
            autoComplete={typed === 'totp' ? 'one-time-code' : 'current-password'}
            required
          />
          <p>
            <Button type="submit" look={hasPasskey ? 'plain' : 'main'} busy={busy}>
              {words('step-up.confirm')}
            </Button>
          </p>
        </form>
      )}
      {!hasPasskey && typed === undefined && <p>{words('step-up.elsewhere')}</p>}
    </div>
  );
}
