import { showMoment } from '#kernel/display/show-date.ts';
import { Card, Tag } from '#web/ui/card.tsx';
import { View } from '#web/ui/view.tsx';
import type { SignInView } from '../../api.ts';
import { useSignIns } from '../queries.ts';
import { networkText, useSecurityText } from './security-text.ts';
import type { SecurityText } from './security-text.ts';

/** The last sign-ins, also those that were refused. */
export function HistoryCard() {
  const text = useSecurityText();
  const query = useSignIns();
  return (
    <Card title={text('history')} icon="timeline">
      <View query={query} lines={4}>
        {({ signIns }) => (
          <div className="stack">
            <p>{text('history.what')}</p>
            {signIns.length === 0 ? (
              <p className="quiet">{text('history.none')}</p>
            ) : (
              <ul className="security-list" aria-label={text('history')}>
                {signIns.map((signIn) => (
                  <OneSignIn key={`${signIn.at}${signIn.method}`} signIn={signIn} />
                ))}
              </ul>
            )}
          </div>
        )}
      </View>
    </Card>
  );
}

function OneSignIn(props: { signIn: SignInView }) {
  const text = useSecurityText();
  const { at, method, refusal, device, network, isNewDevice } = props.signIn;
  const facts = [
    refusal === undefined
      ? text(`method.${method}`)
      : `${text(`method.${method}`)}: ${refusalText(text, refusal)}`,
    device,
    networkText(text, network),
  ].filter((part) => part !== '');
  return (
    <li className="security-one">
      <div className="security-name">
        {showMoment(at)}
        {refusal === undefined ? (
          <Tag tone="good" icon="check">
            {text('history.ok')}
          </Tag>
        ) : (
          <Tag tone="danger" icon="warning">
            {text('history.refused')}
          </Tag>
        )}
        {isNewDevice && <Tag tone="care">{text('history.new')}</Tag>}
      </div>
      <p className="quiet small">{facts.join(' · ')}</p>
    </li>
  );
}

const known = ['wrong', 'wait', 'disabled', 'cloned', 'step-up'] as const;

function refusalText(text: SecurityText, refusal: string): string {
  const key = known.find((one) => one === refusal);
  return text(key === undefined ? 'refusal.other' : `refusal.${key}`);
}
