import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import type { SubscriptionSummary } from '../../api.ts';
import { useAction, useLetters } from '../queries.ts';
import type vi from '../subscriptions.vi.json';

/** What waits for a subscription or stayed undelivered: numbers, times and types, nothing of what happened. */
export function Letters(props: { subscription: SubscriptionSummary }) {
  const text = useText<typeof vi>();
  const { id, state, waiting } = props.subscription;
  const [open, setOpen] = useState(false);
  const [sure, setSure] = useState(false);
  const query = useLetters(id, open);
  const discard = useAction('discard', id);
  return (
    <div className="subscription-letters">
      <Button look="quiet" icon={open ? 'up' : 'down'} aria-expanded={open} onClick={() => setOpen(!open)}>
        {text(state === 'off' ? 'letters.dead' : 'letters.waiting', { n: waiting })}
      </Button>
      {open && (
        <View query={query} lines={3}>
          {({ letters }) => (
            <ol className="subscription-list" aria-label={text('letters')}>
              {letters.map((letter) => (
                <li key={letter.number}>
                  {text('letter', { number: letter.number, at: showMoment(letter.at), type: letter.type })}
                </li>
              ))}
              {letters.length < waiting && <li>{text('letters.more', { n: waiting - letters.length })}</li>}
            </ol>
          )}
        </View>
      )}
      {open && state === 'off' && !sure && (
        <Button look="quiet" icon="close" onClick={() => setSure(true)}>
          {text('discard')}
        </Button>
      )}
      {open && state === 'off' && sure && (
        <div className="subscription-actions">
          <p className="small">{text('discard.what')}</p>
          <Button look="danger" busy={discard.isPending} onClick={() => discard.mutate()}>
            {text('discard.sure')}
          </Button>
          <Button look="quiet" onClick={() => setSure(false)}>
            {text('cancel')}
          </Button>
        </div>
      )}
      {discard.isError && <Trouble error={discard.error} />}
    </div>
  );
}
