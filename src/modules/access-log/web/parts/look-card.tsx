import type { ReactNode } from 'react';
import '#web/ui/card.css';

/** One look among many: several may bear the same name, so none is a landmark of the page. */
export function LookCard(props: {
  title: string;
  tone?: 'plain' | 'danger' | 'care';
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <article className={`card card-${props.tone ?? 'plain'}`}>
      <header className="card-head">
        <h2>{props.title}</h2>
        {props.aside && <div className="card-aside">{props.aside}</div>}
      </header>
      {props.children}
    </article>
  );
}
