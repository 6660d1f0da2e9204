import { useState } from 'react';
import { Link } from 'wouter';
import { showMoment } from '#kernel/display/show-date.ts';
import type { PageProps } from '#web/shell/define-page.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import type { MergeView } from '../../../api.ts';
import { useMergingText } from '../../parts/merging-text.ts';
import { LinesDone } from '../../parts/lines-done.tsx';
import { PartForm } from '../../parts/part-form.tsx';
import { Person } from '../../parts/person.tsx';
import { leastWords, Reason } from '../../parts/reason.tsx';
import { useAnswer, useMerge } from '../../queries.ts';
import '../../parts/merging.css';

/** One joining: who, why, what the person said against it, and its undoing. */
export default function MergePage(props: PageProps) {
  const text = useMergingText();
  const query = useMerge(props.params['id'] ?? '');
  return (
    <div className="stack">
      <p>
        <Link href="/merge-desk/done">{text('done.title')}</Link>
      </p>
      <h1>{text('merge.title')}</h1>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton />}
      {query.data && <Merge merge={query.data} />}
    </div>
  );
}

function Merge(props: { merge: MergeView }) {
  const text = useMergingText();
  const { merge } = props;
  const [survivor, other] = merge.people;
  return (
    <>
      <Card
        title={text('into', {
          other: other?.name ?? '',
          survivor: survivor?.name ?? '',
        })}
        icon="people"
      >
        <div className="stack-tight">
          <div className="merging-two">
            {merge.people.map((person) => (
              <Person key={person.id} person={person} />
            ))}
          </div>
          <p>“{merge.words}”</p>
          <p className="quiet small">
            {text('by-at', { by: merge.by, at: showMoment(merge.at) })}
            {merge.agreedBy !== undefined && `; ${text('agreed-by', { by: merge.agreedBy })}`}
          </p>
          {merge.partedAt !== undefined && (
            <Notice
              tone="good"
              title={text('parted-by', { by: merge.partedBy ?? '', at: showMoment(merge.partedAt) })}
            />
          )}
        </div>
      </Card>
      {merge.objectionsMade.map((objection) => (
        <Objection key={objection.id} objection={objection} />
      ))}
      {merge.lines.length > 0 && <LinesDone lines={merge.lines} />}
      {merge.partedAt === undefined && <PartForm merge={merge} />}
    </>
  );
}

function Objection(props: { objection: MergeView['objectionsMade'][number] }) {
  const text = useMergingText();
  const { objection } = props;
  const answer = useAnswer();
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <Card title={text('objection', { at: showMoment(objection.at) })} icon="warning" tone="care">
      <div className="stack-tight">
        <p>“{objection.words}”</p>
        {objection.answer !== undefined && (
          <p>
            {text('answered', { by: objection.answeredBy ?? '' })}: “{objection.answer}”
          </p>
        )}
        {objection.answer === undefined && (
          <form
            className="stack-tight"
            onSubmit={(event) => {
              event.preventDefault();
              setMissing(words.trim().length < leastWords);
              if (words.trim().length >= leastWords) answer.mutate({ id: objection.id, words });
            }}
          >
            <Reason words={words} missing={missing} label={text('answer.label')} onChange={setWords} />
            <div className="merging-actions">
              <Button type="submit" busy={answer.isPending}>
                {text('answer')}
              </Button>
            </div>
            {answer.isError && <Trouble error={answer.error} />}
          </form>
        )}
      </div>
    </Card>
  );
}
