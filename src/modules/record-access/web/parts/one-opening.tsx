import type { ReactNode } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Tag } from '#web/ui/card.tsx';
import '#web/ui/card.css';
import type { OpeningView } from '../../api.ts';
import { useAccessText } from './access-text.ts';

/** One opening: who, why, where and until when; loud while it holds. */
export function OneOpening(props: { opening: OpeningView; aside?: ReactNode; children?: ReactNode }) {
  const text = useAccessText();
  const language = useLanguage();
  const { opening } = props;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [text('opening.person'), opening.person],
    [text('opening.reason'), opening.reason[language]],
    [text('opening.facility'), opening.facility],
    [text('opening.when'), showMoment(opening.openedAt)],
    [text('opening.note'), opening.note],
    [text('reviews.note'), opening.reviewNote],
  ];
  return (
    <article className={`card card-${opening.isOpen ? 'danger' : 'plain'}`}>
      <header className="card-head">
        <h3>{opening.who}</h3>
        <div className="card-aside row">
          <Tag tone={opening.kind === 'break-glass' ? 'danger' : 'care'} icon="lock">
            {text(`opening.${opening.kind}`)}
          </Tag>
          {props.aside}
        </div>
      </header>
      <p className={opening.isOpen ? 'strong' : 'quiet'}>{whenOver(text, opening)}</p>
      <dl className="access-facts">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {props.children}
    </article>
  );
}

function whenOver(text: ReturnType<typeof useAccessText>, opening: OpeningView): string {
  const { isOpen, closedAt, until } = opening;
  if (isOpen) return text('opening.open', { time: showMoment(until) });
  if (closedAt !== undefined) return text('opening.closed', { time: showMoment(closedAt) });
  return text('opening.over', { time: showMoment(until) });
}
