import { useState } from 'react';
import { Choose } from '#web/ui/field.tsx';
import { useNow } from '#web/ui/now.ts';
import type { PersonLine } from '../../api.ts';
import { endTie, nameTie, tieKinds, type TieKind, type TieLine } from '../../domain/person-contract.ts';
import { useAct } from '../queries.ts';
import { ChoosePerson } from './choose-person.tsx';
import { ReasonField } from './correct-sheet.tsx';
import { DayField, dayTyped, todayTyped } from './day-field.tsx';
import { FormSheet } from './form-sheet.tsx';
import { PaperField } from './paper-field.tsx';
import { useRegistryText } from './registry-text.ts';

/** Names a parent, a guardian, a carer, family, or who settles an estate. */
export function TieSheet(props: { personId: string; onClose: () => void }) {
  const text = useRegistryText();
  const act = useAct();
  const [kind, setKind] = useState<TieKind>('guardian');
  const [other, setOther] = useState<PersonLine>();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const [paperId, setPaperId] = useState<string>();
  const [tried, setTried] = useState(false);
  const [begins, ends] = [dayTyped(from), dayTyped(to)];
  const save = (): void => {
    setTried(true);
    if (other === undefined || begins === undefined || ends === undefined || reason.trim() === '') return;
    act.mutate(
      (client) =>
        client.call(nameTie, {
          id: props.personId,
          kind,
          otherId: other.id,
          ...(begins !== '' && { from: begins }),
          ...(ends !== '' && { to: ends }),
          reason,
          ...(paperId !== undefined && { paperId }),
        }),
      { onSuccess: props.onClose },
    );
  };
  return (
    <FormSheet
      title={text('do.tie')}
      what={text('tie.what')}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <Choose
        label={text('tie.kind')}
        value={kind}
        options={tieKinds.map((value) => ({ value, label: text(`tie.${value}`) }))}
        onChange={setKind}
      />
      <ChoosePerson
        chosen={other}
        selfId={props.personId}
        missing={tried && other === undefined}
        onChange={setOther}
      />
      <div className="registry-pair">
        <DayField
          label={text('tie.from')}
          value={from}
          missing={tried && begins === undefined}
          onChange={setFrom}
        />
        <DayField
          label={text('tie.to')}
          hint={text('tie.to.hint')}
          value={to}
          missing={tried && ends === undefined}
          onChange={setTo}
        />
      </div>
      <ReasonField value={reason} missing={tried && reason.trim() === ''} onChange={setReason} />
      <PaperField personId={props.personId} onSent={setPaperId} />
    </FormSheet>
  );
}

/** Ends a relation; what was stays. */
export function EndTieSheet(props: { personId: string; tie: TieLine; onClose: () => void }) {
  const text = useRegistryText();
  const act = useAct();
  const now = useNow();
  const [on, setOn] = useState(() => todayTyped(now));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const day = dayTyped(on);
  const save = (): void => {
    setTried(true);
    if (day === undefined || day === '' || reason.trim() === '') return;
    act.mutate(
      (client) => client.call(endTie, { id: props.personId, tieId: props.tie.id, on: day, reason }),
      { onSuccess: props.onClose },
    );
  };
  return (
    <FormSheet
      title={text('tie.end')}
      what={`${text(`tie.${props.tie.kind}`)}: ${props.tie.person.name}`}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <DayField label={text('tie.end.on')} value={on} missing={tried} onChange={setOn} />
      <ReasonField value={reason} missing={tried && reason.trim() === ''} onChange={setReason} />
    </FormSheet>
  );
}
