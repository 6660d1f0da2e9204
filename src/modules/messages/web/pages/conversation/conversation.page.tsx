import { useState } from 'react';
import { Link } from 'wouter';
import { showDay } from '#kernel/display/show-date.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import type { PageProps } from '#web/shell/define-page.ts';
import { Notice } from '#web/ui/notice.tsx';
import { View } from '#web/ui/view.tsx';
import { readConversation, readWriters, writeToDoctor } from '../../../domain/doctor-contract.ts';
import { useMessagesText } from '../../messages-text.ts';
import { Composer } from '../../parts/composer.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { Talk } from '../../parts/talk.tsx';
import '../../messages.css';

/** One conversation of a person with who has her in charge. */
export default function ConversationPage(props: PageProps) {
  const { id = '' } = props.params;
  const text = useMessagesText();
  const [cursor, setCursor] = useState<string>();
  const query = useEndpoint(
    readConversation,
    { id, ...(cursor !== undefined && { cursor }) },
    { keep: true },
  );
  return (
    <div className="stack messages-page">
      <View query={query}>
        {({ conversation, lines, earlier, mayWrite }) => (
          <>
            <h1>{text('talk.title', { facility: conversation.facility })}</h1>
            <p className="row">
              <StateTag conversation={conversation} />
              {conversation.about !== undefined && (
                <span>{text('inbox.about', { name: conversation.about })}</span>
              )}
              {conversation.state === 'open' && (
                <span className="quiet">{text('talk.due', { day: showDay(conversation.dueOn) })}</span>
              )}
            </p>
            {conversation.isLate && (
              <Notice tone="care" title={text('talk.late.what', { facility: conversation.facility })} />
            )}
            <Talk
              lines={lines}
              own="person"
              earlier={earlier}
              isEarlier={cursor !== undefined}
              onEarlier={setCursor}
            />
            {mayWrite ? (
              <WriteOn conversationId={id} patientId={conversation.patientId} />
            ) : (
              <Notice tone="info" title={text('doctor.moved')}>
                <p>
                  <Link href="/doctor">{text('doctor.write')}</Link>
                </p>
              </Notice>
            )}
          </>
        )}
      </View>
    </div>
  );
}

function WriteOn(props: { conversationId: string; patientId: string }) {
  const { conversationId, patientId } = props;
  const text = useMessagesText();
  const client = useClient();
  const query = useEndpoint(readWriters, {});
  return (
    <View query={query}>
      {({ expectedBy, workingDays }) => (
        <>
          <Notice tone="danger" title={text('doctor.emergency')} />
          <p className="quiet">
            {text('doctor.expected', { days: String(workingDays), day: showDay(expectedBy) })}
          </p>
          <Composer
            name={`on ${conversationId}`}
            label={text('talk.on')}
            hint={text('doctor.words.hint')}
            verb={text('doctor.send')}
            send={(key, words) => client.call(writeToDoctor, { key, patientId, conversationId, words })}
          />
        </>
      )}
    </View>
  );
}
