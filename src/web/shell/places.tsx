import { lazy, Suspense, useEffect, useState } from 'react';
import { useWords } from '#web/text/text-context.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { useWide } from '#web/ui/wide.ts';
import { addressOf } from './address.ts';
import type { Page } from './define-page.ts';
import { Place } from './place.tsx';
import { useShell } from './shell-context.tsx';
import { shareOut, standsIn } from './share-out.ts';

const comeMore = () => import('./more-places.tsx');
const MorePlaces = lazy(async () => ({ default: (await comeMore()).MorePlaces }));

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
  const hasMore = more.length > 0;
  useEffect(() => {
    // Without a line the sheet still opens: its code is already here.
    if (hasMore) comeMore().catch(() => undefined);
  }, [hasMore]);
  return (
    <>
      <nav className="frame-places no-print" aria-label={words('places')}>
        <ul>
          {shown.map((page) => (
            <Place key={page.id} page={page} isHere={page === here} />
          ))}
          {hasMore && (
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
      {isOpen && hasMore && (
        <Suspense fallback={null}>
          <MorePlaces places={more} here={here} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
