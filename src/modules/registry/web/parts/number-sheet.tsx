import { useState } from 'react';
import { Choose, TextField } from '#web/ui/field.tsx';
import { useNow } from '#web/ui/now.ts';
import type { NumberKind } from '../../api.ts';
import { linkNumber } from '../../domain/person-contract.ts';
import { useAct } from '../queries.ts';
import { DayField, dayTyped, todayTyped } from './day-field.tsx';
import { FormSheet } from './form-sheet.tsx';
import { PaperField } from './paper-field.tsx';
import { useRegistryText } from './registry-text.ts';

const kinds = ['personal', 'insurance', 'old-card', 'passport'] as const satisfies readonly NumberKind[];

/** A number that came later, in the place of a temporary code or of a former number. */
export function NumberSheet(props: { personId: string; onClose: () => void }) {
  const text = useRegistryText();
  const act = useAct();
  const now = useNow();
  const [kind, setKind] = useState<NumberKind>('personal');
  const [value, setValue] = useState('');
  const [from, setFrom] = useState(() => todayTyped(now));
  const [paperId, setPaperId] = useState<string>();
  const [tried, setTried] = useState(false);
  const day = dayTyped(from);
  const save = (): void => {
    setTried(true);
    if (value.trim() === '' || day === undefined) return;
    act.mutate(
      (client) =>
        client.call(linkNumber, {
          id: props.personId,
          kind,
          value,
          ...(day !== '' && { from: day }),
          ...(paperId !== undefined && { paperId }),
        }),
      { onSuccess: props.onClose },
    );
  };
  return (
    <FormSheet
      title={text('do.number')}
      what={text('number.what')}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <Choose
        label={text('number.kind')}
        value={kind}
        options={kinds.map((one) => ({ value: one, label: text(`kind.${one}`) }))}
        onChange={setKind}
      />
      <TextField
        label={text('number')}
        autoComplete="off"
        value={value}
        error={tried && value.trim() === '' ? text('number.needed') : undefined}
        onChange={(event) => setValue(event.target.value)}
      />
      <DayField
        label={text('number.from')}
        value={from}
        missing={tried && day === undefined}
        onChange={setFrom}
      />
      <PaperField personId={props.personId} onSent={setPaperId} />
    </FormSheet>
  );
}
