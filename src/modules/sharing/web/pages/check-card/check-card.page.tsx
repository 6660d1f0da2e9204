import { useCallback, useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { showDay } from '#kernel/display/show-date.ts';
import { useClient } from '#web/data/client-context.tsx';
import { Camera } from '#web/scan/camera.tsx';
import { Button } from '#web/ui/button.tsx';
import { TextArea } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { checkCard, type CardPayload, type Checked } from '../../../domain/health-card.ts';
import { readBundle } from '../../../domain/vaccination-card.ts';
import { loadIssuer } from '../../kept-keys.ts';
import { Shots } from '../../parts/shots.tsx';
import { useSharingText } from '../../sharing-text.ts';
import '../../sharing.css';

/** Says who signed a card and whether it is whole. Everything happens on this device. */
export default function CheckCardPage() {
  const text = useSharingText();
  const client = useClient();
  const [words, setWords] = useState('');
  const [isLooking, setLooking] = useState(false);
  const check = useMutation({
    mutationFn: async (card: string) => {
      const { issuer, keys, isKept } = await loadIssuer(client);
      return { checked: await checkCard(card, issuer, keys), isKept };
    },
    networkMode: 'always',
    gcTime: 0,
  });
  const { mutate } = check;
  const take = useCallback(
    (found: string) => {
      setLooking(false);
      setWords(found);
      mutate(found);
    },
    [mutate],
  );
  return (
    <div className="stack">
      <div>
        <h1>{text('check.title')}</h1>
        <p className="quiet">{text('check.what')}</p>
      </div>
      <form
        className="stack"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (words.trim() !== '') mutate(words);
        }}
      >
        <TextArea
          label={text('check.paste')}
          hint={text('check.hint')}
          value={words}
          maxLength={20_000}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setWords(event.target.value);
            check.reset();
          }}
        />
        <div className="share-buttons">
          <Button type="submit" look="main" busy={check.isPending}>
            {text('check.do')}
          </Button>
          {!isLooking && (
            <Button icon="scan" onClick={() => setLooking(true)}>
              {text('check.camera')}
            </Button>
          )}
        </div>
      </form>
      {isLooking && (
        <Camera
          words={{
            look: text('check.look'),
            refused: text('check.refused'),
            absent: text('check.absent'),
            stop: text('check.stop'),
          }}
          onFound={take}
          onStop={() => setLooking(false)}
        />
      )}
      {check.isError && <Trouble error={check.error} />}
      {check.data !== undefined && <Verdict {...check.data} />}
    </div>
  );
}

function Verdict({ checked, isKept }: { checked: Checked; isKept: boolean }) {
  const text = useSharingText();
  return (
    <div className="stack">
      {isKept && <Notice tone="care" title={text('check.old-keys')} />}
      {checked.state === 'signed' && <Notice tone="good" title={text('check.signed')} live />}
      {checked.state === 'of-another' && <Notice tone="care" title={text('check.of-another')} live />}
      {(checked.state === 'forged' || checked.state === 'no-card') && (
        <Notice tone="danger" title={text(`check.${checked.state}`)} live />
      )}
      {(checked.state === 'signed' || checked.state === 'of-another') && (
        <CardWords payload={checked.payload} />
      )}
    </div>
  );
}

function CardWords({ payload }: { payload: CardPayload }) {
  const text = useSharingText();
  const { name, birthDate, shots } = readBundle(payload.vc.credentialSubject.fhirBundle);
  const at = new Date(payload.nbf * 1000);
  return (
    <div className="stack">
      <div>
        <p className="shared-name">{name}</p>
        <p>{birthDate !== '' && text('read.born', { day: showDay(birthDate) })}</p>
      </div>
      <Shots shots={shots} />
      <p className="share-issuer">{text('check.issuer', { issuer: payload.iss })}</p>
      {!Number.isNaN(at.getTime()) && (
        <p className="quiet">{text('check.made', { day: showDay(at.toISOString()) })}</p>
      )}
    </div>
  );
}
