import type { ReactNode } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import type { ShownAlert } from '../../api.ts';
import { useAssistantText } from '../assistant-text.ts';

/** One alert: why, by which lines, what to do, and what became of it. */
export function AlertCard(props: { alert: ShownAlert; title: string; children?: ReactNode }) {
  const { alert, title, children } = props;
  const { state, urgent, isLate, grounds, answer, by, words, closedAt, dueAt } = alert;
  const text = useAssistantText();
  const language = useLanguage();
  const isOpen = state === 'open';
  return (
    <Card
      title={title}
      icon={isOpen ? 'bell' : 'check'}
      tone={isOpen && urgent ? 'care' : 'plain'}
      aside={
        isOpen && isLate ? (
          <Tag tone="danger" icon="warning">
            {text('late')}
          </Tag>
        ) : undefined
      }
    >
      <div className="stack-tight">
        <p>
          <span className="strong">{text('why')}</span> {alert.why[language]}
        </p>
        {grounds.length > 0 && (
          <ul aria-label={text('grounds')}>
            {grounds.map((ground) => (
              <li key={`${ground.at} ${ground.words.vi}`}>
                <span className="strong">{ground.words[language]}</span>{' '}
                <span className="quiet">{showMoment(ground.at)}</span>
              </li>
            ))}
          </ul>
        )}
        {isOpen && (
          <p>
            <span className="strong">{text('todo')}</span> {alert.todo[language]}
          </p>
        )}
        {isOpen && <p className="quiet small">{text(`due.${alert.asks}`, { at: showMoment(dueAt) })}</p>}
        {state === 'answered' && answer !== undefined && (
          <p role="status">
            <span className="strong">{text(`answer.${answer}`)}</span>
            {words !== undefined && <> {words}</>}
          </p>
        )}
        {state === 'ended' && <p role="status">{text('ended')}</p>}
        {closedAt !== undefined && (
          <p className="quiet small">
            {by !== undefined && `${by}, `}
            {showMoment(closedAt)}
          </p>
        )}
      </div>
      {children}
    </Card>
  );
}
