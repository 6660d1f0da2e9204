import type { ButtonHTMLAttributes } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './button.css';

type Look = 'main' | 'plain' | 'quiet' | 'danger';

/** A button with a verb on it. `main` is the one main action of a page; `busy` keeps its place and its word. */
export function Button(
  props: ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look; icon?: IconName; busy?: boolean },
) {
  const {
    look = 'plain',
    icon,
    busy = false,
    children,
    className = '',
    type = 'button',
    disabled,
    ...rest
  } = props;
  return (
    <button
      {...rest}
      type={type}
      aria-busy={busy || undefined}
      disabled={disabled === true || busy}
      className={`button button-${look} ${className}`}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
