import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { showDay } from '#kernel/display/show-date.ts';
import { useClient } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { checkLicence } from '../../../api.ts';
import { useFindText } from '../../parts/find-text.ts';

const tones = {
  active: 'good',
  expired: 'danger',
  'not-begun': 'care',
  suspended: 'danger',
  revoked: 'danger',
  unknown: 'care',
} as const;

/** May who treats me practise? The answer is yes or no, and nothing else about the person. */
export default function LicencePage() {
  const text = useFindText();
  const client = useClient();
  const [number, setNumber] = useState('');
  const [name, setName] = useState('');
  const [missing, setMissing] = useState(false);
  const check = useMutation({
    mutationFn: (asked: { number: string; name: string }) => client.call(checkLicence, asked),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const isWhole = number.trim().length >= 3 && name.trim() !== '';
    setMissing(!isWhole);
    if (isWhole) check.mutate({ number: number.trim(), name: name.trim() });
  };
  const found = check.data;
  return (
    <div className="stack narrow">
      <h1>{text('licence.title')}</h1>
      <p>{text('licence.lead')}</p>
      <form className="stack" noValidate onSubmit={send}>
        <TextField
          label={text('licence.number')}
          hint={text('licence.number.hint')}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={number}
          onChange={(event) => setNumber(event.target.value)}
        />
        <TextField
          label={text('licence.name')}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={name}
          error={missing ? text('licence.missing') : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <p>
          <Button look="main" type="submit" busy={check.isPending}>
            {text('licence.check')}
          </Button>
        </p>
      </form>
      {check.isError && <Trouble error={check.error} />}
      {found && (
        <Notice tone={tones[found.state]} live title={text(`licence.${found.state}`)}>
          {found.state === 'unknown' ? (
            <p>{text('licence.unknown.what')}</p>
          ) : (
            <p>
              {found.validTo === undefined
                ? text('licence.open-ended')
                : text('licence.until', { day: showDay(found.validTo) })}
            </p>
          )}
          <p className="small">{text('licence.as-of', { day: showDay(found.asOf) })}</p>
        </Notice>
      )}
      <p className="quiet small">{text('licence.private')}</p>
    </div>
  );
}
