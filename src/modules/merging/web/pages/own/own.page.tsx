import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { OwnEvent } from '../../../api.ts';
import { useMergingText } from '../../parts/merging-text.ts';
import { leastWords, Reason } from '../../parts/reason.tsx';
import { useObject, useOwnMerges } from '../../queries.ts';
import '../../parts/merging.css';

/** That one's own records were joined or parted: by whom, when, why; and saying that it is wrong. */
export default function OwnMergesPage() {
  const text = useMergingText();
  const query = useOwnMerges();
  return (
    <div className="stack">
      <div>
        <h1>{text('own.title')}</h1>
        <p className="quiet merging-what">{text('own.what')}</p>
      </div>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton />}
      {query.data?.events.length === 0 && (
        <Nothing icon="people" title={text('own.empty')}>
          <p>{text('own.empty.what')}</p>
        </Nothing>
      )}
      {query.data?.events.map((event) => (
        <OneEvent key={`${event.id} ${event.kind}`} event={event} />
      ))}
    </div>
  );
}

function OneEvent(props: { event: OwnEvent }) {
  const text = useMergingText();
  const { event } = props;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [text('own.at'), showMoment(event.at)],
    [text('own.by'), event.by],
    [text('own.agreed'), event.agreedBy],
    [text('own.facility'), event.facility],
    [text('own.reason'), event.words],
    [text('own.moved'), event.moved === 0 ? undefined : String(event.moved)],
  ];
  return (
    <Card title={text(`own.${event.kind}`)} icon={event.kind === 'joined' ? 'people' : 'retry'}>
      <dl className="merging-facts">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {event.objection !== undefined && (
        <Notice tone="info" title={text('objected', { at: showMoment(event.objection.at) })}>
          <p>“{event.objection.words}”</p>
          <p>
            {event.objection.answer === undefined
              ? text('object.waits')
              : `${text('answered', { by: event.objection.answeredBy ?? '' })}: “${event.objection.answer}”`}
          </p>
        </Notice>
      )}
      {event.mayObject && <ObjectForm event={event} />}
    </Card>
  );
}

function ObjectForm(props: { event: OwnEvent }) {
  const text = useMergingText();
  const send = useObject();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  if (!open)
    return (
      <div className="merging-actions">
        <Button look="quiet" onClick={() => setOpen(true)}>
          {text('object')}
        </Button>
      </div>
    );
  return (
    <form
      className="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(words.trim().length < leastWords);
        if (words.trim().length >= leastWords)
          send.mutate({ id: props.event.id, kind: props.event.kind, words });
      }}
    >
      <Reason words={words} missing={missing} label={text('object.words')} onChange={setWords} />
      <div className="merging-actions">
        <Button type="submit" look="main" busy={send.isPending}>
          {text('object.send')}
        </Button>
        <Button look="quiet" onClick={() => setOpen(false)}>
          {text('cancel')}
        </Button>
      </div>
      {send.isError && <Trouble error={send.error} />}
    </form>
  );
}
