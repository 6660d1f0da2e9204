import { useState } from 'react';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { Choice, Choose, TextField } from '#web/ui/field.tsx';
import { useNow } from '#web/ui/now.ts';
import { movePerson, type PersonView } from '../../domain/person-contract.ts';
import { useAct } from '../queries.ts';
import { ChooseCommune } from './choose-commune.tsx';
import { DayField, dayTyped, todayTyped } from './day-field.tsx';
import { FormSheet } from './form-sheet.tsx';
import { PaperField } from './paper-field.tsx';
import { useRegistryText } from './registry-text.ts';

/** The new home from its day on; the former one stays with its last day. */
export function MoveSheet(props: { view: PersonView; onClose: () => void }) {
  const text = useRegistryText();
  const act = useAct();
  const now = useNow();
  const { view } = props;
  const [province, setProvince] = useState<string>();
  const [commune, setCommune] = useState<string>();
  const [line, setLine] = useState('');
  const [from, setFrom] = useState(() => todayTyped(now));
  const [household, setHousehold] = useState<'stays' | 'moves' | 'is-left'>('stays');
  const [paperId, setPaperId] = useState<string>();
  const [tried, setTried] = useState(false);
  const day = dayTyped(from);
  const save = (): void => {
    setTried(true);
    if (commune === undefined || day === undefined || day === '') return;
    act.mutate(
      (client) =>
        client.call(movePerson, {
          id: view.person.id,
          address: { commune, ...(line.trim() !== '' && { line }) },
          from: day,
          household,
          ...(paperId !== undefined && { paperId }),
        }),
      { onSuccess: props.onClose },
    );
  };
  return (
    <FormSheet
      title={text('do.move')}
      {...((view.person.place ?? '') !== '' && {
        what: text('move.before', { place: view.person.place ?? '' }),
      })}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <Choose
        label={text('province')}
        value={province ?? ''}
        options={[
          { value: '', label: text('province.none') },
          ...[...provinces.values()].map(({ code, name }) => ({ value: code, label: name })),
        ]}
        onChange={(code) => {
          setProvince(code === '' ? undefined : code);
          setCommune(undefined);
        }}
      />
      <ChooseCommune province={province} value={commune} onChange={setCommune} />
      {tried && commune === undefined && <p className="field-error">{text('move.needed')}</p>}
      <TextField
        label={text('line')}
        autoComplete="off"
        value={line}
        onChange={(event) => setLine(event.target.value)}
      />
      <DayField label={text('move.from')} value={from} missing={tried} onChange={setFrom} />
      {view.household !== undefined && view.household.members.length > 0 && (
        <Choice
          label={text('move.household')}
          name="household"
          value={household}
          options={(['stays', 'moves', 'is-left'] as const).map((value) => ({
            value,
            label: text(`move.${value}`),
          }))}
          onChange={setHousehold}
        />
      )}
      <PaperField personId={view.person.id} onSent={setPaperId} />
    </FormSheet>
  );
}
