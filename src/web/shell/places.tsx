import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useLanguage, useWords } from '#web/text/text-context.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { useWide } from '#web/ui/wide.ts';
import { addressOf } from './address.ts';
import type { Page } from './define-page.ts';
import { warm } from './open-page.tsx';
import { useShell } from './shell-context.tsx';
import { shareOut, standsIn } from './share-out.ts';

/**
 * The places of the workspace: all of them in the rail of a desktop; in the bar of a phone as many as a thumb hits, the others in a
 * sheet behind its last word. `foreign` says that the record in sight is not the reader's own: she came to it from her home.
 */
export function Places(props: { current: Page | undefined; foreign: boolean }) {
  const words = useWords();
  const { me, workspace } = useShell();
  const isRail = useWide('56.01rem');
  const [isOpen, setOpen] = useState(false);
  const reachable = workspace.places.filter((page) => addressOf(page, me) !== undefined);
  const { shown, more } = isRail ? { shown: reachable, more: [] } : shareOut(reachable);
  const here = props.foreign ? workspace.home : standsIn(props.current, reachable);
  const isInside = here !== undefined && more.includes(here);
  return (
    <>
      <nav className="frame-places no-print" aria-label={words('places')}>
        <ul>
          {shown.map((page) => (
            <Place key={page.id} page={page} isHere={page === here} />
          ))}
          {more.length > 0 && (
            <li>
              <button
                type="button"
                aria-haspopup="dialog"
                aria-expanded={isOpen}
                aria-current={isInside || undefined}
                onClick={() => setOpen(true)}
              >
                <Icon name="more" size={24} />
                <span>{words('places.more')}</span>
              </button>
            </li>
          )}
        </ul>
      </nav>
      {isOpen && more.length > 0 && (
        <Sheet title={words('places.others')} onClose={() => setOpen(false)}>
          <ul className="more-places">
            {more.map((page) => (
              <Place key={page.id} page={page} isHere={page === here} whole onGo={() => setOpen(false)} />
            ))}
          </ul>
        </Sheet>
      )}
    </>
  );
}

/** One place; by its whole name where there is room for it. */
function Place(props: { page: Page; isHere: boolean; whole?: boolean; onGo?: () => void }) {
  const { page, isHere, whole = false, onGo } = props;
  const language = useLanguage();
  const [, go] = useLocation();
  const { me } = useShell();
  const address = addressOf(page, me);
  if (address === undefined) return null;
  return (
    <li>
      <Link
        href={address}
        aria-current={isHere ? 'page' : undefined}
        onPointerEnter={() => warm(page, language)}
        onClick={(event) => {
          event.preventDefault();
          onGo?.();
          go(address);
        }}
      >
        <Icon name={page.icon} size={24} />
        <span>{((whole ? undefined : page.short) ?? page.title)[language]}</span>
      </Link>
    </li>
  );
}
