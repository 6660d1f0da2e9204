import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { showMoment, showPeriod } from '#kernel/display/show-date.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import type { PersonOfOwn } from '../../api.ts';
import { readFacts, withdrawFact, type FactKind, type ShownFact } from '../../domain/facts-contract.ts';
import { useOwnText } from '../own-text.ts';

/** What she wrote of one kind, newest first, a page at a time. */
export function FactList(props: { person: PersonOfOwn; kind: FactKind }) {
  const { person, kind } = props;
  const text = useOwnText();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const input = { patientId: person.id, kind, ...(cursor !== undefined && { cursor }) };
  const query = useEndpoint(readFacts, input, { keep: true });
  return (
    <Card title={text(`facts.${kind}`)} aside={<Tag tone="info">{text('mark')}</Tag>}>
      <View query={query}>
        {({ facts, next }) => (
          <>
            {facts.length === 0 && <p className="quiet">{text('facts.none')}</p>}
            <ul className="line-list">
              {facts.map((fact) => (
                <OneFact key={fact.id} person={person} fact={fact} />
              ))}
            </ul>
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
    </Card>
  );
}

function OneFact(props: { person: PersonOfOwn; fact: ShownFact }) {
  const { person, fact } = props;
  const text = useOwnText();
  const client = useClient();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => client.call(withdrawFact, { patientId: person.id, kind: fact.kind, id: fact.id }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const title = fact.title === '' ? text('facts.paper') : fact.title;
  const when = fact.until === undefined ? showMoment(fact.at) : showPeriod(fact.at, fact.until);
  const beside = [
    when,
    fact.severity === undefined ? '' : text(`severity.${fact.severity}`),
    fact.relation === undefined ? '' : text(`relation.${fact.relation}`),
  ].filter((one) => one !== '');
  return (
    <li className="line-between">
      <div>
        <p className="strong">{title}</p>
        {fact.detail !== undefined && <p>{fact.detail}</p>}
        <p className="quiet small">{beside.join(' · ')}</p>
      </div>
      {isAsked ? (
        <fieldset className="own-ask">
          <legend>{text('withdraw.sure', { value: title })}</legend>
          <Button look="danger" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {text('withdraw.yes')}
          </Button>
          <Button onClick={() => setAsked(false)}>{text('withdraw.no')}</Button>
        </fieldset>
      ) : (
        <Button
          look="quiet"
          aria-label={text('withdraw.one', { value: title })}
          onClick={() => setAsked(true)}
        >
          {text('withdraw')}
        </Button>
      )}
      {withdraw.isError && <Trouble error={withdraw.error} />}
    </li>
  );
}
