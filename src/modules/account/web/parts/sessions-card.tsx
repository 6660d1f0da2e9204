import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { endOtherSessions, endSession, renameSession } from '../../api.ts';
import type { SessionView } from '../../api.ts';
import { useChange, useSessions } from '../queries.ts';
import { NameForm } from './name-form.tsx';
import { networkText, useSecurityText } from './security-text.ts';
import { Sure } from './sure.tsx';

/** Where the person is signed in, and ending that. */
export function SessionsCard() {
  const text = useSecurityText();
  const query = useSessions();
  const endOthers = useChange((client) => client.call(endOtherSessions, {}));
  return (
    <Card title={text('sessions')} icon="phone">
      <View query={query} lines={4}>
        {({ sessions }) => (
          <div className="stack">
            <p>{text('sessions.what')}</p>
            <ul className="security-list" aria-label={text('sessions')}>
              {sessions.map((session) => (
                <OneSession key={session.id} session={session} />
              ))}
            </ul>
            {endOthers.isError && <Trouble error={endOthers.error} />}
            {endOthers.data && (
              <Notice tone="good" live>
                <p>{text('sessions.ended', { n: endOthers.data.ended })}</p>
              </Notice>
            )}
            {sessions.some(({ isThis }) => !isThis) && (
              <p>
                <Button icon="leave" busy={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
                  {text('sessions.end-others')}
                </Button>
              </p>
            )}
          </div>
        )}
      </View>
    </Card>
  );
}

function OneSession(props: { session: SessionView }) {
  const text = useSecurityText();
  const { id, device, isThis, isNewDevice, network, methods, createdAt, lastUsedAt } = props.session;
  const name = props.session.name ?? (device === '' ? text('sessions.unknown') : device);
  const [doing, setDoing] = useState<'rename' | 'end'>();
  const rename = useChange((client, next: string) => client.call(renameSession, { id, name: next }));
  const end = useChange((client) => client.call(endSession, { id }));
  const stop = () => setDoing(undefined);
  const facts = [
    props.session.name === undefined ? '' : device,
    networkText(text, network),
    methods.map((method) => text(`method.${method}`)).join(' + '),
  ].filter((part) => part !== '');
  return (
    <li className="security-one">
      <div className="security-name">
        {name}
        {isThis && <Tag tone="good">{text('sessions.this')}</Tag>}
        {isNewDevice && (
          <Tag tone="care" icon="info">
            {text('sessions.new')}
          </Tag>
        )}
      </div>
      <p className="quiet small">
        {text('sessions.began', { at: showMoment(createdAt) })},{' '}
        {text('sessions.used', { at: showMoment(lastUsedAt) })}
        <br />
        {facts.join(' · ')}
      </p>
      {doing === 'rename' && (
        <NameForm
          label={text('sessions.name')}
          name={props.session.name ?? ''}
          busy={rename.isPending}
          error={rename.error}
          onSave={(next) => rename.mutate(next, { onSuccess: stop })}
          onCancel={stop}
        />
      )}
      {doing === 'end' && (
        <Sure
          question={text('sessions.end.sure', { name })}
          yes={text('sessions.end.yes')}
          busy={end.isPending}
          error={end.error}
          onYes={() => end.mutate(undefined, { onSuccess: stop })}
          onNo={stop}
        />
      )}
      {doing === undefined && (
        <p className="security-actions">
          <Button look="quiet" icon="mend" onClick={() => setDoing('rename')}>
            {text('rename')}
          </Button>
          {!isThis && (
            <Button look="quiet" icon="leave" onClick={() => setDoing('end')}>
              {text('sessions.end')}
            </Button>
          )}
        </p>
      )}
    </li>
  );
}
