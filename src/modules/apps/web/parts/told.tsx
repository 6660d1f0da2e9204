import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import type vi from '../apps.vi.json';

/** What a client needs to know of itself. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
}

/** Tells the id, and the secret once. */
export function Told(props: { credentials: Credentials; onDone: () => void }) {
  const text = useText<typeof vi>();
  const { clientId, clientSecret } = props.credentials;
  return (
    <Card title={text(clientSecret === undefined ? 'rotated' : 'secret.once')}>
      <dl className="apps-facts" role="status">
        <div>
          <dt>{text('id')}</dt>
          <dd className="apps-secret">{clientId}</dd>
        </div>
        {clientSecret !== undefined && (
          <div>
            <dt>{text('secret')}</dt>
            <dd className="apps-secret">{clientSecret}</dd>
          </div>
        )}
      </dl>
      <div className="apps-actions">
        <Button onClick={props.onDone}>{text('understood')}</Button>
      </div>
    </Card>
  );
}
