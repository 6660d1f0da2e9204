import { useText, type Say } from '#web/text/text-context.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import type vi from '../../subscriptions.vi.json';
import { useSubscriptions } from '../../queries.ts';
import { OneSubscription } from '../../parts/one-subscription.tsx';
import { Topics } from '../../parts/topics.tsx';
import '../../parts/subscriptions.css';

export type SubscriptionsText = Say<typeof vi>;

/** Which systems are told of what, and what to do where telling fails. Nothing of what is told stands here. */
export default function SubscriptionsPage() {
  const text = useText<typeof vi>();
  const query = useSubscriptions();
  return (
    <div className="stack">
      <div>
        <h1>{text('title')}</h1>
        <p className="quiet subscriptions-what">{text('what')}</p>
      </div>
      <View query={query}>
        {({ subscriptions, topics }) => (
          <div className="stack">
            {subscriptions.length === 0 ? (
              <Nothing icon="bell" title={text('empty')}>
                <p>{text('empty.what')}</p>
              </Nothing>
            ) : (
              <ul className="subscriptions" aria-label={text('title')}>
                {[...subscriptions]
                  .sort((one, other) => urgency(one.state) - urgency(other.state))
                  .map((one) => (
                    <li key={one.id}>
                      <OneSubscription subscription={one} />
                    </li>
                  ))}
              </ul>
            )}
            {topics.length > 0 && <Topics topics={topics} />}
          </div>
        )}
      </View>
    </div>
  );
}

/** What needs a hand comes first. */
function urgency(state: string): number {
  return ['error', 'off', 'requested', 'active'].indexOf(state);
}
