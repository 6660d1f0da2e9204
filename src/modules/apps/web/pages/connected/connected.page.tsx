import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import type { Connected } from '../../../api.ts';
import type vi from '../../apps.vi.json';
import { useConnected, useWithdraw } from '../../queries.ts';
import '../../parts/apps.css';

/** The apps that a person let in, what each may do, and taking it back. */
export default function ConnectedAppsPage() {
  const text = useText<typeof vi>();
  const query = useConnected();
  const [gone, setGone] = useState<string>();
  return (
    <div className="stack">
      <div>
        <h1>{text('title')}</h1>
        <p className="quiet apps-what">{text('what')}</p>
      </div>
      {gone !== undefined && <output>{text('withdrawn', { name: gone })}</output>}
      <View query={query}>
        {({ apps }) =>
          apps.length === 0 ? (
            <Nothing icon="apps" title={text('empty')}>
              <p>{text('empty.what')}</p>
            </Nothing>
          ) : (
            <ul className="apps-list" aria-label={text('title')}>
              {apps.map((app) => (
                <li key={app.clientId}>
                  <OneApp app={app} onGone={() => setGone(app.name)} />
                </li>
              ))}
            </ul>
          )
        }
      </View>
    </div>
  );
}

function OneApp(props: { app: Connected; onGone: () => void }) {
  const text = useText<typeof vi>();
  const { app } = props;
  const withdraw = useWithdraw();
  const [sure, setSure] = useState(false);
  return (
    <Card
      title={app.name}
      aside={<Tag tone={app.isOffline ? 'care' : 'plain'}>{text(app.isOffline ? 'offline' : 'online')}</Tag>}
    >
      <p className="quiet small">{text('since', { at: showMoment(app.since) })}</p>
      <p className="strong small">{text('may')}</p>
      <ul className="apps-rights">
        {(app.rights.length > 0 ? app.rights : [text('only-who')]).map((right) => (
          <li key={right}>{right}</li>
        ))}
      </ul>
      <div className="apps-actions">
        {!sure && (
          <Button icon="close" onClick={() => setSure(true)}>
            {text('withdraw')}
          </Button>
        )}
        {sure && (
          <>
            <p className="small">{text('withdraw.what', { name: app.name })}</p>
            <Button
              look="danger"
              busy={withdraw.isPending}
              onClick={() => withdraw.mutate(app.clientId, { onSuccess: props.onGone })}
            >
              {text('withdraw.sure')}
            </Button>
            <Button look="quiet" onClick={() => setSure(false)}>
              {text('cancel')}
            </Button>
          </>
        )}
        {withdraw.isError && <Trouble error={withdraw.error} />}
      </div>
    </Card>
  );
}
