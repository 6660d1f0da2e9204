import { useId, type ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './card.css';

/** One subject of a page: a heading, what belongs to it, and perhaps one way on. */
export function Card(props: {
  title: string;
  icon?: IconName;
  tone?: 'plain' | 'danger' | 'care';
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const id = useId();
  return (
    <section className={`card card-${props.tone ?? 'plain'} ${props.className ?? ''}`} aria-labelledby={id}>
      <header className="card-head">
        {props.icon && <Icon name={props.icon} />}
        <h2 id={id}>{props.title}</h2>
        {props.aside && <div className="card-aside">{props.aside}</div>}
      </header>
      {props.children}
    </section>
  );
}

/** A short word about a fact, with a shape beside the colour. */
export function Tag(props: {
  tone?: 'plain' | 'good' | 'care' | 'danger' | 'info';
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <span className={`tag tag-${props.tone ?? 'plain'}`}>
      {props.icon && <Icon name={props.icon} size={14} />}
      {props.children}
    </span>
  );
}
