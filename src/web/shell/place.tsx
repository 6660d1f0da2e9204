import { Link, useLocation } from 'wouter';
import { useLanguage } from '#web/text/text-context.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { addressOf } from './address.ts';
import type { Page } from './define-page.ts';
import { warm } from './open-page.tsx';
import { useShell } from './shell-context.tsx';

/** One place; by its whole name where there is room for it. */
export function Place(props: { page: Page; isHere: boolean; whole?: boolean; onGo?: () => void }) {
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
