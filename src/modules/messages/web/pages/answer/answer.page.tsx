import { useState } from 'react';
import { Link } from 'wouter';
import { showDay } from '#kernel/display/show-date.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import type { PageProps } from '#web/shell/define-page.ts';
import { Button } from '#web/ui/button.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { answerPerson, closeConversation, readDeskConversation } from '../../../domain/doctor-contract.ts';
import { useMessagesText } from '../../messages-text.ts';
import { Composer } from '../../parts/composer.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { Talk } from '../../parts/talk.tsx';
import { useAct } from '../../use-act.ts';
import '../../messages.css';

/** A conversation as the facility reads and answers it. */
export default function AnswerPage(props: PageProps) {
  const { id = '' } = props.params;
  const text = useMessagesText();
  const client = useClient();
  const [cursor, setCursor] = useState<string>();
  const query = useEndpoint(
    readDeskConversation,
    { id, ...(cursor !== undefined && { cursor }) },
    { keep: true },
  );
  const close = useAct(closeConversation);
  return (
    <div className="stack messages-page">
      <View query={query}>
        {({ conversation, lines, earlier }) => (
          <>
            <h1>
              {text('talk.desk.title', {
                name: conversation.person.name,
                born: showDay(conversation.person.birthDate),
              })}
            </h1>
            <p className="row">
              <StateTag conversation={conversation} />
              {conversation.state === 'open' && (
                <span className="quiet">{text('talk.due', { day: showDay(conversation.dueOn) })}</span>
              )}
              <Link href={`/record/${conversation.person.id}`}>{text('desk.record')}</Link>
              <Link href="/doctor-desk">{text('desk.back')}</Link>
            </p>
            <Talk
              lines={lines}
              own="desk"
              earlier={earlier}
              isEarlier={cursor !== undefined}
              onEarlier={setCursor}
            />
            <Composer
              name={`answer ${id}`}
              label={text('desk.answer')}
              hint={text('desk.answer.hint')}
              verb={text('desk.send')}
              send={(key, words) => client.call(answerPerson, { id, key, words })}
            />
            {conversation.state === 'open' && (
              <p>
                <Button look="quiet" busy={close.isPending} onClick={() => close.mutate({ id })}>
                  {text('desk.close')}
                </Button>
              </p>
            )}
            {close.isError && <Trouble error={close.error} />}
          </>
        )}
      </View>
    </div>
  );
}
