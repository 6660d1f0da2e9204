import { useState } from 'react';
import { Notice } from '#web/ui/notice.tsx';
import { useNow } from '#web/ui/now.ts';
import { recordDeath, type PersonView } from '../../domain/person-contract.ts';
import { useAct } from '../queries.ts';
import { ReasonField } from './correct-sheet.tsx';
import { DayField, dayTyped, todayTyped } from './day-field.tsx';
import { FormSheet } from './form-sheet.tsx';
import { PaperField } from './paper-field.tsx';
import { useRegistryText } from './registry-text.ts';

/** The day of death, and who sees the record from then on. */
export function DeathSheet(props: { view: PersonView; onClose: () => void }) {
  const text = useRegistryText();
  const act = useAct();
  const now = useNow();
  const { person, ties } = props.view;
  const [on, setOn] = useState(() => todayTyped(now));
  const [reason, setReason] = useState('');
  const [paperId, setPaperId] = useState<string>();
  const [tried, setTried] = useState(false);
  const day = dayTyped(on);
  const save = (): void => {
    setTried(true);
    if (day === undefined || day === '' || reason.trim() === '') return;
    act.mutate(
      (client) =>
        client.call(recordDeath, {
          id: person.id,
          on: day,
          reason,
          ...(paperId !== undefined && { paperId }),
        }),
      { onSuccess: props.onClose },
    );
  };
  const relatives = ties.filter(({ isActive }) => isActive);
  return (
    <FormSheet
      title={text('do.death')}
      what={text('death.what')}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <Notice tone="info" title={text('death.relatives')}>
        {relatives.length === 0 && <p>{text('death.nobody')}</p>}
        {relatives.map(({ id, kind, person: one }) => (
          <p key={id}>
            {text(`tie.${kind}`)}: {one.name === '' ? text('unnamed') : one.name}
          </p>
        ))}
      </Notice>
      <DayField label={text('death.on')} value={on} missing={tried} onChange={setOn} />
      <ReasonField value={reason} missing={tried && reason.trim() === ''} onChange={setReason} />
      <PaperField personId={person.id} onSent={setPaperId} />
    </FormSheet>
  );
}
