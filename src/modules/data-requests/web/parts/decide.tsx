import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { TextArea } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useDecide } from '../queries.ts';
import { useRequestsText } from './requests-text.ts';

/** Yes or no of one desk, with the reason in words. */
export function Decide(props: { id: string; desk: 'owner' | 'protection' }) {
  const text = useRequestsText();
  const decide = useDecide(props.id);
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  const send = (agrees: boolean): void => {
    if (words.trim().length < 5) setMissing(true);
    else decide.mutate({ desk: props.desk, agrees, words });
  };
  return (
    <form className="stack-tight requests-decide" onSubmit={(event) => event.preventDefault()}>
      <TextArea
        label={text('words', { desk: text(`desk.${props.desk}`) })}
        hint={text('words.hint')}
        value={words}
        maxLength={2000}
        error={missing ? text('words.missing') : undefined}
        onChange={(event) => {
          setWords(event.target.value);
          setMissing(false);
        }}
      />
      <div className="requests-actions">
        <Button look="main" icon="check" busy={decide.isPending} onClick={() => send(true)}>
          {text('agree')}
        </Button>
        <Button look="danger" icon="close" busy={decide.isPending} onClick={() => send(false)}>
          {text('disagree')}
        </Button>
      </div>
      {decide.isError && <Trouble error={decide.error} />}
    </form>
  );
}
