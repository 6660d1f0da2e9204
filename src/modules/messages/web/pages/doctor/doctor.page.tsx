import { useState } from 'react';
import { Link } from 'wouter';
import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choose } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import {
  readConversations,
  readWriters,
  writeToDoctor,
  type OwnConversation,
} from '../../../domain/doctor-contract.ts';
import { useMessagesText } from '../../messages-text.ts';
import { Composer } from '../../parts/composer.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import '../../messages.css';

/** Writing to who has one in charge: what is no matter for writing first, by when an answer comes, then the words. */
export default function DoctorPage() {
  const text = useMessagesText();
  const query = useEndpoint(readWriters, {});
  return (
    <div className="stack messages-page">
      <h1>{text('doctor.title')}</h1>
      <Notice tone="danger" title={text('doctor.emergency')} />
      <View query={query}>{(writers) => <Write {...writers} />}</View>
      <h2>{text('doctor.mine')}</h2>
      <Conversations />
    </div>
  );
}

function Write(props: ReturnType<typeof readWriters.output.parse>) {
  const { people, expectedBy, workingDays } = props;
  const text = useMessagesText();
  const client = useClient();
  const [id, setId] = useState(people[0]?.id ?? '');
  const person = people.find((one) => one.id === id);
  if (person === undefined) return null;
  return (
    <>
      {people.length > 1 && (
        <Choose
          label={text('doctor.whom')}
          value={id}
          options={people.map((one) => ({ value: one.id, label: one.name }))}
          onChange={setId}
        />
      )}
      {person.facility === undefined ? (
        <Notice tone="info" title={text('doctor.nobody')}>
          <p>{text('doctor.nobody.what')}</p>
        </Notice>
      ) : (
        <>
          <p>
            {text('doctor.to', { facility: person.facility })}{' '}
            {text('doctor.expected', { days: String(workingDays), day: showDay(expectedBy) })}
          </p>
          <Composer
            key={id}
            name={`new ${id}`}
            label={text('doctor.words')}
            hint={text('doctor.words.hint')}
            verb={text('doctor.send')}
            send={(key, words) => client.call(writeToDoctor, { key, patientId: id, words })}
          />
        </>
      )}
    </>
  );
}

function Conversations() {
  const text = useMessagesText();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const query = useEndpoint(readConversations, cursor === undefined ? {} : { cursor }, { keep: true });
  return (
    <View query={query}>
      {({ conversations, next }) => (
        <>
          {conversations.length === 0 && <Nothing icon="inbox" title={text('doctor.none')} />}
          <ul className="messages-list">
            {conversations.map((one) => (
              <OneConversation key={one.id} conversation={one} />
            ))}
          </ul>
          <p className="row">
            {cursors.length > 0 && (
              <Button onClick={() => setCursors(cursors.slice(0, -1))}>{text('list.back')}</Button>
            )}
            {next !== undefined && (
              <Button onClick={() => setCursors([...cursors, next])}>{text('list.next')}</Button>
            )}
          </p>
        </>
      )}
    </View>
  );
}

function OneConversation(props: { conversation: OwnConversation }) {
  const { conversation } = props;
  const { id, facility, about, last, lastAt, state, dueOn } = conversation;
  const text = useMessagesText();
  return (
    <li className="messages-one">
      <p className="row">
        <span className="strong">{facility}</span>
        <StateTag conversation={conversation} />
      </p>
      <p className="messages-words">{last}</p>
      <p className="quiet small">
        {about !== undefined && `${text('inbox.about', { name: about })} · `}
        {showMoment(lastAt)}
        {state === 'open' && ` · ${text('talk.due', { day: showDay(dueOn) })}`}
      </p>
      <p>
        <Link href={`/doctor/${id}`} className="button button-plain">
          {text('doctor.open')}
        </Link>
      </p>
    </li>
  );
}
