import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { Button } from '#web/ui/button.tsx';
import { Choice, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { openByNumber, type OpeningChoice } from '../../../api.ts';
import { useAccessText } from '../../parts/access-text.ts';
import { ReasonFields, useReason } from '../../parts/reason-fields.tsx';
import { useAct, useChoices } from '../../queries.ts';
import '../../parts/record-access.css';

/** Opens the record of somebody whom the usual search does not find. */
export default function EmergencyPage() {
  const text = useAccessText();
  const query = useChoices();
  return (
    <div className="stack access-page">
      <div>
        <h1>{text('emergency.title')}</h1>
        <p className="quiet access-lead">{text('emergency.what')}</p>
      </div>
      <View query={query}>
        {({ choices }) => {
          const choice = choices.find(({ kind }) => kind === 'break-glass');
          return choice ? (
            <EmergencyForm choice={choice} />
          ) : (
            <Notice tone="info">
              <p>{text('emergency.only')}</p>
            </Notice>
          );
        }}
      </View>
    </div>
  );
}

type By = 'number' | 'name';

function EmergencyForm(props: { choice: OpeningChoice }) {
  const text = useAccessText();
  const [, go] = useLocation();
  const [by, setBy] = useState<By>('number');
  const [number, setNumber] = useState('');
  const [name, setName] = useState('');
  const [birthDate, setBirthDate] = useState('');
  const [isTried, setTried] = useState(false);
  const state = useReason();
  const open = useAct(openByNumber, (answer) => {
    if (answer.outcome === 'opened') go(`/record/${answer.patientId}`);
  });
  const isKnown = by === 'number' ? /^\d{12}$/.test(number) : name.trim().includes(' ') && birthDate !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    state.tried();
    if (!isKnown || state.fault !== undefined) return;
    open.mutate({ ...(by === 'number' ? { number } : { name, birthDate }), ...state.stated });
  };
  return (
    <form className="stack access-form" onSubmit={submit} noValidate>
      <Choice
        label={text('emergency.by')}
        name="known"
        value={by}
        options={[
          { value: 'number', label: text('emergency.by.number') },
          { value: 'name', label: text('emergency.by.name') },
        ]}
        onChange={setBy}
      />
      {by === 'number' ? (
        <TextField
          label={text('emergency.number')}
          hint={text('emergency.number.hint')}
          error={isTried && !isKnown ? text('emergency.number.wrong') : undefined}
          inputMode="numeric"
          autoComplete="off"
          maxLength={20}
          value={number}
          onChange={(event) => setNumber(event.target.value.replaceAll(/\D/g, ''))}
        />
      ) : (
        <>
          <TextField
            label={text('emergency.name')}
            error={isTried && !isKnown ? text('emergency.name.wrong') : undefined}
            autoComplete="off"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <TextField
            label={text('emergency.birth')}
            type="date"
            value={birthDate}
            onChange={(event) => setBirthDate(event.target.value)}
          />
        </>
      )}
      <ReasonFields choice={props.choice} state={state} />
      {open.isError && <Trouble error={open.error} />}
      {open.data?.outcome === 'nobody' && (
        <Notice tone="info" title={text('emergency.nobody.title')} live>
          <p>{text('emergency.nobody')}</p>
        </Notice>
      )}
      {open.data?.outcome === 'several' && (
        <Notice tone="info" title={text('emergency.nobody.title')} live>
          <p>{text('emergency.several')}</p>
        </Notice>
      )}
      <p>
        <Button look="danger" icon="lock" type="submit" busy={open.isPending}>
          {text('sheet.go.break-glass')}
        </Button>
      </p>
    </form>
  );
}
