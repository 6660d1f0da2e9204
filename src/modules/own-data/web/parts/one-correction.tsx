import type { ReactNode } from 'react';
import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import type { ShownCorrection } from '../../domain/corrections-contract.ts';
import { useOwnText } from '../own-text.ts';
import { showField } from './show-field.ts';

const tones = {
  asked: 'info',
  received: 'info',
  accepted: 'good',
  refused: 'care',
  withdrawn: 'plain',
} as const;

/** A request with both values side by side, the law's days, and the answer. */
export function OneCorrection(props: {
  correction: ShownCorrection;
  /** What the line says by now, where that is known. */
  now?: string | undefined;
  heading: string;
  children?: ReactNode;
}) {
  const { correction, now, heading, children } = props;
  const { field, unit, was, proposed, state, written } = correction;
  const text = useOwnText();
  const language = useLanguage();
  const say = (value: string | undefined) => showField(field, value, unit, { text, language });
  const isOpen = state === 'asked' || state === 'received';
  const facts: readonly (readonly [string, string | undefined])[] = [
    [text('correct.words'), correction.words],
    [text('correct.asked-at'), showMoment(correction.askedAt)],
    [text('correct.receive-by'), state === 'asked' ? showDay(correction.receiveBy) : undefined],
    [text('correct.done-by'), isOpen ? showDay(correction.doneBy) : undefined],
    [text('correct.put-off'), correction.putOff],
    [
      text('correct.answered-at'),
      correction.answeredAt === undefined ? undefined : showMoment(correction.answeredAt),
    ],
    [text('correct.answer'), correction.answer],
  ];
  return (
    <Card
      title={heading}
      icon="mend"
      tone={correction.isLate ? 'care' : 'plain'}
      aside={
        <>
          {correction.isLate && (
            <Tag tone="danger" icon="warning">
              {text('correct.late')}
            </Tag>
          )}
          <Tag tone={tones[state]}>{text(`state.${state}`)}</Tag>
        </>
      }
    >
      <div className="stack">
        <p className="strong">{text(`field.name.${field}`)}</p>
        <dl className="own-beside">
          <div>
            <dt>{text('correct.was')}</dt>
            <dd>{field === 'not-mine' || field === 'words' ? correction.title : say(was)}</dd>
          </div>
          <div>
            <dt>{text('correct.proposed')}</dt>
            <dd>{say(proposed)}</dd>
          </div>
          {now !== undefined && now !== was && (
            <div>
              <dt>{text('correct.now')}</dt>
              <dd>{say(now)}</dd>
            </div>
          )}
          {written !== undefined && (
            <div>
              <dt>{text('correct.written')}</dt>
              <dd>{say(written)}</dd>
            </div>
          )}
        </dl>
        <dl className="own-facts">
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
        {children}
      </div>
    </Card>
  );
}
