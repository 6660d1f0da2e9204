import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './notice.css';

const icons: Readonly<Record<'info' | 'care' | 'danger' | 'good', IconName>> = {
  info: 'info',
  care: 'warning',
  danger: 'warning',
  good: 'check',
};

/** A sentence that the reader should see now: what happened, what is safe, what to do. */
export function Notice(props: {
  tone: 'info' | 'care' | 'danger' | 'good';
  title?: string;
  live?: boolean;
  children?: ReactNode;
}) {
  return (
    <div
      className={`notice notice-${props.tone}`}
      role={props.live ? (props.tone === 'danger' ? 'alert' : 'status') : undefined}
    >
      <Icon name={icons[props.tone]} />
      <div className="stack-tight">
        {props.title && <p className="strong">{props.title}</p>}
        {props.children}
      </div>
    </div>
  );
}
