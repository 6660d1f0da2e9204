import { useState, type FormEvent } from 'react';
import { RequestProblem } from '#web/data/problem.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { setMail, type MailView } from '../../api.ts';
import { useChange, useMail } from '../queries.ts';
import { useSecurityText } from './security-text.ts';

/** Where she is told by e-mail that a record was opened with a reason. */
export function MailCard() {
  const text = useSecurityText();
  return (
    <Card title={text('mail')} icon="bell">
      <View query={useMail()}>{(mail) => <OwnMail mail={mail} />}</View>
    </Card>
  );
}

function OwnMail(props: { mail: MailView }) {
  const text = useSecurityText();
  const known = props.mail.address ?? '';
  const [address, setAddress] = useState(known);
  const [done, setDone] = useState(false);
  const change = useChange((client, next: string) => client.call(setMail, { address: next }));
  const save = (next: string) =>
    change.mutate(next, {
      onSuccess: () => {
        setAddress(next);
        setDone(true);
      },
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(address.trim());
  };
  const refused = change.error instanceof RequestProblem ? change.error.findings[0]?.sentence : undefined;
  return (
    <form className="stack" onSubmit={submit}>
      <p className="quiet">{text('mail.what')}</p>
      {!props.mail.isSent && <p className="quiet small">{text('mail.no-relay')}</p>}
      {done && !change.isPending && !change.isError && (
        <Notice tone="good" live>
          <p>{text(known === '' ? 'mail.off' : 'mail.done')}</p>
        </Notice>
      )}
      <TextField
        label={text('mail.address')}
        type="email"
        autoComplete="email"
        value={address}
        error={refused}
        onChange={(event) => setAddress(event.target.value)}
      />
      {change.isError && refused === undefined && <Trouble error={change.error} />}
      <p className="security-actions">
        <Button type="submit" busy={change.isPending}>
          {text('mail.save')}
        </Button>
        {known !== '' && (
          <Button look="quiet" onClick={() => save('')}>
            {text('mail.take-away')}
          </Button>
        )}
      </p>
    </form>
  );
}
