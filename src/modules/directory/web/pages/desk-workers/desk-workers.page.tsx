import { useState, type FormEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { showDay } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Choice, Choose, TextField } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import { findWorkers, findWorkersByName, listEnding, type WorkerLine } from '../../../api.ts';
import { DeskHead } from '../../parts/desk-head.tsx';
import { useDeskText } from '../../parts/desk-text.ts';

const standingTones = {
  active: 'good',
  expired: 'danger',
  'not-begun': 'care',
  suspended: 'danger',
  revoked: 'danger',
} as const;

const pageSize = 30;

interface Search {
  readonly by: 'number' | 'name';
  readonly what: string;
}

/** Health workers of one's place, found by licence or name; whose licence ends soon. */
export default function DeskWorkersPage() {
  const text = useDeskText();
  const [shown, setShown] = useState<'all' | 'ending'>('all');
  const [by, setBy] = useState<Search['by']>('number');
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState<Search>({ by: 'number', what: '' });
  const [offset, setOffset] = useState(0);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setShown('all');
    setOffset(0);
    setSearch({ by, what: typed.trim() });
  };
  return (
    <div className="stack">
      <div className="desk-head">
        <h1>{text('workers.title')}</h1>
        <Link href="/directory/workers/new" className="button button-main">
          <Icon name="person" />
          {text('workers.new')}
        </Link>
      </div>
      <DeskHead />
      <Choice
        label={text('workers.show')}
        name="shown"
        value={shown}
        options={(['all', 'ending'] as const).map((value) => ({
          value,
          label: text(`workers.show.${value}`),
        }))}
        onChange={(next) => {
          setShown(next);
          setOffset(0);
        }}
      />
      <form className="desk-search" role="search" onSubmit={send}>
        <Choose
          label={text('workers.find')}
          value={by}
          options={(['number', 'name'] as const).map((value) => ({
            value,
            label: text(`workers.find.${value}`),
          }))}
          onChange={setBy}
        />
        <TextField
          label={text(`workers.find.${by}`)}
          type="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" icon="search">
          {text('workers.search')}
        </Button>
      </form>
      {shown === 'all' ? (
        <Found search={search} offset={offset} onMore={setOffset} />
      ) : (
        <Ending offset={offset} onMore={setOffset} />
      )}
    </div>
  );
}

function Found(props: { search: Search; offset: number; onMore: (offset: number) => void }) {
  const text = useDeskText();
  const client = useClient();
  const { by, what } = props.search;
  const query = useQuery({
    queryKey: ['workers', by, what, props.offset],
    queryFn: async ({ signal }) => {
      if (by === 'number' || what === '')
        return client.call(
          findWorkers,
          { ...(what !== '' && { number: what }), offset: props.offset },
          { signal },
        );
      const { workers } = await client.call(findWorkersByName, { name: what }, { signal });
      return { workers, total: workers.length };
    },
  });
  return (
    <View query={query}>
      {({ workers, total }) => (
        <List workers={workers} total={total} offset={props.offset} onMore={props.onMore}>
          <Nothing icon="people" title={text('workers.none')}>
            <p>{text('workers.none.what')}</p>
          </Nothing>
        </List>
      )}
    </View>
  );
}

function Ending(props: { offset: number; onMore: (offset: number) => void }) {
  const text = useDeskText();
  const client = useClient();
  const query = useQuery({
    queryKey: ['workers-ending', props.offset],
    queryFn: ({ signal }) => client.call(listEnding, { days: 90, offset: props.offset }, { signal }),
  });
  return (
    <View query={query}>
      {({ workers, total }) => (
        <List workers={workers} total={total} offset={props.offset} onMore={props.onMore} isEnding>
          <Nothing icon="check" title={text('workers.ending.none')}>
            <p>{text('workers.ending.none.what')}</p>
          </Nothing>
        </List>
      )}
    </View>
  );
}

function List(props: {
  workers: readonly WorkerLine[];
  total: number;
  offset: number;
  onMore: (offset: number) => void;
  /** Whether they stand here because a licence ends. */
  isEnding?: boolean;
  children: React.ReactNode;
}) {
  const text = useDeskText();
  const language = useLanguage();
  const { workers, total, offset } = props;
  if (workers.length === 0) return props.children;
  return (
    <div className="stack">
      <output className="quiet small">
        {text('workers.total', { n: showDecimal(String(total), language) })}
      </output>
      <ul className="desk-list" aria-label={text('workers.title')}>
        {workers.map((worker) => (
          <li key={worker.id}>
            <OneWorker worker={worker} isEnding={props.isEnding === true} />
          </li>
        ))}
      </ul>
      {offset + pageSize < total && (
        <p>
          <Button onClick={() => props.onMore(offset + pageSize)}>{text('more')}</Button>
        </p>
      )}
    </div>
  );
}

function OneWorker(props: { worker: WorkerLine; isEnding: boolean }) {
  const text = useDeskText();
  const { id, name, licences, posts } = props.worker;
  return (
    <Link href={`/directory/workers/${id}`} className="desk-one">
      <span className="strong" lang="vi">
        {name}
      </span>
      <span className="quiet small" lang="vi">
        {posts.length === 0
          ? text('workers.no-post')
          : posts.map(({ title, facility }) => `${title}, ${facility}`).join(' · ')}
      </span>
      <span className="row">
        {licences.length === 0 && <Tag tone="care">{text('workers.no-licence')}</Tag>}
        {licences.map(({ number, validTo, standing }) => (
          <Tag
            key={number}
            tone={props.isEnding && standing === 'active' ? 'care' : standingTones[standing]}
            icon={standing === 'active' && !props.isEnding ? 'check' : 'warning'}
          >
            {number} · {text(`standing.${standing}`)}
            {validTo !== null && ` · ${text('workers.until', { day: showDay(validTo) })}`}
          </Tag>
        ))}
      </span>
    </Link>
  );
}
