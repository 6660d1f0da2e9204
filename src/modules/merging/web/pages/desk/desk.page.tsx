import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { showDay } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Chip, TextField } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { PairLine } from '../../../api.ts';
import { useMergingText } from '../../parts/merging-text.ts';
import { Person } from '../../parts/person.tsx';
import { useAddPair, usePairs } from '../../queries.ts';
import '../../parts/merging.css';

const states = ['waiting', 'proposed', 'unsure', 'joined', 'distinct'] as const;

/** The queue: who may be one person, the most dangerous first. */
export default function MergeDeskPage() {
  const text = useMergingText();
  const [state, setState] = useState<PairLine['state']>('waiting');
  const query = usePairs(state);
  const pairs = query.data?.pages.flatMap((page) => page.pairs) ?? [];
  const counts = query.data?.pages[0]?.counts ?? {};
  return (
    <div className="stack">
      <div>
        <h1>{text('title')}</h1>
        <p className="quiet merging-what">{text('what')}</p>
      </div>
      <nav className="merging-ways" aria-label={text('title')}>
        <Link href="/merge-desk/done">{text('done')}</Link>
        <Link href="/merge-desk/split">{text('split')}</Link>
      </nav>
      <AddPair />
      <div className="merging-chips" role="group" aria-label={text('states')}>
        {states.map((one) => (
          <Chip key={one} pressed={one === state} count={counts[one] ?? 0} onClick={() => setState(one)}>
            {text(`state.${one}`)}
          </Chip>
        ))}
      </div>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton />}
      {query.data && pairs.length === 0 && (
        <Nothing icon="people" title={text('empty')}>
          <p>{text('empty.what')}</p>
        </Nothing>
      )}
      {pairs.length > 0 && (
        <ul className="merging-list" aria-label={text(`state.${state}`)}>
          {pairs.map((pair) => (
            <li key={pair.id}>
              <OnePair pair={pair} />
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

function OnePair(props: { pair: PairLine }) {
  const text = useMergingText();
  const { pair } = props;
  return (
    <article className="merging-pair">
      <div className="merging-two">
        {pair.people.map((person) => (
          <Person key={person.id} person={person} />
        ))}
      </div>
      <p className="merging-tags">
        <Tag tone={pair.needsSecond ? 'danger' : pair.risk >= 15 ? 'care' : 'plain'}>
          {text('risk', { n: pair.risk })}
        </Tag>
        {pair.needsSecond && <Tag icon="people">{text('second')}</Tag>}
        <Tag>{text(`source.${pair.source}`)}</Tag>
        {pair.score !== undefined && <Tag>{text('likely', { n: Math.floor(pair.score * 100) })}</Tag>}
        <span className="quiet small">{text('found', { at: showDay(pair.foundAt) })}</span>
      </p>
      {pair.proposedBy !== undefined && (
        <p className="small">{text('proposed-by', { by: pair.proposedBy })}</p>
      )}
      <Link className="merging-open" href={`/merge-desk/pairs/${pair.id}`}>
        {text('open')}
        <span className="unseen">
          {': '}
          {pair.people.map(({ name }) => name).join(', ')}
        </span>
      </Link>
    </article>
  );
}

function AddPair() {
  const text = useMergingText();
  const [, go] = useLocation();
  const add = useAddPair();
  const [open, setOpen] = useState(false);
  const [one, setOne] = useState('');
  const [other, setOther] = useState('');
  const [tried, setTried] = useState(false);
  if (!open)
    return (
      <div>
        <Button icon="people" onClick={() => setOpen(true)}>
          {text('add')}
        </Button>
      </div>
    );
  const missing = (value: string): string | undefined =>
    tried && value.trim() === '' ? text('add.missing') : undefined;
  return (
    <Card title={text('add')} icon="people">
      <form
        className="merging-add"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (one.trim() === '' || other.trim() === '') return;
          add.mutate({ one, other }, { onSuccess: ({ id }) => go(`/merge-desk/pairs/${id}`) });
        }}
      >
        <p className="quiet small">{text('add.what')}</p>
        <TextField
          label={text('add.one')}
          value={one}
          error={missing(one)}
          autoComplete="off"
          onChange={(event) => setOne(event.target.value)}
        />
        <TextField
          label={text('add.other')}
          value={other}
          error={missing(other)}
          autoComplete="off"
          onChange={(event) => setOther(event.target.value)}
        />
        <div className="merging-actions">
          <Button type="submit" look="main" busy={add.isPending}>
            {text('add')}
          </Button>
          <Button look="quiet" onClick={() => setOpen(false)}>
            {text('cancel')}
          </Button>
        </div>
        {add.isError && <Trouble error={add.error} />}
      </form>
    </Card>
  );
}
