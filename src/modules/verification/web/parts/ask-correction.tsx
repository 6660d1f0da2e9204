import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { TextArea, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { readTypedDay } from '#kernel/vietnam/typed-day.ts';
import { useAskCorrection, type Wished } from '../queries.ts';
import { useVerificationText } from './verification-text.ts';

/** "My details are wrong": only what she fills in is asked for. */
export function AskCorrection(props: { onSent: () => void }) {
  const text = useVerificationText();
  const [key] = useState(() => crypto.randomUUID());
  const ask = useAskCorrection(key);
  const [name, setName] = useState('');
  const [day, setDay] = useState('');
  const [address, setAddress] = useState('');
  const [note, setNote] = useState('');
  const [fault, setFault] = useState<'day' | 'nothing'>();
  const send = (): void => {
    const birthDate = readTypedDay(day);
    if (day.trim() !== '' && birthDate === undefined) return setFault('day');
    const wished: Wished = {
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(birthDate !== undefined && { birthDate }),
      ...(address.trim() !== '' && { address: address.trim() }),
    };
    if (Object.keys(wished).length === 0) return setFault('nothing');
    return ask.mutate(
      { ...wished, ...(note.trim() !== '' && { note: note.trim() }) },
      { onSuccess: () => props.onSent() },
    );
  };
  return (
    <form
      className="stack verify-propose"
      onSubmit={(event) => {
        event.preventDefault();
        setFault(undefined);
        send();
      }}
    >
      <TextField
        label={text('own.name')}
        value={name}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={text('own.birthDate')}
        hint={text('own.birthDate.hint')}
        error={fault === 'day' ? text('own.birthDate.wrong') : undefined}
        value={day}
        maxLength={10}
        autoComplete="off"
        onChange={(event) => setDay(event.target.value)}
      />
      <TextField
        label={text('own.address')}
        value={address}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setAddress(event.target.value)}
      />
      <TextArea
        label={text('own.note')}
        value={note}
        maxLength={1000}
        rows={2}
        onChange={(event) => setNote(event.target.value)}
      />
      {fault === 'nothing' && <Notice tone="care" live title={text('own.nothing')} />}
      {ask.isError && <Trouble error={ask.error} />}
      <div>
        <Button type="submit" look="main" icon="check" busy={ask.isPending}>
          {text('own.send')}
        </Button>
      </div>
    </form>
  );
}
