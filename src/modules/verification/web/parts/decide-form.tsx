import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { TextArea } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { TaskView } from '../../api.ts';
import { useDecide } from '../queries.ts';
import { fieldTitle } from './show-side.ts';
import { useVerificationText } from './verification-text.ts';

/** What was proposed, by whom, and for the second person the decision. */
export function DecideForm(props: { task: TaskView }) {
  const text = useVerificationText();
  const { task } = props;
  const decide = useDecide(task.id);
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  const { proposal } = task;
  if (proposal === undefined) return null;
  const send = (decision: 'accept' | 'return'): void => {
    if (decision === 'return' && words.trim().length < 5) setMissing(true);
    else
      decide.mutate({ version: task.version, decision, ...(words.trim() !== '' && { words: words.trim() }) });
  };
  return (
    <Card title={text('proposal')} icon="check">
      <div className="stack-tight">
        <p className="strong">
          {proposal.take.length === 0
            ? text('proposal.keeps')
            : text('proposal.takes', {
                fields: proposal.take.map((field) => fieldTitle(field, task.register, text)).join(', '),
              })}
        </p>
        <p className="small">
          {text(`reason.${proposal.reason}`)} · {text(`ground.${proposal.ground}`)}
        </p>
        {proposal.note !== undefined && <p className="verify-note">“{proposal.note}”</p>}
        <p className="quiet small">{text('proposal.by', { by: proposal.by, at: showMoment(proposal.at) })}</p>
        {task.mayDecide ? (
          <form className="stack-tight verify-propose" onSubmit={(event) => event.preventDefault()}>
            <TextArea
              label={text('decide.words')}
              hint={text('decide.words.hint')}
              value={words}
              rows={2}
              maxLength={1000}
              error={missing ? text('decide.words.missing') : undefined}
              onChange={(event) => {
                setWords(event.target.value);
                setMissing(false);
              }}
            />
            <div className="verify-actions">
              <Button look="main" icon="check" busy={decide.isPending} onClick={() => send('accept')}>
                {text('decide.accept')}
              </Button>
              <Button icon="back" busy={decide.isPending} onClick={() => send('return')}>
                {text('decide.return')}
              </Button>
            </div>
            {decide.isError && <Trouble error={decide.error} />}
          </form>
        ) : (
          <p className="quiet small">{text('proposal.waits')}</p>
        )}
      </div>
    </Card>
  );
}
