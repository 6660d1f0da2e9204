import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { PairView } from '../../api.ts';
import { useAgree } from '../queries.ts';
import { useMergingText } from './merging-text.ts';
import { leastWords, Reason } from './reason.tsx';

/** The second pair of eyes: what was proposed by whom and why, and yes or no. */
export function Agreement(props: { pair: PairView }) {
  const text = useMergingText();
  const { pair } = props;
  const agree = useAgree();
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  const { proposal } = pair;
  if (proposal === undefined) return null;
  const survivor = pair.sides.find(({ person }) => person.id === proposal.survivorId);
  const send = (agrees: boolean): void => {
    setMissing(words.trim().length < leastWords);
    if (words.trim().length >= leastWords) agree.mutate({ id: pair.id, agrees, words });
  };
  return (
    <Card title={text('proposal', { by: proposal.by, at: showMoment(proposal.at) })} icon="people">
      <div className="stack-tight">
        <p>“{proposal.words}”</p>
        <p>{text('proposal.survivor', { name: survivor?.person.name ?? '' })}</p>
        {proposal.isMine && <p className="strong">{text('proposal.mine')}</p>}
        {!proposal.isMine && (
          <form className="stack-tight" onSubmit={(event) => event.preventDefault()}>
            <Reason words={words} missing={missing} onChange={setWords} />
            <div className="merging-actions">
              <Button look="main" icon="check" busy={agree.isPending} onClick={() => send(true)}>
                {text('agree')}
              </Button>
              <Button look="danger" icon="close" busy={agree.isPending} onClick={() => send(false)}>
                {text('disagree')}
              </Button>
            </div>
            {agree.isError && <Trouble error={agree.error} />}
          </form>
        )}
      </div>
    </Card>
  );
}
