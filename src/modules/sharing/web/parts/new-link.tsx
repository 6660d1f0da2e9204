import { useState, type FormEvent } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Choice, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { QrPicture } from '#web/ui/qr-picture.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { longestLabel, passcodeLength } from '../../api.ts';
import { spans, type Span } from '../../domain/link-state.ts';
import { sharedParts, type SharedPart } from '../../domain/shared-part.ts';
import { useMakeLink } from '../queries.ts';
import { useSharingText } from '../sharing-text.ts';

/** What she gives, for how long, how often, behind which passcode; then the link, which is seen this once. */
export function NewLink(props: { onClose: () => void }) {
  const text = useSharingText();
  const make = useMakeLink();
  const [what, setWhat] = useState<SharedPart>('usual');
  const [span, setSpan] = useState<Span>('day');
  const [times, setTimes] = useState<'once' | 'many'>('once');
  const [passcode, setPasscode] = useState('');
  const [label, setLabel] = useState('');
  const isShort = passcode.trim() !== '' && passcode.trim().length < passcodeLength;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isShort) return;
    make.mutate({
      what,
      span,
      once: times === 'once',
      ...(passcode.trim() !== '' && { passcode: passcode.trim() }),
      ...(label.trim() !== '' && { label: label.trim() }),
    });
  };
  return (
    <Sheet title={text('new.title')} onClose={props.onClose}>
      {make.data === undefined ? (
        <form className="stack" onSubmit={submit} noValidate>
          <Choice
            label={text('new.what')}
            name="share-what"
            value={what}
            options={sharedParts.map((value) => ({ value, label: text(`part.${value}`) }))}
            onChange={setWhat}
          />
          <p className="quiet">{text(`part.${what}.what`)}</p>
          <Choice
            label={text('new.span')}
            name="share-span"
            value={span}
            options={spans.map((value) => ({ value, label: text(`span.${value}`) }))}
            onChange={setSpan}
          />
          <Choice
            label={text('new.times')}
            name="share-times"
            value={times}
            options={(['once', 'many'] as const).map((value) => ({ value, label: text(`times.${value}`) }))}
            onChange={setTimes}
          />
          <TextField
            label={text('new.passcode')}
            hint={text('new.passcode.hint')}
            error={isShort ? text('new.passcode.short', { count: passcodeLength }) : undefined}
            value={passcode}
            maxLength={100}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={(event) => setPasscode(event.target.value)}
          />
          <TextField
            label={text('new.label')}
            hint={text('new.label.hint')}
            value={label}
            maxLength={longestLabel}
            autoComplete="off"
            onChange={(event) => setLabel(event.target.value)}
          />
          {make.isError && <Trouble error={make.error} />}
          <Button type="submit" look="main" busy={make.isPending}>
            {text('new.make')}
          </Button>
        </form>
      ) : (
        <MadeLink shlink={make.data.shlink} hasPasscode={make.data.link.hasPasscode} />
      )}
    </Sheet>
  );
}

function MadeLink(props: { shlink: string; hasPasscode: boolean }) {
  const text = useSharingText();
  const [copied, setCopied] = useState<boolean>();
  const address = `${location.origin}/shl#${props.shlink}`;
  const copy = () => {
    navigator.clipboard.writeText(address).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="stack">
      <Notice tone="care" title={text('made.once')} live />
      {props.hasPasscode && <p>{text('made.passcode')}</p>}
      <div className="share-qr">
        <QrPicture text={address} label={text('made.qr')} />
      </div>
      <p className="share-words" data-testid="share-address">
        {address}
      </p>
      <div className="share-buttons">
        <Button look="main" onClick={copy}>
          {text('made.copy')}
        </Button>
        <Button icon="print" onClick={() => window.print()}>
          {text('print')}
        </Button>
      </div>
      <p role="status">
        {copied === true && text('made.copied')}
        {copied === false && text('made.not-copied')}
      </p>
    </div>
  );
}
