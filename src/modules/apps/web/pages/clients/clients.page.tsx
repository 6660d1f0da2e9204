import { useState } from 'react';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import type vi from '../../apps.vi.json';
import { useClients } from '../../queries.ts';
import { NewClient } from '../../parts/new-client.tsx';
import { OneClient } from '../../parts/one-client.tsx';
import { Told, type Credentials } from '../../parts/told.tsx';
import '../../parts/apps.css';

/** Who is connected and may do what; registering, changing keys, closing. */
export default function ClientsPage() {
  const text = useText<typeof vi>();
  const query = useClients();
  const [adding, setAdding] = useState(false);
  const [told, setTold] = useState<Credentials>();
  const tell = (credentials: Credentials): void => {
    setTold(credentials);
    setAdding(false);
  };
  return (
    <div className="stack">
      <div>
        <h1>{text('clients.title')}</h1>
        <p className="quiet apps-what">{text('clients.what')}</p>
      </div>
      {told && <Told credentials={told} onDone={() => setTold(undefined)} />}
      {adding ? (
        <Card title={text('add')}>
          <NewClient onMade={tell} onCancel={() => setAdding(false)} />
        </Card>
      ) : (
        <div>
          <Button look="main" onClick={() => setAdding(true)}>
            {text('add')}
          </Button>
        </div>
      )}
      <View query={query}>
        {({ clients }) =>
          clients.length === 0 ? (
            <Nothing icon="key" title={text('clients.empty')}>
              <p>{text('clients.empty.what')}</p>
            </Nothing>
          ) : (
            <ul className="apps-list" aria-label={text('clients.title')}>
              {[...clients]
                .sort((one, other) => Number(one.isClosed) - Number(other.isClosed))
                .map((one) => (
                  <li key={one.clientId}>
                    <OneClient client={one} onMade={tell} />
                  </li>
                ))}
            </ul>
          )
        }
      </View>
    </div>
  );
}
