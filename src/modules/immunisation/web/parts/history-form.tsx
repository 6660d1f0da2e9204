import { useState } from 'react';
import { readTypedDay } from '#kernel/vietnam/typed-day.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { ForecastView } from '../../api.ts';
import { productOf } from '../../domain/national-schedule.ts';
import { useRecordHistory } from '../queries.ts';
import { useImmunisationText } from './immunisation-text.ts';

/** Takes a dose over from a paper book. */
export function HistoryForm(props: { patientId: string; view: ForecastView }) {
  const text = useImmunisationText();
  const record = useRecordHistory();
  const open = props.view.doses.filter(({ state }) => state !== 'given');
  const [code, setCode] = useState(open[0]?.code ?? '');
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState(false);
  const on = readTypedDay(typed);
  if (open.length === 0) return null;
  const isWhole = on?.length === 10;
  return (
    <Card title={text('paper.title')}>
      <p className="quiet">{text('paper.what')}</p>
      <form
        className="jab-form"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (!isWhole) return;
          record.mutate(
            { patientId: props.patientId, doseCode: code, on },
            {
              onSuccess: () => {
                setTyped('');
                setAsked(false);
              },
            },
          );
        }}
      >
        <Choose
          label={text('paper.dose')}
          value={code}
          onChange={setCode}
          options={open.map((dose) => ({
            value: dose.code,
            label: `${productOf(dose.code)?.vaccine ?? dose.code}, ${text('dose.number', { n: dose.number })}`,
          }))}
        />
        <TextField
          label={text('paper.day')}
          inputMode="numeric"
          placeholder={text('day.typed')}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={asked && !isWhole && !record.isPending ? text('paper.day.wrong') : undefined}
        />
        <Button type="submit" busy={record.isPending}>
          {text('paper.save')}
        </Button>
      </form>
      {record.isError && <Trouble error={record.error} />}
    </Card>
  );
}
