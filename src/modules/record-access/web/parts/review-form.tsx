import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Choice, TextArea } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { reviewOpening, type OpeningView } from '../../api.ts';
import { useAct } from '../queries.ts';
import { useAccessText } from './access-text.ts';

const shortest = 5;

/** What a supervisor said, or that nobody has. */
export function ReviewTag(props: { opening: OpeningView }) {
  const text = useAccessText();
  const { outcome } = props.opening;
  if (outcome === undefined) return <Tag tone="info">{text('opening.waiting')}</Tag>;
  return <Tag tone={outcome === 'justified' ? 'good' : 'danger'}>{text(`opening.${outcome}`)}</Tag>;
}

/** Right or not, always with words. */
export function ReviewForm(props: { id: string }) {
  const text = useAccessText();
  const review = useAct(reviewOpening);
  const [isShown, setShown] = useState(false);
  const [outcome, setOutcome] = useState<'justified' | 'unjustified'>('justified');
  const [note, setNote] = useState('');
  const [isTried, setTried] = useState(false);
  const isShort = note.trim().length < shortest;
  if (!isShown)
    return (
      <p>
        <Button icon="mend" onClick={() => setShown(true)}>
          {text('reviews.decide')}
        </Button>
      </p>
    );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!isShort) review.mutate({ id: props.id, outcome, note });
      }}
    >
      <Choice
        label={text('reviews.outcome')}
        name={`outcome-${props.id}`}
        value={outcome}
        options={[
          { value: 'justified', label: text('opening.justified') },
          { value: 'unjustified', label: text('opening.unjustified') },
        ]}
        onChange={setOutcome}
      />
      <TextArea
        label={text('reviews.note')}
        hint={text('reviews.note.hint')}
        error={isTried && isShort ? text('reviews.note.needed') : undefined}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
      {review.isError && <Trouble error={review.error} />}
      <p>
        <Button look="main" type="submit" busy={review.isPending}>
          {text('reviews.save')}
        </Button>
      </p>
    </form>
  );
}
