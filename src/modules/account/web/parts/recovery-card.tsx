import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { renewRecoveryCodes } from '../../api.ts';
import type { FactorsView } from '../../api.ts';
import { useChange } from '../queries.ts';
import { useSecurityText } from './security-text.ts';
import { Sure } from './sure.tsx';

/** Codes left for the day on which phone and passkey are lost. */
const few = 3;

/** How many recovery codes are left, and making new ones. */
export function RecoveryCard(props: { factors: FactorsView; onCodes: (codes: readonly string[]) => void }) {
  const text = useSecurityText();
  const { recovery } = props.factors;
  const [asking, setAsking] = useState(false);
  const renew = useChange((client) => client.call(renewRecoveryCodes, {}));
  const make = () =>
    renew.mutate(undefined, {
      onSuccess: ({ codes }) => {
        setAsking(false);
        props.onCodes(codes);
      },
    });
  return (
    <Card title={text('recovery')} icon="document">
      <div className="stack">
        <p>{text('recovery.what')}</p>
        <p className="quiet">
          {recovery === undefined
            ? text('recovery.none')
            : text('recovery.left', { n: recovery.left, at: showMoment(recovery.madeAt) })}
        </p>
        {recovery !== undefined && recovery.left < few && (
          <Notice tone="care">
            <p>{text('recovery.few')}</p>
          </Notice>
        )}
        {asking ? (
          <Sure
            question={text('recovery.renew.sure')}
            yes={text('recovery.renew')}
            busy={renew.isPending}
            error={renew.error}
            onYes={make}
            onNo={() => setAsking(false)}
          />
        ) : (
          <p>
            <Button onClick={() => setAsking(true)}>{text('recovery.renew')}</Button>
          </p>
        )}
      </div>
    </Card>
  );
}

/** Shows codes, this once. */
export function CodesSheet(props: { codes: readonly string[]; onClose: () => void }) {
  const text = useSecurityText();
  return (
    <Sheet title={text('codes.title')} onClose={props.onClose}>
      <p>{text('codes.what')}</p>
      <ul className="security-codes" aria-label={text('recovery')}>
        {props.codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p>
        <Button look="main" onClick={props.onClose}>
          {text('codes.saved')}
        </Button>
      </p>
    </Sheet>
  );
}
