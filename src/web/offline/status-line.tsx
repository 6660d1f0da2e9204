import { Link } from 'wouter';
import { showClock } from '#kernel/display/show-date.ts';
import { leaveToSignIn } from '#web/shell/sign-in.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { useDevice, useDeviceStatus } from './device-context.tsx';
import type { DeviceStatus } from './device.ts';
import { useOfflineWords } from './offline-words.ts';
import './status-line.css';

/** The page where what is stuck is looked at; its address is fixed, because the kit knows no module. */
const devicePath = '/device';

/** A wrong clock is told from here on. */
const noticeableMs = 5 * 60_000;

/** Where the work is, always in sight: safe here, sent, or refused and why. */
export function StatusLine() {
  const device = useDevice();
  const status = useDeviceStatus();
  const words = useOfflineWords();
  if (status.mode === 'online')
    return (
      <p className="status-line status-line-good">
        <Icon name="check" size={16} />
        {words('line.online')}
      </p>
    );
  const count = (state: string) => status.pending.filter((write) => write.state === state).length;
  const [refused, conflict] = [count('refused'), count('conflict')];
  const waiting = status.pending.length - refused - conflict;
  const isStuck = refused + conflict > 0 || status.isFull || status.needs === 'registration';
  return (
    <output
      className={`status-line ${isStuck ? 'status-line-care' : waiting === 0 ? 'status-line-good' : ''}`}
    >
      <Icon name={isStuck ? 'warning' : waiting > 0 ? 'inbox' : 'check'} size={16} />
      <span className="status-line-words">
        <span>{mainSentence(status, waiting, words)}</span>
        {refused > 0 && <span>{words('line.refused', { n: refused })}</span>}
        {conflict > 0 && <span>{words('line.conflict', { n: conflict })}</span>}
        {asideOf(status, words).map((sentence) => (
          <span key={sentence} className="quiet">
            {sentence}
          </span>
        ))}
      </span>
      {status.needs === 'sign-in' && (
        <Button look="main" onClick={() => void leaveToSignIn(location.pathname)}>
          {words('line.sign-in.do')}
        </Button>
      )}
      {status.needs === undefined && waiting > 0 && !status.isSyncing && (
        <Button look="quiet" onClick={() => void device.sync()}>
          {words('line.now')}
        </Button>
      )}
      {isStuck && (
        <Link className="button button-plain" href={devicePath}>
          {words('line.look')}
        </Link>
      )}
    </output>
  );
}

type Words = ReturnType<typeof useOfflineWords>;

function mainSentence(status: DeviceStatus, waiting: number, words: Words): string {
  if (waiting > 0) return words('line.saved', { n: waiting });
  if (status.isSyncing && status.download === undefined) return words('line.sending');
  return status.sentAt === undefined
    ? words('line.sent')
    : words('line.sent-at', { at: showClock(status.sentAt.toISOString()) });
}

/** What else there is to know, the weightiest first. */
function asideOf(
  { network, needs, isFull, ofOthers, download, clockBehindMs = 0 }: DeviceStatus,
  words: Words,
): string[] {
  const minutes = Math.round(Math.abs(clockBehindMs) / 60_000);
  return [
    ...(isFull ? [words('line.full')] : []),
    ...(needs === 'sign-in' ? [words('line.sign-in')] : []),
    ...(needs === 'registration' ? [words('line.registration')] : []),
    ...(network === 'portal' ? [words('line.portal')] : []),
    ...(network === 'none' && needs === undefined ? [words('line.none')] : []),
    ...(download === undefined
      ? []
      : [
          download.all === undefined
            ? words('line.download', { done: download.done })
            : words('line.download-of', { done: download.done, all: download.all }),
        ]),
    ...(ofOthers > 0 ? [words('line.others', { n: ofOthers })] : []),
    ...(Math.abs(clockBehindMs) > noticeableMs ? [words('line.clock', { minutes })] : []),
  ];
}
