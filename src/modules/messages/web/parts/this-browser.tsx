import { useEffect, useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { addBrowser, dropBrowser, type Choices } from '../../api.ts';
import { browserName, pushState, subscribe, unsubscribe } from '../push-gate.ts';
import { useMessagesText } from '../messages-text.ts';

/** Push to the browser in her hand, and her other browsers. */
export function ThisBrowser(props: { choices: Choices }) {
  const { browsers, pushKey } = props.choices;
  const text = useMessagesText();
  const client = useClient();
  const queries = useQueryClient();
  const [own, setOwn] = useState<string>();
  useEffect(() => {
    browserName().then(setOwn, () => setOwn(undefined));
  }, [browsers]);
  const state = pushState();
  const isOn = own !== undefined && browsers.includes(own);
  const others = browsers.filter((id) => id !== own);
  const settled = { onSuccess: () => queries.invalidateQueries() };
  const start = useMutation({
    mutationFn: async () => {
      const endpoint = await subscribe(pushKey);
      if (endpoint !== undefined) await client.call(addBrowser, endpoint);
      return endpoint !== undefined;
    },
    ...settled,
  });
  const stop = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) {
        if (id === own) await unsubscribe();
        await client.call(dropBrowser, { id });
      }
    },
    ...settled,
  });
  return (
    <Card title={text('push.title')} icon="phone" className="stack">
      <p>{text('push.what')}</p>
      {state === 'cannot' && <Notice tone="info" title={text('push.cannot')} />}
      {state === 'forbidden' && <Notice tone="care" title={text('push.forbidden')} />}
      {state === 'can' && !isOn && (
        <p>
          <Button icon="bell" busy={start.isPending} onClick={() => start.mutate()}>
            {text('push.start')}
          </Button>
        </p>
      )}
      {start.data === false && <Notice tone="info" title={text('push.not-given')} live />}
      {start.isError && <Notice tone="care" title={text('push.failed')} live />}
      {isOn && (
        <>
          <Notice tone="good" title={text('push.on')} />
          <p>
            <Button busy={stop.isPending} onClick={() => stop.mutate([own])}>
              {text('push.stop')}
            </Button>
          </p>
        </>
      )}
      {others.length > 0 && (
        <>
          <p>{text('push.others', { count: String(others.length) })}</p>
          <p>
            <Button look="quiet" busy={stop.isPending} onClick={() => stop.mutate(others)}>
              {text('push.stop-others')}
            </Button>
          </p>
        </>
      )}
      {stop.isError && <Trouble error={stop.error} />}
    </Card>
  );
}
