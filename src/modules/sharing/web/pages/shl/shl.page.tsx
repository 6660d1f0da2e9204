import { useEffect, useState, type FormEvent } from 'react';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { manifestPath, type Opened } from '../../../api.ts';
import { readSummary, type ReadSummary } from '../../../domain/read-summary.ts';
import { openFile } from '../../../domain/sealed-file.ts';
import { readShlink, type ShlinkPayload } from '../../../domain/shlink.ts';
import { SharedSummary } from '../../parts/shared-summary.tsx';
import { useOpenShared } from '../../queries.ts';
import { useSharingText } from '../../sharing-text.ts';
import '../../sharing.css';

/** The words behind the #, as they are now. */
function useFragment(): string {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const hear = () => setFragment(location.hash);
    addEventListener('hashchange', hear);
    return () => removeEventListener('hashchange', hear);
  }, []);
  return fragment;
}

/** The secret of a link of this very Sen; undefined for a link of another server, which nobody here asks. */
function secretOf({ url }: ShlinkPayload): string | undefined {
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin || !pathname.startsWith(`${manifestPath}/`)) return undefined;
  return pathname.slice(manifestPath.length + 1);
}

/** Reads a shared summary: the key stays behind the #, what comes is opened on this page. */
export default function ReadSharedPage() {
  const text = useSharingText();
  const fragment = useFragment();
  const [pasted, setPasted] = useState('');
  const words = fragment.length > 1 ? fragment : pasted;
  const link = readShlink(words);
  return (
    <div className="stack">
      <div className="no-print">
        <h1>{text('read.title')}</h1>
        <p className="quiet">{text('read.what')}</p>
      </div>
      {fragment.length <= 1 && (
        <TextField
          label={text('read.paste')}
          hint={text('read.paste.hint')}
          value={pasted}
          maxLength={4000}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setPasted(event.target.value.trim())}
        />
      )}
      {words !== '' && link === undefined && <Notice tone="danger" title={text('read.no-link')} live />}
      {link !== undefined && <OpenLink key={words} link={link} />}
    </div>
  );
}

function OpenLink({ link }: { link: ShlinkPayload }) {
  const text = useSharingText();
  const open = useOpenShared();
  const [recipient, setRecipient] = useState('');
  const [passcode, setPasscode] = useState('');
  const [tried, setTried] = useState(false);
  const [summary, setSummary] = useState<ReadSummary | 'broken'>();
  const secret = secretOf(link);
  if (secret === undefined) return <Notice tone="care" title={text('read.elsewhere')} live />;
  if (summary === 'broken') return <Notice tone="danger" title={text('read.broken')} live />;
  if (summary !== undefined) return <SharedSummary summary={summary} />;
  const wantsPasscode = link.flag?.includes('P') === true || open.data?.outcome === 'passcode';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (recipient.trim() === '' || (wantsPasscode && passcode.trim() === '')) return;
    open.mutate(
      { secret, recipient: recipient.trim(), ...(passcode.trim() !== '' && { passcode: passcode.trim() }) },
      { onSuccess: (answer) => void take(answer, link.key).then(setSummary) },
    );
  };
  const { data } = open;
  if (data?.outcome === 'closed') return <Notice tone="care" title={text(`closed.${data.reason}`)} live />;
  if (data?.outcome === 'passcode' && data.remainingAttempts === 0)
    return <Notice tone="danger" title={text('closed.locked')} live />;
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {link.label !== undefined && <p className="strong">{link.label}</p>}
      <TextField
        label={text('read.recipient')}
        hint={text('read.recipient.hint')}
        error={tried && recipient.trim() === '' ? text('read.needed') : undefined}
        value={recipient}
        maxLength={200}
        autoComplete="name"
        onChange={(event) => setRecipient(event.target.value)}
      />
      {wantsPasscode && (
        <TextField
          label={text('read.passcode')}
          error={tried && passcode.trim() === '' ? text('read.needed') : undefined}
          value={passcode}
          maxLength={100}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => setPasscode(event.target.value)}
        />
      )}
      {data?.outcome === 'passcode' && !open.isPending && (
        <Notice tone="danger" title={text('read.wrong', { count: data.remainingAttempts })} live />
      )}
      {open.isError && <Trouble error={open.error} />}
      <Button type="submit" look="main" busy={open.isPending}>
        {text('read.open')}
      </Button>
    </form>
  );
}

/** Opens what came with the key of the link; undefined where nothing came. */
async function take(answer: Opened, key: string): Promise<ReadSummary | 'broken' | undefined> {
  if (answer.outcome !== 'given') return undefined;
  try {
    return readSummary(await openFile(answer.files[0]?.embedded ?? '', key)) ?? 'broken';
  } catch {
    return 'broken';
  }
}
