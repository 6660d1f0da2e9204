import { useState } from 'react';
import { useText } from '#web/text/text-context.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choice } from '#web/ui/field.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import type vi from '../../access-log.vi.json';
import { wordFor } from '../../parts/known-words.ts';
import { OneReview } from '../../parts/one-review.tsx';
import { useReviews } from '../../queries.ts';
import '../../parts/access-log.css';

/** Complaints and unusual looks of the facility: who looks after them and what was decided. Nothing of a record. */
export default function ReviewsPage() {
  const text = useText<typeof vi>();
  const [state, setState] = useState<'open' | 'decided'>('open');
  const query = useReviews(state);
  return (
    <div className="stack">
      <div>
        <h1>{text('reviews.title')}</h1>
        <p className="quiet looks-what">{text('reviews.what')}</p>
      </div>
      <Choice
        label={text('reviews.show')}
        name="reviews"
        value={state}
        options={[
          { value: 'open', label: text('reviews.open') },
          { value: 'decided', label: text('reviews.decided') },
        ]}
        onChange={setState}
      />
      <View query={query}>
        {({ reviews, precision }) => (
          <div className="stack">
            {reviews.length === 0 ? (
              <Nothing
                icon="inbox"
                title={text(state === 'open' ? 'reviews.empty' : 'reviews.decided.empty')}
              >
                <p>{text('reviews.empty.what')}</p>
              </Nothing>
            ) : (
              <ul className="looks" aria-label={text('reviews.title')}>
                {reviews.map((review) => (
                  <li key={review.id}>
                    <OneReview review={review} />
                  </li>
                ))}
              </ul>
            )}
            {precision.length > 0 && (
              <Card title={text('precision.title')} icon="trends">
                <p className="quiet">{text('precision.what')}</p>
                <dl className="look-facts">
                  {precision.map(({ rule, confirmed, decided }) => (
                    <div key={rule}>
                      <dt>{wordFor(text, 'rule', rule)}</dt>
                      <dd>{text('precision.one', { confirmed, decided })}</dd>
                    </div>
                  ))}
                </dl>
              </Card>
            )}
          </div>
        )}
      </View>
    </div>
  );
}
