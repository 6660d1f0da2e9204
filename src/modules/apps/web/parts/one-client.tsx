import { useState, type FormEvent } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { TextArea, TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { ClientSummary } from '../../api.ts';
import type vi from '../apps.vi.json';
import { useCloseClient, useRotateClient } from '../queries.ts';
import { readKeys } from './read-keys.ts';
import { fieldOf } from './field-of.ts';
import type { Credentials } from './told.tsx';

/** One system, app or board, and what can be done with it. */
export function OneClient(props: { client: ClientSummary; onMade: (made: Credentials) => void }) {
  const text = useText<typeof vi>();
  const { client } = props;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [text('id'), client.clientId],
    [text('scope'), client.scope],
    [text('proof'), text(`proof.${client.proof}`)],
    [text('redirect'), client.redirectUris.join(' ') || undefined],
    [text('launch-uri'), client.launchUri],
    [text('facility'), client.facilityId],
    [text('created'), showMoment(client.createdAt)],
    [text('changed'), client.keysChangedAt && showMoment(client.keysChangedAt)],
  ];
  return (
    <Card
      title={client.name}
      aside={
        <Tag tone={client.isClosed ? 'plain' : 'good'}>
          {`${text(`kind.${client.kind}`)} · ${text(client.isClosed ? 'closed' : 'open')}`}
        </Tag>
      }
    >
      <dl className="apps-facts">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name} {...(value === client.scope && { className: 'apps-facts-wide' })}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {!client.isClosed && <Actions {...props} />}
    </Card>
  );
}

function Actions(props: { client: ClientSummary; onMade: (made: Credentials) => void }) {
  const text = useText<typeof vi>();
  const { clientId, proof } = props.client;
  const close = useCloseClient();
  const [at, setAt] = useState<'rotate' | 'close'>();
  if (at === 'rotate') return <Rotate {...props} onDone={() => setAt(undefined)} />;
  return (
    <div className="apps-actions">
      {at === undefined && (
        <>
          {proof !== 'none' && proof !== 'certificate' && (
            <Button icon="key" onClick={() => setAt('rotate')}>
              {text('rotate')}
            </Button>
          )}
          <Button look="quiet" icon="close" onClick={() => setAt('close')}>
            {text('close')}
          </Button>
        </>
      )}
      {at === 'close' && (
        <>
          <p className="small">{text('close.what')}</p>
          <Button look="danger" busy={close.isPending} onClick={() => close.mutate({ clientId })}>
            {text('close.sure')}
          </Button>
          <Button look="quiet" onClick={() => setAt(undefined)}>
            {text('cancel')}
          </Button>
        </>
      )}
      {close.isError && <Trouble error={close.error} />}
    </div>
  );
}

function Rotate(props: { client: ClientSummary; onMade: (made: Credentials) => void; onDone: () => void }) {
  const text = useText<typeof vi>();
  const { clientId, proof } = props.client;
  const rotate = useRotateClient();
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = fieldOf(new FormData(event.currentTarget), 'proof');
    const jwks = proof === 'keys' ? readKeys(given) : undefined;
    setWrong(proof === 'keys' && jwks === undefined);
    if (proof === 'keys' && jwks === undefined) return;
    const input = { clientId, ...(jwks && { jwks }), ...(proof === 'key-address' && { jwksUri: given }) };
    rotate.mutate(input, {
      onSuccess: (made) => {
        props.onMade(made);
        props.onDone();
      },
    });
  };
  return (
    <form className="apps-form" onSubmit={submit}>
      {proof === 'secret' && <p className="small">{text('rotate.secret')}</p>}
      {proof === 'keys' && (
        <TextArea
          label={text('keys')}
          name="proof"
          required
          rows={5}
          spellCheck={false}
          hint={text('keys.hint')}
          error={isWrong ? text('keys.wrong') : undefined}
        />
      )}
      {proof === 'key-address' && (
        <TextField
          label={text('proof.key-address')}
          name="proof"
          type="url"
          required
          hint={text('key-address.hint')}
        />
      )}
      {rotate.isError && <Trouble error={rotate.error} />}
      <div className="apps-actions">
        <Button type="submit" look="main" busy={rotate.isPending}>
          {text('rotate.sure')}
        </Button>
        <Button look="quiet" onClick={props.onDone}>
          {text('cancel')}
        </Button>
      </div>
    </form>
  );
}
