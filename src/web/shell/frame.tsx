import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useLanguage, useWords } from '#web/text/text-context.tsx';
import { Icon, Mark } from '#web/ui/icon.tsx';
import { addressOf } from './address.ts';
import type { Page } from './define-page.ts';
import { useOnline } from './online.ts';
import { warm } from './open-page.tsx';
import { Places } from './places.tsx';
import { useLock } from './shared/lock-context.ts';
import { useShell } from './shell-context.tsx';
import './frame.css';

/** Comes where a licence is not in force. */
const Withheld = lazy(async () => ({ default: (await import('./withheld.tsx')).Withheld }));

/** Comes on shared computers only. */
const PinOffer = lazy(async () => ({ default: (await import('./shared/pin-offer.tsx')).PinOffer }));

/** The frame around every page: a rail of places on a desktop, a bottom bar of them on a phone. */
export function Frame(props: {
  current: Page | undefined;
  person: string | undefined;
  /** What the reader must hear of, above everything. */
  news?: ReactNode;
  banner: ReactNode;
  children: ReactNode;
}) {
  const words = useWords();
  const language = useLanguage();
  const { preferences, prefer, workspace, workspaces, me } = useShell();
  const { lock } = useLock();
  const other = language === 'vi' ? 'en' : 'vi';
  useEffect(() => {
    // A bus tunnel later the other places still open: their code is already here.
    const wait = setTimeout(() => workspace.places.forEach((page) => warm(page, language)), 2500);
    return () => clearTimeout(wait);
  }, [workspace, language]);
  return (
    <div className="frame">
      <a className="skip" href="#work">
        {words('skip')}
      </a>
      <header className="frame-top no-print">
        <Link href="/" className="frame-brand">
          <Mark />
          <span className="frame-name">{words('product')}</span>
        </Link>
        <p className="frame-who">
          <span className="strong">{me.name}</span>
          {me.facility && <span className="quiet"> · {me.facility.name}</span>}
        </p>
        {workspaces.length > 1 && (
          <select
            className="select frame-workspace"
            aria-label={words('workspace')}
            value={workspace.id}
            onChange={(event) => prefer({ workspace: event.target.value })}
          >
            {workspaces.map(({ id, title }) => (
              <option key={id} value={id}>
                {title[language]}
              </option>
            ))}
          </select>
        )}
        {lock && (
          <button type="button" className="button button-quiet" onClick={lock}>
            <Icon name="lock" />
            <span className="frame-word">{words('lock.now')}</span>
          </button>
        )}
        <button
          type="button"
          className="button button-quiet"
          lang={other}
          onClick={() => prefer({ ...preferences, language: other })}
        >
          <Icon name="language" />
          {words('language.other')}
        </button>
      </header>
      <Places current={props.current} foreign={props.person !== undefined && props.person !== me.patientId} />
      <div className="frame-column">
        <OfflineBanner />
        {me.withheld !== undefined && (
          <aside className="frame-note no-print" aria-label={words('licence.title')}>
            <Suspense fallback={null}>
              <Withheld because={me.withheld} />
            </Suspense>
          </aside>
        )}
        {lock && (
          <Suspense fallback={null}>
            <PinOffer />
          </Suspense>
        )}
        {props.news}
        {props.banner}
        {props.children}
      </div>
    </div>
  );
}

function OfflineBanner() {
  const words = useWords();
  const online = useOnline();
  return (
    <output className="no-print">
      {!online && (
        <span className="frame-offline">
          <Icon name="offline" />
          {words('offline')}
        </span>
      )}
    </output>
  );
}

/** Tabs of an open record. */
export function PersonTabs(props: { tabs: readonly Page[]; current: Page; person: string }) {
  const language = useLanguage();
  const words = useWords();
  const { me } = useShell();
  return (
    <nav className="tabs no-print" aria-label={words('record.parts')}>
      {props.tabs.map((page) => (
        <Link
          key={page.id}
          href={addressOf(page, me, page.person ? { [page.person]: props.person } : {}) ?? '/'}
          aria-current={page.id === props.current.id ? 'page' : undefined}
        >
          <Icon name={page.icon} />
          {(page.short ?? page.title)[language]}
        </Link>
      ))}
    </nav>
  );
}
