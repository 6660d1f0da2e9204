import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { judgeLicence, type Standing } from '../../api.ts';
import { useDeskText } from './desk-text.ts';

/** Suspends, revokes or reinstates a licence, with the ground. */
export function Judge(props: { id: string; standings: Readonly<Record<string, Standing>> }) {
  const text = useDeskText();
  const client = useClient();
  const queries = useQueryClient();
  const numbers = Object.keys(props.standings);
  const [number, setNumber] = useState(numbers[0] ?? '');
  const [ground, setGround] = useState('');
  const [missing, setMissing] = useState(false);
  const judge = useMutation({
    mutationFn: (state: 'active' | 'suspended' | 'revoked') =>
      client.call(judgeLicence, { id: props.id, number, state, ground: ground.trim() }),
    onSuccess: () => queries.invalidateQueries(),
  });
  if (numbers.length === 0) return null;
  const send = (state: 'active' | 'suspended' | 'revoked'): void => {
    setMissing(ground.trim().length < 5);
    if (ground.trim().length >= 5) judge.mutate(state);
  };
  const standing = props.standings[number] ?? 'active';
  return (
    <Card title={text('worker.judge')} icon="lock">
      <form className="stack" onSubmit={(event) => event.preventDefault()}>
        <p>{text('worker.judge.what')}</p>
        <div className="desk-fields">
          <Choose
            label={text('worker.judge.number')}
            value={number}
            options={numbers.map((one) => ({
              value: one,
              label: `${one} (${text(`standing.${props.standings[one] ?? 'active'}`)})`,
            }))}
            onChange={setNumber}
          />
          <TextField
            label={text('worker.judge.ground')}
            maxLength={500}
            value={ground}
            error={missing ? text('worker.judge.ground.missing') : undefined}
            onChange={(event) => setGround(event.target.value)}
          />
        </div>
        <div className="row">
          {standing === 'suspended' ? (
            <Button icon="check" busy={judge.isPending} onClick={() => send('active')}>
              {text('worker.judge.active')}
            </Button>
          ) : (
            <Button
              icon="warning"
              busy={judge.isPending}
              disabled={standing === 'revoked'}
              onClick={() => send('suspended')}
            >
              {text('worker.judge.suspended')}
            </Button>
          )}
          <Button
            look="danger"
            icon="close"
            busy={judge.isPending}
            disabled={standing === 'revoked'}
            onClick={() => send('revoked')}
          >
            {text('worker.judge.revoked')}
          </Button>
        </div>
        {judge.isError && <Trouble error={judge.error} />}
        {judge.isSuccess && (
          <Notice
            tone="info"
            live
            title={text('worker.judge.done', { number, standing: text(`standing.${judge.data.standing}`) })}
          />
        )}
      </form>
    </Card>
  );
}
