import { useState, type FormEvent } from 'react';
import { useEndpoint } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { changeOwnAccess, dataKinds, findFacilities, type DataKind, type Named } from '../../api.ts';
import { useAct } from '../queries.ts';
import { useAccessText } from './access-text.ts';

const shortestName = 2;

/** Closes the record, or opens it to a facility: to whom, which part, until when; what will happen stands before the button. */
export function ChangeSheet(props: {
  act: 'close' | 'open';
  facilityId: string | undefined;
  known: readonly Named[];
  onClose: () => void;
}) {
  const text = useAccessText();
  const { act, known, onClose } = props;
  const [facilityId, setFacilityId] = useState(props.facilityId ?? '');
  const [sparedId, setSparedId] = useState('');
  const [kind, setKind] = useState<DataKind | ''>('');
  const [until, setUntil] = useState('');
  const [isTried, setTried] = useState(false);
  const { found, typed, setTyped } = useFound();
  const change = useAct(changeOwnAccess, onClose);
  const facilities = [...new Map([...known, ...found].map((one) => [one.id, one])).values()];
  const options = facilities.map(({ id, name }) => ({ value: id, label: name }));
  const isOpening = act === 'open';
  const lacksFacility = isOpening && facilityId === '';
  const lacksEnd = isOpening && until === '';
  const maySpare = !isOpening && facilityId === '' && kind === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (lacksFacility || lacksEnd) return;
    change.mutate({
      act,
      ...(facilityId !== '' && { facilityId }),
      ...(maySpare && sparedId !== '' && { sparedId }),
      ...(kind !== '' && { kind }),
      ...(until !== '' && { until }),
    });
  };
  return (
    <Sheet title={text(`change.${act}`)} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Choose
          label={text('change.who')}
          value={facilityId}
          options={[{ value: '', label: text(isOpening ? 'change.choose' : 'change.everybody') }, ...options]}
          onChange={setFacilityId}
        />
        {isTried && lacksFacility && (
          <p className="field-error" role="alert">
            {text('change.facility.needed')}
          </p>
        )}
        <TextField
          label={text('change.find')}
          hint={text('change.find.hint')}
          icon="search"
          type="search"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {typed.trim().length >= shortestName && (
          <output className="quiet small">{text('change.found', { n: found.length })}</output>
        )}
        {maySpare && (
          <Choose
            label={text('change.spared')}
            value={sparedId}
            options={[{ value: '', label: text('change.nobody') }, ...options]}
            onChange={setSparedId}
          />
        )}
        <Choose<DataKind | ''>
          label={text('change.kind')}
          value={kind}
          options={[
            { value: '', label: text(isOpening ? 'kind.plain' : 'kind.all') },
            ...dataKinds.map((value) => ({ value, label: text(`kind.${value}`) })),
          ]}
          onChange={setKind}
        />
        <TextField
          label={text('change.until')}
          hint={isOpening ? undefined : text('change.until.hint')}
          error={isTried && lacksEnd ? text('change.until.needed') : undefined}
          type="date"
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
        <Notice tone={isOpening ? 'info' : 'care'}>
          <p>{text(`change.${act}.effect`)}</p>
        </Notice>
        {change.isError && <Trouble error={change.error} />}
        <p>
          <Button look="main" type="submit" busy={change.isPending}>
            {text(`change.go.${act}`)}
          </Button>
        </p>
      </form>
    </Sheet>
  );
}

/** Facilities whose names hold what was typed. */
function useFound() {
  const [typed, setTyped] = useState('');
  const q = typed.trim();
  const query = useEndpoint(findFacilities, { q }, { enabled: q.length >= shortestName, keep: true });
  return { found: q.length >= shortestName ? (query.data?.facilities ?? []) : [], typed, setTyped };
}
