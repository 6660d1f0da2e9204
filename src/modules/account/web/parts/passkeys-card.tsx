import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { canUsePasskeys, makePasskey } from '#web/data/passkey.ts';
import { RequestProblem } from '#web/data/problem.ts';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { addPasskey, beginPasskey, removePasskey, renamePasskey } from '../../api.ts';
import type { FactorsView, PasskeyView } from '../../api.ts';
import { useChange } from '../queries.ts';
import { NameForm } from './name-form.tsx';
import { useSecurityText } from './security-text.ts';
import { Sure } from './sure.tsx';

/** The passkeys of the person, and making another one on the device she sits at. */
export function PasskeysCard(props: { factors: FactorsView; onCodes: (codes: readonly string[]) => void }) {
  const text = useSecurityText();
  const { passkeys, passkeyHost } = props.factors;
  const add = useChange(async (client) => {
    const { ask } = await client.call(beginPasskey, {});
    const response = { ...(await makePasskey(ask)) };
    return client.call(addPasskey, { response, name: nameOfThisDevice(text('passkeys')) });
  });
  const make = () =>
    add.mutate(undefined, {
      onSuccess: ({ codes }) => {
        if (codes) props.onCodes(codes);
      },
    });
  return (
    <Card title={text('passkeys')} icon="key">
      <div className="stack">
        <p>{text('passkeys.what')}</p>
        {passkeys.length === 0 ? (
          <p className="quiet">{text('passkeys.none')}</p>
        ) : (
          <ul className="security-list" aria-label={text('passkeys')}>
            {passkeys.map((passkey) => (
              <OnePasskey key={passkey.id} passkey={passkey} />
            ))}
          </ul>
        )}
        {add.isError &&
          (add.error instanceof RequestProblem ? (
            <Trouble error={add.error} />
          ) : (
            <Notice tone="care" live>
              <p>{text('passkeys.failed')}</p>
            </Notice>
          ))}
        {canUsePasskeys(passkeyHost) ? (
          <p>
            <Button
              look={passkeys.length === 0 ? 'main' : 'plain'}
              icon="key"
              busy={add.isPending}
              onClick={make}
            >
              {text('passkeys.add')}
            </Button>
          </p>
        ) : (
          <p className="quiet small">{text('passkeys.not-here')}</p>
        )}
      </div>
    </Card>
  );
}

function OnePasskey(props: { passkey: PasskeyView }) {
  const text = useSecurityText();
  const { id, name, isBackedUp, isCloned, createdAt, usedAt } = props.passkey;
  const [doing, setDoing] = useState<'rename' | 'remove'>();
  const rename = useChange((client, next: string) => client.call(renamePasskey, { id, name: next }));
  const remove = useChange((client) => client.call(removePasskey, { id }));
  const end = () => setDoing(undefined);
  return (
    <li className="security-one">
      <div className="security-name">
        {name}
        {isCloned ? (
          <Tag tone="danger" icon="warning">
            {text('passkeys.cloned')}
          </Tag>
        ) : (
          <Tag>{text(isBackedUp ? 'passkeys.synced' : 'passkeys.only-here')}</Tag>
        )}
      </div>
      {isCloned && <p>{text('passkeys.cloned.what')}</p>}
      <p className="quiet small">
        {text('since', { at: showMoment(createdAt) })},{' '}
        {usedAt === undefined ? text('never-used') : text('used', { at: showMoment(usedAt) })}
      </p>
      {doing === 'rename' && (
        <NameForm
          label={text('passkeys.name')}
          name={name}
          busy={rename.isPending}
          error={rename.error}
          onSave={(next) => rename.mutate(next, { onSuccess: end })}
          onCancel={end}
        />
      )}
      {doing === 'remove' && (
        <Sure
          question={text('remove.sure', { name })}
          yes={text('remove.yes')}
          busy={remove.isPending}
          error={remove.error}
          onYes={() => remove.mutate(undefined, { onSuccess: end })}
          onNo={end}
        />
      )}
      {doing === undefined && (
        <p className="security-actions">
          <Button look="quiet" icon="mend" onClick={() => setDoing('rename')}>
            {text('rename')}
          </Button>
          <Button look="quiet" icon="close" onClick={() => setDoing('remove')}>
            {text('remove')}
          </Button>
        </p>
      )}
    </li>
  );
}

/** A first name for a passkey, which its owner may change: the system she sits at. */
function nameOfThisDevice(otherwise: string): string {
  const system = /iPhone|iPad|Android|Windows|CrOS|Macintosh|Linux/u.exec(navigator.userAgent)?.[0];
  return system === 'Macintosh' ? 'Mac' : (system ?? otherwise);
}
