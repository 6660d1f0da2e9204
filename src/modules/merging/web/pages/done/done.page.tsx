import { useState } from 'react';
import { Link } from 'wouter';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Chip } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { MergeLine } from '../../../api.ts';
import { useMergingText } from '../../parts/merging-text.ts';
import { Person } from '../../parts/person.tsx';
import { useMerges } from '../../queries.ts';
import '../../parts/merging.css';

/** What was joined, parted and divided; from here a wrong joining is undone. */
export default function MergesPage() {
  const text = useMergingText();
  const [open, setOpen] = useState(false);
  const query = useMerges(open);
  const merges = query.data?.pages.flatMap((page) => page.merges) ?? [];
  return (
    <div className="stack">
      <p>
        <Link href="/merge-desk">{text('back')}</Link>
      </p>
      <div>
        <h1>{text('done.title')}</h1>
        <p className="quiet merging-what">{text('done.what')}</p>
      </div>
      <div className="merging-chips">
        <Chip pressed={open} onClick={() => setOpen(!open)}>
          {text('done.open')}
        </Chip>
      </div>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton />}
      {query.data && merges.length === 0 && (
        <Nothing icon="retry" title={text('done.empty')}>
          <p>{text('done.empty.what')}</p>
        </Nothing>
      )}
      {merges.length > 0 && (
        <ul className="merging-list" aria-label={text('done.title')}>
          {merges.map((merge) => (
            <li key={merge.id}>
              <OneMerge merge={merge} />
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text('more')}
        </Button>
      )}
    </div>
  );
}

function OneMerge(props: { merge: MergeLine }) {
  const text = useMergingText();
  const { merge } = props;
  return (
    <article className="merging-pair">
      <div className="merging-two">
        {merge.people.map((person) => (
          <Person key={person.id} person={person} />
        ))}
      </div>
      <p className="merging-tags">
        <Tag tone="info">{text(`kind.${merge.kind}`)}</Tag>
        {merge.partedAt !== undefined && <Tag tone="good">{text('parted')}</Tag>}
        {merge.waiting > 0 && <Tag tone="care">{text('waits', { n: merge.waiting })}</Tag>}
        {merge.objections > 0 && <Tag tone="danger">{text('objects', { n: merge.objections })}</Tag>}
        <span className="quiet small">{text('by-at', { by: merge.by, at: showMoment(merge.at) })}</span>
      </p>
      <p className="small">“{merge.words}”</p>
      {merge.kind === 'merge' && (
        <Link className="merging-open" href={`/merge-desk/done/${merge.id}`}>
          {text('see-merge')}
          <span className="unseen">
            {': '}
            {merge.people.map(({ name }) => name).join(', ')}
          </span>
        </Link>
      )}
    </article>
  );
}
