import { useState } from 'react';
import { Card } from '#web/ui/card.tsx';
import { Choice } from '#web/ui/field.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import type { readReviews } from '../../../api.ts';
import { useAccessText } from '../../parts/access-text.ts';
import { OneOpening } from '../../parts/one-opening.tsx';
import { ReviewForm, ReviewTag } from '../../parts/review-form.tsx';
import { useReviews } from '../../queries.ts';
import '../../parts/record-access.css';

type Shown = 'waiting' | 'done';
type Answer = ReturnType<typeof readReviews.output.parse>;

/** Each opening at the facility, to be judged by its supervisor, and how often each person opened. Nothing of a record. */
export default function OpeningsPage() {
  const text = useAccessText();
  const [shown, setShown] = useState<Shown>('waiting');
  const query = useReviews();
  return (
    <div className="stack access-page">
      <div>
        <h1>{text('reviews.title')}</h1>
        <p className="quiet access-lead">{text('reviews.what')}</p>
      </div>
      <Choice
        label={text('reviews.show')}
        name="openings"
        value={shown}
        options={[
          { value: 'waiting', label: text('reviews.waiting') },
          { value: 'done', label: text('reviews.done') },
        ]}
        onChange={setShown}
      />
      <View query={query}>
        {({ openings, counts }) => (
          <>
            <Openings openings={openings} shown={shown} />
            {counts.length > 0 && <Counts counts={counts} />}
          </>
        )}
      </View>
    </div>
  );
}

function Openings(props: { openings: Answer['openings']; shown: Shown }) {
  const text = useAccessText();
  const isWaiting = props.shown === 'waiting';
  const listed = props.openings.filter(({ outcome }) => (outcome === undefined) === isWaiting);
  if (listed.length === 0)
    return (
      <Nothing icon="inbox" title={text(isWaiting ? 'reviews.none' : 'reviews.done.none')}>
        <p>{text('reviews.none.what')}</p>
      </Nothing>
    );
  return (
    <section className="stack" aria-labelledby="openings-shown">
      <h2 id="openings-shown" className="unseen">
        {text(`reviews.${props.shown}`)}
      </h2>
      <ul className="access-list">
        {listed.map((opening) => (
          <li key={opening.id}>
            <OneOpening opening={opening} aside={<ReviewTag opening={opening} />}>
              {opening.outcome === undefined && <ReviewForm id={opening.id} />}
            </OneOpening>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Counts(props: { counts: Answer['counts'] }) {
  const text = useAccessText();
  return (
    <Card title={text('reviews.counts')} icon="trends">
      <div className="access-scroll">
        <table className="access-table">
          <thead>
            <tr>
              <th scope="col">{text('reviews.counts.who')}</th>
              <th scope="col" className="number">
                {text('reviews.counts.times')}
              </th>
              <th scope="col" className="number">
                {text('reviews.counts.waiting')}
              </th>
              <th scope="col" className="number">
                {text('reviews.counts.unjustified')}
              </th>
            </tr>
          </thead>
          <tbody>
            {props.counts.map(({ accountId, who, openings, waiting, unjustified }) => (
              <tr key={accountId}>
                <th scope="row">{who}</th>
                <td className="number">{openings}</td>
                <td className="number">{waiting}</td>
                <td className="number">{unjustified}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
