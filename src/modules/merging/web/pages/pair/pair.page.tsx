import { Link } from 'wouter';
import { showMoment } from '#kernel/display/show-date.ts';
import { Card, Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { PageProps } from '#web/shell/define-page.ts';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import type { PairView } from '../../../api.ts';
import { Agreement } from '../../parts/agreement.tsx';
import { Decision } from '../../parts/decision.tsx';
import { explainWord, useMergingText } from '../../parts/merging-text.ts';
import { Side } from '../../parts/side.tsx';
import { usePair } from '../../queries.ts';
import '../../parts/merging.css';

/** Two records side by side, what is dangerous about joining them, and the decision. */
export default function PairPage(props: PageProps) {
  const text = useMergingText();
  const query = usePair(props.params['id'] ?? '');
  return (
    <div className="stack">
      <p>
        <Link href="/merge-desk">{text('back')}</Link>
      </p>
      <h1>{text('pair.title')}</h1>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton />}
      {query.data && <Pair pair={query.data} />}
    </div>
  );
}

function Pair(props: { pair: PairView }) {
  const text = useMergingText();
  const { pair } = props;
  const isOpen = pair.state === 'waiting' || pair.state === 'unsure';
  return (
    <>
      {pair.dangers.length > 0 && (
        <Notice tone={pair.needsSecond ? 'danger' : 'care'} title={text('dangers')}>
          <ul className="merging-points">
            {pair.dangers.map((danger) => (
              <li key={danger}>{text(`danger.${danger}`)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <p className="merging-tags">
        <Tag tone={pair.needsSecond ? 'danger' : 'plain'}>{text('risk', { n: pair.risk })}</Tag>
        <Tag>{text(`state.${pair.state}`)}</Tag>
        <Tag>{text(`source.${pair.source}`)}</Tag>
        {pair.score !== undefined && <Tag>{text('likely', { n: Math.floor(pair.score * 100) })}</Tag>}
      </p>
      <div className="merging-sides">
        {pair.sides.map((side, at) => (
          <Side key={side.person.id} side={side} title={text('side', { n: at + 1 })} />
        ))}
      </div>
      {(pair.source === 'registry' || pair.explanation.length > 0) && <Why pair={pair} />}
      {pair.decided !== undefined && pair.state !== 'proposed' && (
        <Notice tone="info" title={text('decided', { by: pair.decided.by, at: showMoment(pair.decided.at) })}>
          <p>“{pair.decided.words}”</p>
        </Notice>
      )}
      {pair.mergeId !== undefined && (
        <p>
          <Link href={`/merge-desk/done/${pair.mergeId}`}>{text('see-merge')}</Link>
        </p>
      )}
      {pair.isOwn && <Notice tone="care" title={text('own')} />}
      {!pair.isOwn && isOpen && <Decision pair={pair} />}
      {!pair.isOwn && pair.state === 'proposed' && <Agreement pair={pair} />}
    </>
  );
}

function Why(props: { pair: PairView }) {
  const text = useMergingText();
  const lines = props.pair.explanation
    .toSorted((a, b) => b.weight - a.weight)
    .flatMap(({ field, level, weight }) => {
      const word = explainWord(text, field, level);
      return word === undefined || level === 'missing' ? [] : [{ field, word, weight }];
    });
  return (
    <Card title={text('why')} icon="search">
      {lines.length === 0 && <p className="quiet">{text('why.none')}</p>}
      {lines.length > 0 && (
        <ul className="merging-why">
          {lines.map(({ field, word, weight }) => (
            <li key={field}>
              <Tag tone={weight > 0 ? 'good' : 'care'} icon={weight > 0 ? 'check' : 'close'}>
                {word}
              </Tag>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
