import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useLanguage, useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { SubscriptionSummary } from '../../api.ts';
import { useAction } from '../queries.ts';
import type vi from '../subscriptions.vi.json';
import { faultKey } from './fault-key.ts';
import { Letters } from './letters.tsx';

const tones = { requested: 'info', active: 'good', error: 'care', off: 'plain' } as const;

/** How one subscription goes, and what can be done with it. */
export function OneSubscription(props: { subscription: SubscriptionSummary }) {
  const text = useText<typeof vi>();
  const language = useLanguage();
  const { subscription: one } = props;
  const number = (value: number): string => showDecimal(String(value), language);
  const facts: readonly (readonly [string, string])[] = [
    [text('account'), one.account],
    [
      text('channel'),
      one.channel === undefined
        ? text('unknown')
        : [text(`channel.${one.channel}`), one.target].filter((part) => part !== '').join(' · '),
    ],
    [text('content'), one.content === undefined ? text('unknown') : text(`content.${one.content}`)],
    [text('delivered'), number(one.delivered)],
    [text('last'), one.lastDelivered === undefined ? text('never') : showMoment(one.lastDelivered)],
    [text('waiting'), number(one.waiting)],
  ];
  return (
    <Card
      title={one.about[language]}
      aside={
        <Tag tone={tones[one.state]} {...(one.state === 'error' && { icon: 'warning' as const })}>
          {text(`state.${one.state}`)}
        </Tag>
      }
    >
      <dl className="subscription-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {one.fault !== undefined && (
        <p className="subscription-fault">
          {text(faultKey(one.fault), { status: one.fault.replace(/^\w+-/, '') })}
          {one.nextTry !== undefined && ` ${text('next', { n: one.failures, at: showMoment(one.nextTry) })}`}
        </p>
      )}
      <Actions subscription={one} />
      {one.waiting > 0 && <Letters subscription={one} />}
    </Card>
  );
}

function Actions(props: { subscription: SubscriptionSummary }) {
  const text = useText<typeof vi>();
  const { id, state } = props.subscription;
  const retry = useAction('retry', id);
  const off = useAction('turnOff', id);
  const [sure, setSure] = useState(false);
  return (
    <div className="subscription-actions">
      {(state === 'off' || state === 'error') && (
        <Button icon="retry" busy={retry.isPending} onClick={() => retry.mutate()}>
          {text('retry')}
        </Button>
      )}
      {state !== 'off' && !sure && (
        <Button look="quiet" icon="close" onClick={() => setSure(true)}>
          {text('off')}
        </Button>
      )}
      {state !== 'off' && sure && (
        <>
          <p className="small">{text('off.what')}</p>
          <Button look="danger" busy={off.isPending} onClick={() => off.mutate()}>
            {text('off.sure')}
          </Button>
          <Button look="quiet" onClick={() => setSure(false)}>
            {text('cancel')}
          </Button>
        </>
      )}
      {retry.isSuccess && <output className="small">{text('retried')}</output>}
      {retry.isError && <Trouble error={retry.error} />}
      {off.isError && <Trouble error={off.error} />}
    </div>
  );
}
