import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { showMoment } from '#kernel/display/show-date.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { readReadings, withdrawReading, type PersonOfOwn, type ShownReading } from '../../api.ts';
import { useOwnText } from '../own-text.ts';
import { showValues } from '../show-values.ts';

/** Own readings, newest first, a page at a time; one that is wrong is taken back, and stays in the history. */
export function ReadingList(props: {
  person: PersonOfOwn;
  first: readonly ShownReading[];
  next: string | undefined;
}) {
  const { person, first, next } = props;
  const text = useOwnText();
  const client = useClient();
  const [older, setOlder] = useState<{ readings: readonly ShownReading[]; next: string | undefined }>();
  const cursor = older === undefined ? next : older.next;
  const more = useMutation({
    mutationFn: () => client.call(readReadings, { patientId: person.id, cursor }),
    onSuccess: (page) =>
      setOlder({ readings: [...(older?.readings ?? []), ...page.readings], next: page.next }),
  });
  const ids = new Set(first.map(({ id }) => id));
  const all = [...first, ...(older?.readings ?? []).filter(({ id }) => !ids.has(id))];
  if (all.length === 0) return <p className="quiet">{text('list.none')}</p>;
  return (
    <>
      <ul className="line-list">
        {all.map((reading) => (
          <OneReading key={reading.id} person={person} reading={reading} />
        ))}
      </ul>
      {more.isError && <Trouble error={more.error} />}
      {cursor !== undefined && (
        <p>
          <Button busy={more.isPending} onClick={() => more.mutate()}>
            {text('list.more')}
          </Button>
        </p>
      )}
    </>
  );
}

function OneReading(props: { person: PersonOfOwn; reading: ShownReading }) {
  const { person, reading } = props;
  const text = useOwnText();
  const language = useLanguage();
  const client = useClient();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const value = showValues(reading.values, reading.unit, language);
  const madeWith =
    reading.device === undefined
      ? text('list.typed')
      : reading.device === 'csv' || reading.device === 'apple-health'
        ? text('list.file')
        : reading.device;
  const withdraw = useMutation({
    mutationFn: () => client.call(withdrawReading, { patientId: person.id, id: reading.id }),
    onSuccess: () => queries.invalidateQueries(),
  });
  if (withdraw.isSuccess) return null;
  return (
    <li className="line-between">
      <div>
        <p>
          {text(`kind.${reading.kind}`)}: <b>{value}</b>
        </p>
        <p className="quiet small">
          {showMoment(reading.at)} · {madeWith}
        </p>
      </div>
      {isAsked ? (
        <fieldset className="own-ask">
          <legend>{text('withdraw.sure', { value })}</legend>
          <Button look="danger" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {text('withdraw.yes')}
          </Button>
          <Button onClick={() => setAsked(false)}>{text('withdraw.no')}</Button>
        </fieldset>
      ) : (
        <Button look="quiet" aria-label={text('withdraw.one', { value })} onClick={() => setAsked(true)}>
          {text('withdraw')}
        </Button>
      )}
      {withdraw.isError && <Trouble error={withdraw.error} />}
    </li>
  );
}
