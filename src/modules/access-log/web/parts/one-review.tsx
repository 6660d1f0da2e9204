import { useState } from 'react';
import { dayInVietnam, formatDay } from '#kernel/vietnam/date.ts';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { ReviewView } from '../../api.ts';
import type vi from '../access-log.vi.json';
import { useAcknowledge } from '../queries.ts';
import { showTime } from '../show-time.ts';
import { DecideForm } from './decide-form.tsx';
import { wordFor } from './known-words.ts';
import { LookCard } from './look-card.tsx';

const tones = { open: 'info', confirmed: 'care', explained: 'good', closed: 'plain' } as const;

/** One complaint or finding, by whom, until when, and the decision. */
export function OneReview(props: { review: ReviewView }) {
  const text = useText<typeof vi>();
  const { review } = props;
  const isComplaint = review.kind === 'complaint';
  return (
    <LookCard
      title={review.who || text('who.unknown')}
      tone={review.isLate ? 'danger' : isComplaint && review.state === 'open' ? 'care' : 'plain'}
      aside={
        <span className="look-line">
          {review.isLate && (
            <Tag tone="danger" icon="warning">
              {text('review.late')}
            </Tag>
          )}
          <Tag tone={isComplaint ? 'care' : 'info'}>{text(`review.${review.kind}`)}</Tag>
          {review.state !== 'open' && <Tag tone={tones[review.state]}>{text(`state.${review.state}`)}</Tag>}
        </span>
      }
    >
      <Facts review={review} />
      {review.words !== undefined && (
        <div className="look-words">
          <p className="quiet small">{text('review.words')}</p>
          <p>{review.words}</p>
        </div>
      )}
      {review.reason !== undefined && <p className="look-words">{review.reason}</p>}
      {review.state === 'open' && <Actions review={review} />}
    </LookCard>
  );
}

function Facts(props: { review: ReviewView }) {
  const text = useText<typeof vi>();
  const { review } = props;
  const rules = review.rules.map((rule) => wordFor(text, 'rule', rule)).join(', ');
  const facts: readonly (readonly [string, string | undefined])[] = [
    [text('review.person'), review.person ?? text('review.many')],
    [text('review.when'), `${formatDay(review.day)} ${showTime(review.first, review.last)}`],
    [text('review.facility'), review.facility],
    [text('review.times'), String(review.lines)],
    [
      text('review.rules'),
      rules === '' ? undefined : `${rules} (${text('review.score', { n: review.score })})`,
    ],
    [
      review.acknowledgedAt === undefined ? text('review.ack-by') : text('review.acknowledged'),
      review.kind === 'unusual'
        ? undefined
        : formatDay(
            review.acknowledgedAt === undefined
              ? review.acknowledgeBy
              : dayInVietnam(new Date(review.acknowledgedAt)),
          ),
    ],
    [text('review.by'), formatDay(review.doneBy)],
  ];
  return (
    <dl className="look-facts">
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
  );
}

function Actions(props: { review: ReviewView }) {
  const text = useText<typeof vi>();
  const { review } = props;
  const acknowledge = useAcknowledge(review.id);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <div className="look-actions">
        {review.kind === 'complaint' && review.acknowledgedAt === undefined && (
          <Button icon="check" busy={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
            {text('review.acknowledge')}
          </Button>
        )}
        {!isOpen && (
          <Button icon="mend" onClick={() => setOpen(true)}>
            {text('review.decide')}
          </Button>
        )}
      </div>
      {acknowledge.isError && <Trouble error={acknowledge.error} />}
      {isOpen && <DecideForm id={review.id} />}
    </>
  );
}
