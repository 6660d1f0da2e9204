import { useState } from 'react';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choice, TextArea } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type vi from '../access-log.vi.json';
import { useDecide, type Decision } from '../queries.ts';

const outcomes = ['confirmed', 'explained', 'closed'] as const;
const shortest = 5;

/** Confirm, explain or close, always with a reason. */
export function DecideForm(props: { id: string }) {
  const text = useText<typeof vi>();
  const decide = useDecide(props.id);
  const [outcome, setOutcome] = useState<Decision['outcome']>('explained');
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const isShort = reason.trim().length < shortest;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!isShort) decide.mutate({ outcome, reason });
      }}
    >
      <Choice
        label={text('review.outcome')}
        name={`outcome-${props.id}`}
        value={outcome}
        options={outcomes.map((value) => ({ value, label: text(`outcome.${value}`) }))}
        onChange={setOutcome}
      />
      <TextArea
        label={text('review.reason')}
        hint={text('review.reason.hint')}
        error={isTried && isShort ? text('complain.short') : undefined}
        value={reason}
        maxLength={1000}
        onChange={(event) => setReason(event.target.value)}
      />
      {decide.isError && <Trouble error={decide.error} />}
      <p>
        <Button look="main" type="submit" busy={decide.isPending}>
          {text('review.save')}
        </Button>
      </p>
    </form>
  );
}
