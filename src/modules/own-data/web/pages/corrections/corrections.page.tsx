import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import type { PersonOfOwn } from '../../../api.ts';
import {
  readCorrections,
  withdrawCorrection,
  type ShownCorrection,
} from '../../../domain/corrections-contract.ts';
import { OfPerson } from '../../parts/of-person.tsx';
import { OneCorrection } from '../../parts/one-correction.tsx';
import { useOwnText } from '../../own-text.ts';

/** What the reader asked facilities to correct, and how each stands. */
export default function CorrectionsPage() {
  const text = useOwnText();
  return (
    <OfPerson title={text('corrections.title')} what={text('corrections.what')}>
      {(person) => <Corrections key={person.id} person={person} />}
    </OfPerson>
  );
}

function Corrections(props: { person: PersonOfOwn }) {
  const text = useOwnText();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const input = { patientId: props.person.id, ...(cursor !== undefined && { cursor }) };
  const query = useEndpoint(readCorrections, input, { keep: true });
  return (
    <View query={query}>
      {({ corrections, next }) => (
        <>
          {corrections.length === 0 && (
            <Nothing icon="mend" title={text('corrections.none')}>
              <p>{text('corrections.none.what')}</p>
            </Nothing>
          )}
          {corrections.map((correction) => (
            <OwnCorrection key={correction.id} person={props.person} correction={correction} />
          ))}
          <p className="row">
            {cursors.length > 0 && (
              <Button onClick={() => setCursors(cursors.slice(0, -1))}>{text('list.newer')}</Button>
            )}
            {next !== undefined && (
              <Button onClick={() => setCursors([...cursors, next])}>{text('list.more')}</Button>
            )}
          </p>
        </>
      )}
    </View>
  );
}

function OwnCorrection(props: { person: PersonOfOwn; correction: ShownCorrection }) {
  const { person, correction } = props;
  const text = useOwnText();
  const client = useClient();
  const queries = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => client.call(withdrawCorrection, { patientId: person.id, id: correction.id }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const isOpen = correction.state === 'asked' || correction.state === 'received';
  return (
    <OneCorrection
      correction={correction}
      heading={text('correct.heading', { title: correction.title, facility: correction.facility })}
    >
      {isOpen && (
        <p>
          <Button busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {text('correct.withdraw')}
          </Button>
        </p>
      )}
      {withdraw.isError && <Trouble error={withdraw.error} />}
    </OneCorrection>
  );
}
