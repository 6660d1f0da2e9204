import { useState, type FormEvent } from 'react';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useSecurityText } from './security-text.ts';

/** A name to be changed in its place. */
export function NameForm(props: {
  label: string;
  name: string;
  busy: boolean;
  error: unknown;
  onSave: (name: string) => void;
  onCancel: () => void;
}) {
  const text = useSecurityText();
  const [name, setName] = useState(props.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSave(name.trim());
  };
  return (
    <form className="stack-tight" onSubmit={submit}>
      <TextField
        label={props.label}
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.target.value)}
      />
      {props.error !== null && <Trouble error={props.error} />}
      <p className="security-actions">
        <Button type="submit" busy={props.busy}>
          {text('save')}
        </Button>
        <Button look="quiet" onClick={props.onCancel}>
          {text('cancel')}
        </Button>
      </p>
    </form>
  );
}
