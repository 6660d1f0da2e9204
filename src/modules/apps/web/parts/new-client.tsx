import { useState, type FormEvent } from 'react';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choice, TextArea, TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type vi from '../apps.vi.json';
import { useCreateClient } from '../queries.ts';
import { readKeys } from './read-keys.ts';
import { fieldOf } from './field-of.ts';
import type { Credentials } from './told.tsx';

type Kind = 'system' | 'app' | 'device';
type Proof = 'secret' | 'keys' | 'key-address' | 'none';

const proofs: Readonly<Record<Kind, readonly Proof[]>> = {
  system: ['keys', 'key-address', 'secret'],
  app: ['none', 'keys', 'key-address', 'secret'],
  device: ['none'],
};

/** The form in which a system, app or board is registered. */
export function NewClient(props: { onMade: (made: Credentials) => void; onCancel: () => void }) {
  const text = useText<typeof vi>();
  const create = useCreateClient();
  const [kind, setKind] = useState<Kind>('system');
  const [proof, setProof] = useState<Proof>('keys');
  const [wrongKeys, setWrongKeys] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string): string => fieldOf(form, name);
    const jwks = proof === 'keys' ? readKeys(field('keys')) : undefined;
    setWrongKeys(proof === 'keys' && jwks === undefined);
    if (proof === 'keys' && jwks === undefined) return;
    const redirectUris = field('redirect').split(/\s+/u).filter(Boolean);
    const optional = {
      launchUri: field('launch'),
      facilityId: field('facility'),
      jwksUri: field('key-address'),
    };
    create.mutate(
      {
        name: field('name'),
        kind,
        scope: field('scope'),
        isPublic: proof === 'none',
        ...(kind === 'app' && { redirectUris }),
        ...(jwks && { jwks }),
        ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== '')),
      },
      { onSuccess: props.onMade },
    );
  };
  return (
    <form className="apps-form" onSubmit={submit}>
      <Choice
        label={text('kind')}
        name="kind"
        value={kind}
        options={(['system', 'app', 'device'] as const).map((value) => ({
          value,
          label: text(`kind.${value}`),
        }))}
        onChange={(value) => {
          setKind(value);
          setProof(proofs[value][0]!);
        }}
      />
      <TextField label={text('name')} name="name" required minLength={2} maxLength={100} />
      <TextField
        label={text('scope')}
        name="scope"
        required
        hint={text(`scope.hint.${kind}`)}
        spellCheck={false}
      />
      <Choice
        label={text('proof')}
        name="proof"
        value={proof}
        options={proofs[kind].map((value) => ({ value, label: text(`proof.${value}`) }))}
        onChange={setProof}
      />
      {proof === 'keys' && (
        <TextArea
          label={text('keys')}
          name="keys"
          required
          rows={5}
          spellCheck={false}
          hint={text('keys.hint')}
          error={wrongKeys ? text('keys.wrong') : undefined}
        />
      )}
      {proof === 'key-address' && (
        <TextField
          label={text('proof.key-address')}
          name="key-address"
          type="url"
          required
          hint={text('key-address.hint')}
        />
      )}
      {kind === 'app' && (
        <>
          <TextArea label={text('redirect')} name="redirect" required rows={2} hint={text('redirect.hint')} />
          <TextField label={text('launch-uri')} name="launch" type="url" hint={text('launch-uri.hint')} />
        </>
      )}
      {kind === 'system' && (
        <TextField label={text('facility')} name="facility" hint={text('facility.hint')} />
      )}
      {create.isError && <Trouble error={create.error} />}
      <div className="apps-actions">
        <Button type="submit" look="main" busy={create.isPending}>
          {text('save')}
        </Button>
        <Button look="quiet" onClick={props.onCancel}>
          {text('cancel')}
        </Button>
      </div>
    </form>
  );
}
