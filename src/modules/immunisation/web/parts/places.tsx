import { Link, useLocation } from 'wouter';
import { useShell } from '#web/shell/shell-context.tsx';
import { useImmunisationText } from './immunisation-text.ts';
import './immunisation.css';

const places = [
  ['/immunisation', 'place.session', 'immunisation.see'],
  ['/immunisation/stock', 'place.stock', 'immunisation.see'],
  ['/immunisation/cold-chain', 'place.cold-chain', 'immunisation.see'],
  ['/immunisation/reactions', 'place.reactions', 'immunisation.see'],
  ['/immunisation/exchange', 'place.exchange', 'immunisation.exchange'],
] as const;

/** The ways between the pages of a vaccination room. */
export function Places() {
  const text = useImmunisationText();
  const [here] = useLocation();
  const { me } = useShell();
  return (
    <nav className="jab-places no-print" aria-label={text('places')}>
      {places
        .filter(([, , allow]) => me.permissions.includes(allow))
        .map(([path, word]) => (
          <Link key={path} href={path} aria-current={here === path ? 'page' : undefined}>
            {text(word)}
          </Link>
        ))}
    </nav>
  );
}
