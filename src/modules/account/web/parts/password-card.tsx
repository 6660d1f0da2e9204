import { useState, type FormEvent } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { RequestProblem } from '#web/data/problem.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { changePassword } from '../../api.ts';
import type { FactorsView } from '../../api.ts';
import { useChange } from '../queries.ts';
import { useSecurityText } from './security-text.ts';

/** A new password, typed twice. What was typed stays while the person confirms that it is her. */
export function PasswordCard(props: { factors: FactorsView }) {
  const text = useSecurityText();
  const since = props.factors.passwordSince;
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(false);
  const saved = () => {
    setOpen(false);
    setDone(true);
  };
  return (
    <Card title={text('password')} icon="lock">
      <div className="stack">
        <p className="quiet">
          {since === undefined ? text('password.none') : text('password.since', { at: showMoment(since) })}
        </p>
        {done && (
          <Notice tone="good" live>
            <p>{text('password.done')}</p>
          </Notice>
        )}
        {open ? (
          <NewPassword onSaved={saved} onCancel={() => setOpen(false)} />
        ) : (
          <p>
            <Button onClick={() => setOpen(true)}>{text('password.change')}</Button>
          </p>
        )}
      </div>
    </Card>
  );
}

function NewPassword(props: { onSaved: () => void; onCancel: () => void }) {
  const text = useSecurityText();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [differs, setDiffers] = useState(false);
  const change = useChange((client, next: string) => client.call(changePassword, { password: next }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setDiffers(password !== again);
    if (password !== '' && password === again) change.mutate(password, { onSuccess: props.onSaved });
  };
  const refused = change.error instanceof RequestProblem ? change.error.findings[0]?.sentence : undefined;
  return (
    <form className="stack" onSubmit={submit}>
      <TextField
        label={text('password.new')}
        hint={text('password.hint')}
        type="password"
        autoComplete="new-password"
        value={password}
        error={refused}
        onChange={(event) => setPassword(event.target.value)}
      />
      <TextField
        label={text('password.again')}
        type="password"
        autoComplete="new-password"
        value={again}
        error={differs ? text('password.differs') : undefined}
        onChange={(event) => setAgain(event.target.value)}
      />
      <p className="quiet small">{text('password.others')}</p>
      {change.isError && refused === undefined && <Trouble error={change.error} />}
      <p className="security-actions">
        <Button type="submit" look="main" busy={change.isPending}>
          {text('password.change')}
        </Button>
        <Button look="quiet" onClick={props.onCancel}>
          {text('cancel')}
        </Button>
      </p>
    </form>
  );
}
