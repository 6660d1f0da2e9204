import { useState } from 'react';
import { Link } from 'wouter';
import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Chip } from '#web/ui/field.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import { readDesk, type DeskConversation } from '../../../domain/doctor-contract.ts';
import { useMessagesText } from '../../messages-text.ts';
import { StateTag } from '../../parts/state-tag.tsx';
import '../../messages.css';

/** What people wrote to the facility: what is due first on top, what is late marked. */
export default function DeskPage() {
  const text = useMessagesText();
  const [state, setState] = useState<'open' | 'settled'>('open');
  return (
    <div className="stack messages-page">
      <div>
        <h1>{text('desk.title')}</h1>
        <p className="quiet">{text('desk.what')}</p>
      </div>
      <fieldset className="chips" aria-label={text('desk.which')}>
        {(['open', 'settled'] as const).map((one) => (
          <Chip key={one} pressed={one === state} onClick={() => setState(one)}>
            {text(`desk.${one}`)}
          </Chip>
        ))}
      </fieldset>
      <Conversations key={state} state={state} />
    </div>
  );
}

function Conversations(props: { state: 'open' | 'settled' }) {
  const { state } = props;
  const text = useMessagesText();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const query = useEndpoint(readDesk, { state, ...(cursor !== undefined && { cursor }) }, { keep: true });
  return (
    <View query={query}>
      {({ conversations, next }) => (
        <>
          {conversations.length === 0 && <Nothing icon="inbox" title={text(`desk.none.${state}`)} />}
          <ul className="messages-list">
            {conversations.map((one) => (
              <OneConversation key={one.id} conversation={one} />
            ))}
          </ul>
          <p className="row">
            {cursors.length > 0 && (
              <Button onClick={() => setCursors(cursors.slice(0, -1))}>{text('desk.back-page')}</Button>
            )}
            {next !== undefined && (
              <Button onClick={() => setCursors([...cursors, next])}>{text('desk.next-page')}</Button>
            )}
          </p>
        </>
      )}
    </View>
  );
}

function OneConversation(props: { conversation: DeskConversation }) {
  const { conversation } = props;
  const { id, person, last, lastAt, state, dueOn, isLate } = conversation;
  const text = useMessagesText();
  return (
    <li className={isLate ? 'messages-one messages-late' : 'messages-one'}>
      <p className="row">
        <span className="strong">
          {text('talk.desk.title', { name: person.name, born: showDay(person.birthDate) })}
        </span>
        <StateTag conversation={conversation} />
      </p>
      <p className="messages-words">{last}</p>
      <p className="quiet small">
        {showMoment(lastAt)}
        {state === 'open' && ` · ${text('talk.due', { day: showDay(dueOn) })}`}
      </p>
      <p>
        <Link href={`/doctor-desk/${id}`} className="button button-plain">
          {text('desk.read')}
        </Link>
      </p>
    </li>
  );
}
