import { useState } from 'react';
import { Choose, TextArea, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { correctPerson } from '../../domain/person-contract.ts';
import { useAct } from '../queries.ts';
import { DayField, dayTyped } from './day-field.tsx';
import { FormSheet } from './form-sheet.tsx';
import { PaperField } from './paper-field.tsx';
import { useRegistryText } from './registry-text.ts';

const sexes = ['', 'female', 'male', 'unknown'] as const;

/** Puts right what was recorded wrongly: only what is filled in changes, with the reason and the paper. */
export function CorrectSheet(props: { personId: string; onClose: () => void }) {
  const text = useRegistryText();
  const act = useAct();
  const [name, setName] = useState('');
  const [birth, setBirth] = useState('');
  const [gender, setGender] = useState<(typeof sexes)[number]>('');
  const [phone, setPhone] = useState('');
  const [reason, setReason] = useState('');
  const [paperId, setPaperId] = useState<string>();
  const [tried, setTried] = useState(false);
  const birthDate = dayTyped(birth, false);
  const isNothing = [name, birth, gender, phone].every((one) => one.trim() === '');
  const save = (): void => {
    setTried(true);
    if (isNothing || birthDate === undefined || reason.trim() === '') return;
    act.mutate(
      (client) =>
        client.call(correctPerson, {
          id: props.personId,
          ...(name.trim() !== '' && { name }),
          ...(birthDate !== '' && { birthDate }),
          ...(gender !== '' && { gender }),
          ...(phone.trim() !== '' && { phone }),
          reason,
          ...(paperId !== undefined && { paperId }),
        }),
      { onSuccess: props.onClose },
    );
  };
  return (
    <FormSheet
      title={text('do.correct')}
      what={text('correct.what')}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <TextField
        label={text('name')}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <DayField
        label={text('birth')}
        hint={text('birth.hint')}
        value={birth}
        whole={false}
        missing={tried && birth !== ''}
        onChange={setBirth}
      />
      <Choose
        label={text('sex')}
        value={gender}
        options={sexes.map((value) => ({ value, label: value === '' ? '—' : text(value) }))}
        onChange={setGender}
      />
      <TextField
        label={text('phone')}
        inputMode="tel"
        autoComplete="off"
        value={phone}
        onChange={(event) => setPhone(event.target.value)}
      />
      <ReasonField value={reason} missing={tried && reason.trim() === ''} onChange={setReason} />
      <PaperField personId={props.personId} onSent={setPaperId} />
      {tried && isNothing && <Notice tone="care" title={text('correct.nothing')} live />}
    </FormSheet>
  );
}

/** Why, in the words of the desk. */
export function ReasonField(props: { value: string; missing: boolean; onChange: (value: string) => void }) {
  const text = useRegistryText();
  return (
    <TextArea
      label={text('reason')}
      hint={text('reason.hint')}
      rows={2}
      value={props.value}
      error={props.missing ? text('reason.needed') : undefined}
      onChange={(event) => props.onChange(event.target.value)}
    />
  );
}
