import { useState, type FormEvent } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { RequestProblem } from '#web/data/problem.ts';
import { beginTotp, confirmTotp, removeTotp } from '../../api.ts';
import type { FactorsView } from '../../api.ts';
import { useChange } from '../queries.ts';
import { useSecurityText } from './security-text.ts';
import { Sure } from './sure.tsx';

/** The authenticator app: turned on by a code of it, turned off after one more question. */
export function TotpCard(props: { factors: FactorsView; onCodes: (codes: readonly string[]) => void }) {
  const text = useSecurityText();
  const since = props.factors.totpSince;
  const [removing, setRemoving] = useState(false);
  const begin = useChange((client) => client.call(beginTotp, {}));
  const remove = useChange((client) => client.call(removeTotp, {}));
  const isOn = since !== undefined;
  return (
    <Card
      title={text('totp')}
      icon="phone"
      aside={
        <Tag tone={isOn ? 'good' : 'plain'}>
          {isOn ? text('totp.on', { at: showMoment(since) }) : text('totp.off')}
        </Tag>
      }
    >
      <div className="stack">
        <p>{text('totp.what')}</p>
        {!isOn && begin.data && (
          <Confirm trial={begin.data} onCodes={props.onCodes} onDone={() => begin.reset()} />
        )}
        {begin.isError && <Trouble error={begin.error} />}
        {!isOn && begin.data === undefined && (
          <p>
            <Button icon="phone" busy={begin.isPending} onClick={() => begin.mutate(undefined)}>
              {text('totp.begin')}
            </Button>
          </p>
        )}
        {isOn && !removing && (
          <p>
            <Button look="quiet" icon="close" onClick={() => setRemoving(true)}>
              {text('totp.remove')}
            </Button>
          </p>
        )}
        {isOn && removing && (
          <Sure
            question={text('totp.remove.sure')}
            yes={text('totp.remove')}
            busy={remove.isPending}
            error={remove.error}
            onYes={() => remove.mutate(undefined, { onSuccess: () => setRemoving(false) })}
            onNo={() => setRemoving(false)}
          />
        )}
      </div>
    </Card>
  );
}

function Confirm(props: {
  trial: { readonly secret: string; readonly qr: string };
  onCodes: (codes: readonly string[]) => void;
  onDone: () => void;
}) {
  const text = useSecurityText();
  const { trial, onCodes, onDone } = props;
  const [code, setCode] = useState('');
  const confirm = useChange((client, typed: string) => client.call(confirmTotp, { code: typed }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() === '') return;
    confirm.mutate(code, {
      onSuccess: ({ codes }) => {
        if (codes) onCodes(codes);
        onDone();
      },
    });
  };
  const refused = confirm.error instanceof RequestProblem ? confirm.error.findings[0]?.sentence : undefined;
  return (
    <form className="stack" onSubmit={submit}>
      <p>{text('totp.scan')}</p>
      <img
        className="security-qr"
        alt={text('totp.qr')}
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(trial.qr)}`}
      />
      <p>
        {text('totp.secret')}{' '}
        <span className="security-secret">{trial.secret.replaceAll(/(.{4})(?=.)/gu, '$1 ')}</span>
      </p>
      <TextField
        label={text('totp.code')}
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={10}
        error={refused}
        onChange={(event) => setCode(event.target.value)}
      />
      {confirm.isError && refused === undefined && <Trouble error={confirm.error} />}
      <p>
        <Button type="submit" look="main" busy={confirm.isPending}>
          {text('totp.confirm')}
        </Button>
      </p>
    </form>
  );
}
